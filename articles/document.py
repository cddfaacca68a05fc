"""An article as text: front matter and Markdown, read strictly and written canonically."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from articles.front_matter import DocumentError, FrontMatter, freeze_mapping, read_yaml, write_yaml

__all__ = ["LANGUAGES", "ArticleDocument", "DocumentError", "dump_document", "parse_document"]

LANGUAGES = ("de", "en")
VISIBILITIES = ("public", "signed_in", "internal")
MAXIMUM_BYTES = 1_048_576
MAXIMUM_TITLE = 300
MAXIMUM_ID = 200

_ID = re.compile(r"[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """One language of one article.

    Newlines in `body` become LF, leading blank lines go and a single newline ends it, so that
    text from a web form and from a file compare equal.
    """

    id: str
    language: str
    title: str
    body: str
    summary: str = ""
    category: str = ""
    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    checked_on: date | None = None
    checked_by: str = ""
    visibility: str = "public"
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", _canonical_body(self.body))
        object.__setattr__(self, "extra", freeze_mapping(self.extra))


def parse_document(data: bytes | str, *, path: PurePosixPath | str = "") -> ArticleDocument:
    """Read a file in our own format: UTF-8, YAML front matter, Markdown.

    Raises DocumentError with the place in the file; `path` is only named in the message for a
    file without front matter.
    """
    front_text, body = split_front_matter(_decode(data))
    if front_text is None:
        where = f" in {path}" if str(path) else ""
        raise DocumentError(f"the front matter is missing{where}", key="front_matter_missing")
    front_matter = read_yaml(front_text, first_line=2)
    take = _Taker(front_matter)
    document = ArticleDocument(
        id=take.required("id"),
        language=take.required("language"),
        title=take.required("title"),
        body=body,
        summary=take.text("summary"),
        category=take.text("category"),
        keywords=take.texts("keywords"),
        related=take.texts("related"),
        checked_on=take.day("checked_on"),
        checked_by=take.text("checked_by"),
        visibility=take.text("visibility") or "public",
        extra=take.rest(),
    )
    _validate(document, front_matter)
    return document


def dump_document(document: ArticleDocument) -> str:
    """Write canonically: fixed key order, empty values left out, extra keys as they came."""
    values: dict[str, object] = {
        "id": document.id,
        "language": document.language,
        "title": document.title,
    }
    optional: dict[str, object] = {
        "summary": document.summary,
        "category": document.category,
        "keywords": document.keywords,
        "related": document.related,
        "checked_on": document.checked_on.isoformat() if document.checked_on else "",
        "checked_by": document.checked_by,
        "visibility": "" if document.visibility == "public" else document.visibility,
    }
    values.update((key, value) for key, value in optional.items() if value)
    values.update(document.extra)
    return f"---\n{write_yaml(values)}---\n{document.body}"


def is_valid_id(text: str) -> bool:
    """Whether the text can be an article id: small letters, digits, `.`, `_`, `-`, `/` inside."""
    return len(text) <= MAXIMUM_ID and bool(_ID.match(text))


def split_front_matter(text: str) -> tuple[str | None, str]:
    """Split a file at its `---` lines into front matter (None when there is none) and body.

    Raises DocumentError when a front matter begins and never ends.
    """
    first, separator, rest = text.partition("\n")
    if first.rstrip() != "---" or not separator:
        return None, text
    closing = re.search(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", rest, re.MULTILINE)
    if closing is None:
        raise DocumentError("the front matter is not closed with ---", key="front_matter_open")
    return rest[: closing.start()], rest[closing.end() :]


class _Taker:
    """Takes typed values out of a front matter and names the place of a wrong one."""

    def __init__(self, front_matter: FrontMatter) -> None:
        self._values = front_matter
        self._taken: set[str] = set()

    def required(self, key: str) -> str:
        text = self.text(key)
        if not text:
            raise self._error(key, f"{key} is missing", "value_missing")
        return text

    def text(self, key: str) -> str:
        value = self._take(key)
        if value is None:
            return ""
        if isinstance(value, list | dict | bool):
            raise self._error(key, f"{key} has to be text", "value_not_text")
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or any(
            item is None or isinstance(item, list | dict | bool) for item in value
        ):
            raise self._error(key, f"{key} has to be a list of words", "value_not_list")
        return tuple(str(item) for item in value)

    def day(self, key: str) -> date | None:
        text = self.text(key)
        if not text:
            return None
        try:
            if not _DATE.match(text):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError as error:
            raise self._error(
                key, f"{key} has to be a date like 2026-11-23", "value_not_date"
            ) from (error)

    def rest(self) -> dict[str, object]:
        return {key: value for key, value in self._values.items() if key not in self._taken}

    def _take(self, key: str) -> object:
        self._taken.add(key)
        return self._values.get(key)

    def _error(self, key: str, message: str, rule: str) -> DocumentError:
        line, column = self._values.place(key)
        return DocumentError(message, line, column, key=rule, params={"name": key})


def _decode(data: bytes | str) -> str:
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(raw) > MAXIMUM_BYTES:
        raise DocumentError("the file is larger than 1 MiB", key="too_large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DocumentError("the file is not UTF-8", line, key="not_utf8") from error
    return _unix_newlines(text)


def _validate(document: ArticleDocument, front_matter: FrontMatter) -> None:
    def wrong(key: str, message: str, rule: str) -> DocumentError:
        line, column = front_matter.place(key)
        return DocumentError(message, line, column, key=rule, params={"name": key})

    if not is_valid_id(document.id):
        raise wrong("id", "an id has small letters, digits and hyphens", "bad_id")
    if document.language not in LANGUAGES:
        raise wrong("language", "language has to be de or en", "bad_language")
    if document.visibility not in VISIBILITIES:
        raise wrong("visibility", "visibility is public, signed_in or internal", "bad_visibility")
    if len(document.title) > MAXIMUM_TITLE or _CONTROL.search(document.title):
        raise wrong("title", "the title is too long or has control characters", "bad_title")


def _canonical_body(body: str) -> str:
    body = _unix_newlines(body).replace("\x00", "\ufffd").lstrip("\n").rstrip("\n")
    return f"{body}\n" if body else ""


def _unix_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
