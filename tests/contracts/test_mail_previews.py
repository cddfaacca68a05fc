"""Every kind of mail that the code sends can be looked at beforehand, in both languages."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.app import MAIL_PREVIEWS, create_app
from portal.core.mail_html import as_html, letterhead_of
from portal.core.mail_previews import Preview, SampleOffice
from portal.core.settings import Settings

ROOT = Path(__file__).parents[2]
TAKES_KIND = {
    "Letter": "kind",
    "queue_mail": "kind",
    "notifications.announce": 3,
    "news_letter": 1,
    "_case_letter": 1,
}
"""Where these functions are told the kind of a mail: by name, or at which place."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("previews")
    url = f"sqlite:///{folder / 'none.db'}"
    return create_app(Settings(data_dir=folder, database_url=url, secret_key="only for tests"))


def kinds_sent() -> Iterator[tuple[str, str]]:
    """(where, kind) of every place that writes a mail; the kind is "" if nobody can tell it."""
    for path in sorted((ROOT / "portal").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if any(f"{name}(" in code for name in TAKES_KIND):
            where = str(path.relative_to(ROOT))
            module = where.removesuffix(".py").replace("/", ".")
            for function in ast.walk(ast.parse(code)):
                if isinstance(function, ast.FunctionDef):
                    yield from ((where, kind) for kind in _kinds_in(function, module))


def _kinds_in(function: ast.FunctionDef, module: str) -> Iterator[str]:
    taken = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    for call in ast.walk(function):
        name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or name not in TAKES_KIND:
            continue
        kind = _argument(call, TAKES_KIND[name])
        text = ast.unparse(kind) if kind is not None else ""
        if text in taken or text == "letter.kind":  # passed on: whoever calls this one says it
            continue
        yield _value(text, module)


def _argument(call: ast.Call, place: str | int) -> ast.expr | None:
    if isinstance(place, int) and len(call.args) > place:
        return call.args[place]
    wanted = place if isinstance(place, str) else "kind"
    return next((keyword.value for keyword in call.keywords if keyword.arg == wanted), None)


def _value(text: str, module: str) -> str:
    if text.startswith(("'", '"')):
        return str(ast.literal_eval(text))
    found: object = importlib.import_module(module)
    for part in text.split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, str) else ""


def test_no_mail_is_sent_that_nobody_can_look_at_before():
    """Give the mail a kind of its own, as a constant, and add a `Preview` of that kind to the
    feature's PREVIEWS: made of sample data by the function that makes the real mail."""
    shown = {preview.kind for preview in MAIL_PREVIEWS}
    missing = [(where, kind or "no kind") for where, kind in kinds_sent() if kind not in shown]

    assert not missing


def test_nothing_is_shown_that_nobody_sends():
    sent = {kind for _, kind in kinds_sent()}

    assert {preview.kind for preview in MAIL_PREVIEWS} <= sent
    assert len(MAIL_PREVIEWS) == len({preview.kind for preview in MAIL_PREVIEWS})


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("preview", MAIL_PREVIEWS, ids=lambda preview: preview.kind)
def test_preview_is_a_whole_mail_in_its_language(
    portal: Flask, preview: Preview, locale: str
) -> None:
    organisation = portal.extensions["lotse.organisation"]
    with portal.app_context(), force_locale(locale):
        letter = preview.make(SampleOffice(organisation, "https://hilfe.example", locale))
        other = preview.make(
            SampleOffice(organisation, "https://hilfe.example", {"de": "en", "en": "de"}[locale])
        )

    assert letter.kind == preview.kind
    assert letter.content.locale == locale
    assert letter.subject
    assert letter.content.link is not None
    assert letter.content.link.url.startswith("https://hilfe.example/")
    assert letter.content.as_text() != other.content.as_text()
    assert "%(" not in letter.content.as_text()
    html = as_html(letter.content, letter.subject, letterhead_of(organisation))
    assert not [fetching for fetching in ("<img", "src=", "url(") if fetching in html]  # M8
