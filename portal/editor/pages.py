"""One frozen dataclass for each page of the editor: its template's whole context."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from articles.diffing import DiffRow
from portal.editor.comparing import FieldDifference
from portal.editor.findings import FindingLine
from portal.editor.forms import ArticleForm, NewArticleForm
from portal.editor.queries import ArticleFilter, LanguageState, RevisionRow
from portal.editor.sent_pictures import SentPicture
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that narrows a list; `count` is None where it is not counted."""

    label: str
    url: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Links of one kind under a heading."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """A row of the list: its title in the reader's language if there is one; `states` by
    language in the order of the columns, None where there is no text."""

    title: str
    locale: str
    url: str
    topic: str
    visibility: str
    states: tuple[LanguageState | None, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesPage(Page):
    """The list of all articles."""

    template: ClassVar[str] = "editor/articles.html"

    rows: Sequence[ArticleLine]
    total: int
    wanted: ArticleFilter
    groups: tuple[ChoiceGroup, ...]
    languages: tuple[str, ...]
    previous_url: str | None
    next_url: str | None
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticlePage(Page):
    """Title, language and topic of an article to be."""

    template: ClassVar[str] = "editor/new.html"

    form: NewArticleForm
    public_id: str


@dataclass(frozen=True, slots=True)
class LanguageTab:
    """One language of the article; `state` is None while there is no text in it."""

    locale: str
    label: str
    url: str
    current: bool
    state: str | None
    outdated: bool


@dataclass(frozen=True, slots=True)
class Outdated:
    """A language that has to follow: `base` is the revision of the other it was last in line
    with (None: never), `sections` the headings that have changed there since."""

    locale: str
    language: str
    base: int | None
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage(Page):
    """Source left, result right. `unsaved` = the form holds what is not saved yet; `problem` =
    why it was not taken; `picture` = what came with it."""

    template: ClassVar[str] = "editor/edit.html"

    form: ArticleForm
    base: int
    public_id: str
    locale: str
    state: str
    number: int
    published_number: int | None
    changed: str
    public_url: str | None
    tabs: tuple[LanguageTab, ...]
    outdated: Outdated | None
    preview_title: str
    preview: Markup
    findings: tuple[FindingLine, ...]
    remedies: tuple[tuple[str, str], ...]
    may_publish: bool
    other_language: str | None
    unsaved: bool
    problem: str
    picture: SentPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage(Page):
    """Somebody else saved first: what differs, and the typed text to save on top."""

    template: ClassVar[str] = "editor/conflict.html"

    form: ArticleForm
    base: int
    author: str
    saved_at: datetime
    public_id: str
    locale: str
    differences: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionsPage(Page):
    """All revisions of one language."""

    template: ClassVar[str] = "editor/revisions.html"

    public_id: str
    locale: str
    rows: Sequence[RevisionRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPage(Page):
    """One revision beside the one before it or the newest."""

    template: ClassVar[str] = "editor/revision.html"

    public_id: str
    locale: str
    number: int
    author: str
    created_at: datetime
    other: int | None
    against_newest: bool
    newest: int
    differences: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySidePage(Page):
    """Both languages: what changed in one, and the other to bring in line with it."""

    template: ClassVar[str] = "editor/side_by_side.html"

    form: ArticleForm
    base: int
    public_id: str
    locale: str
    language: str
    exists: bool
    source_locale: str
    source_language: str
    source_number: int
    source_title: str
    source_summary: str
    source_rows: tuple[DiffRow, ...]
    since: int | None
    unsaved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPage(Page):
    """Asks before a text is taken away from its readers."""

    template: ClassVar[str] = "editor/withdraw.html"

    public_id: str
    locale: str
    public_url: str
    linking: int
