"""Words that mean the same: listed, tried, changed."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, NotFound
from portal.editor.forms import language_name
from portal.insights.blueprint import blueprint
from portal.insights.rooms import rooms
from portal.insights.synonym_forms import LONGEST_LIST, LONGEST_QUERY, SynonymForm
from portal.insights.synonym_pages import GroupLine, RemovalPage, SynonymGroupPage, SynonymsPage
from portal.insights.trials import Trials, trials
from portal.knowledge.search_models import SynonymGroup
from portal.knowledge.synonym_operations import add_group, change_group, remove_group, version
from portal.knowledge.synonyms import (
    current_synonyms,
    synonym_group,
    synonym_groups,
    synonyms_of,
)
from portal.web.access import Permission, current_reader, requires
from portal.web.inputs import free_text, one_line
from portal.web.locale import LOCALES, current_locale
from portal.web.pages import render
from search.synonyms import SynonymGroup as SearchGroup


@blueprint.get("/synonyms")
@requires(Permission.SEE_SEARCH)
def synonyms() -> AnyResponse:
    """All groups, narrowed by language and by a word."""
    language = request.args.get("language", "")
    language = language if language in LOCALES else ""
    text = one_line(request.args.get("q", ""), 100)
    found = synonym_groups(db.session, locale=language, text=text)
    choices = [(_("All"), ""), *((language_name(locale), locale) for locale in LOCALES)]
    page = SynonymsPage(
        title=_("Synonyms"),
        rooms=rooms(),
        rows=tuple(_line(group) for group in found),
        languages=tuple(
            (
                label,
                url_for(".synonyms", language=locale or None, q=text or None),
                locale == language,
            )
            for label, locale in choices
        ),
        language=language,
        text=text,
        may_change=current_reader().may(Permission.STEER_SEARCH),
        notice=request.args.get("notice", ""),
    )
    return render(page)


@blueprint.get("/synonyms/new")
@requires(Permission.STEER_SEARCH)
def new_synonyms() -> AnyResponse:
    """The empty form, or filled in with the words of a question that found nothing."""
    language = request.args.get("language", "")
    form = SynonymForm(
        data={
            "locale": language if language in LOCALES else current_locale(),
            "words": free_text(request.args.get("words", ""), LONGEST_LIST),
            "query": one_line(request.args.get("q", ""), LONGEST_QUERY),
        }
    )
    return _form_page(form, None)


@blueprint.post("/synonyms")
@requires(Permission.STEER_SEARCH)
def add_synonyms() -> AnyResponse:
    """Keep a new group."""
    form = SynonymForm(request.form)
    if not form.fits(_others(form, None)):
        return _form_page(form, None, status=422)
    actor_id = current_reader().user_id
    with transaction(db.session) as session:
        add_group(session, form.locale.data, form.entries, actor_id=actor_id, now=now())
    return redirect(url_for(".synonyms", notice="saved"), 303)


@blueprint.post("/synonyms/preview")
@requires(Permission.STEER_SEARCH)
def preview_synonyms() -> AnyResponse:
    """The form again, with what the change would do to result lists. Keeps nothing."""
    form = SynonymForm(request.form)
    group = _find(request.form.get("group", 0, type=int)) if request.form.get("group") else None
    if not form.fits(_others(form, group)):
        return _form_page(form, group, status=422)
    change = SearchGroup(form.locale.data, form.entries)
    after = synonyms_of(db.session, without=group.id if group else None, also=change)
    shown = trials(
        db.session,
        locale=form.locale.data,
        before=current_synonyms(db.session),
        after=after,
        query=form.query.data or "",
        words=form.entries,
    )
    return _form_page(form, group, shown)


@blueprint.get("/synonyms/<int:id_>")
@requires(Permission.STEER_SEARCH)
def synonym_page(id_: int) -> AnyResponse:
    """One group to change."""
    group = _find(id_)
    words = "\n".join(group.words)
    form = SynonymForm(data={"locale": group.locale, "words": words, "base": version(group)})
    return _form_page(form, group)


@blueprint.post("/synonyms/<int:id_>")
@requires(Permission.STEER_SEARCH)
def change_synonyms(id_: int) -> AnyResponse:
    """Keep the changed words; if somebody else was quicker the form says what stands there."""
    form, group = SynonymForm(request.form), _find(id_)
    if not form.fits(_others(form, group)):
        return _form_page(form, group, status=422)
    try:
        with transaction(db.session) as session:
            change_group(
                session,
                group,
                form.locale.data,
                form.entries,
                base=form.base.data or "",
                actor_id=current_reader().user_id,
                now=now(),
            )
    except Conflict:
        group = _find(id_)
        form.base.data = version(group)
        return _form_page(form, group, status=409, conflict=tuple(group.words))
    return redirect(url_for(".synonyms", notice="saved"), 303)


@blueprint.get("/synonyms/<int:id_>/removals")
@requires(Permission.STEER_SEARCH)
def ask_to_remove_synonyms(id_: int) -> AnyResponse:
    """Asks, and shows what would be found then."""
    group = _find(id_)
    words = tuple(group.words)
    shown = trials(
        db.session,
        locale=group.locale,
        before=current_synonyms(db.session),
        after=synonyms_of(db.session, without=group.id),
        words=words,
    )
    page = RemovalPage(
        title=_("Delete these synonyms?"), id=id_, words=words, locale=group.locale, trials=shown
    )
    return render(page)


@blueprint.post("/synonyms/<int:id_>/removals")
@requires(Permission.STEER_SEARCH)
def remove_synonyms(id_: int) -> AnyResponse:
    """Delete the group."""
    group, actor_id = _find(id_), current_reader().user_id
    with transaction(db.session) as session:
        remove_group(session, group, actor_id=actor_id, now=now())
    return redirect(url_for(".synonyms", notice="removed"), 303)


def _find(id_: int) -> SynonymGroup:
    group = synonym_group(db.session, id_) if 0 < id_ < 2**31 else None
    if group is None:
        raise NotFound("This group of synonyms is not here any more.")
    return group


def _others(form: SynonymForm, group: SynonymGroup | None) -> list[list[str]]:
    """The groups that the form's must not collide with."""
    found = synonym_groups(db.session, locale=form.locale.data or "")
    return [other.words for other in found if group is None or other.id != group.id]


def _line(group: SynonymGroup) -> GroupLine:
    return GroupLine(
        words=tuple(group.words),
        locale=group.locale,
        language=language_name(group.locale),
        url=url_for(".synonym_page", id_=group.id),
        changed_at=group.updated_at,
    )


def _form_page(
    form: SynonymForm,
    group: SynonymGroup | None,
    shown: Trials | None = None,
    *,
    status: int = 200,
    conflict: tuple[str, ...] = (),
) -> AnyResponse:
    page = SynonymGroupPage(
        title=_("Change the synonyms") if group else _("New synonyms"),
        form=form,
        id=group.id if group else None,
        trials=shown,
        conflict=conflict,
    )
    return render(page, status)
