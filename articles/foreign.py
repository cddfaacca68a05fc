"""Reading Markdown of any origin: front matter of ours, of other systems, or none."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from articles.document import (
    LANGUAGES,
    MAXIMUM_ID,
    MAXIMUM_TITLE,
    VISIBILITIES,
    ArticleDocument,
    DocumentError,
    is_valid_id,
    split_front_matter,
)
from articles.front_matter import read_yaml
from articles.language_paths import language_in_path, path_without_language
from articles.sections import plain_inline, split_sections
from articles.slugs import slugify, unique_slug

if TYPE_CHECKING:
    from lingua import LanguageDetector

MAXIMUM_BYTES = 2 * 1_048_576

_LANGUAGE_KEYS = ("lang", "language", "locale")
_KNOWN_KEYS = frozenset(
    "id language title summary category keywords related checked_on checked_by visibility".split()  # noqa: SIM905
)
_LANGUAGE_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*\Z")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_][\w. -]*:(?:\s|\Z)")
_UNQUOTED = re.compile(r"^([A-Za-z_][\w.-]*:)[ \t]+(?![\"'\[{|>])(.*\S)[ \t]*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the import report should mention; `key` names the rule for translation."""

    key: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ForeignArticle:
    """A document with what was found out about its file.

    `language_from` is front_matter, option, path or detected. `draft` is true when the other
    system did not publish it (Hugo `draft: true`, Jekyll `published: false`).
    """

    document: ArticleDocument
    path: PurePosixPath
    language_from: str
    remarks: tuple[Remark, ...] = ()
    draft: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(remark.message for remark in self.remarks)


def read_foreign(
    data: bytes, *, path: PurePosixPath, language: str | None = None
) -> ForeignArticle:
    """Read one file; `path` is relative to the imported folder, `language` the option given.

    Raises DocumentError for files that are too large, binary, empty or have a front matter that
    can't be mended.
    """
    remarks: list[Remark] = []
    text = _decode(data, remarks)
    values, body = _front_matter(text, remarks)
    if not body.strip() and not values:
        raise DocumentError("the file is empty", key="empty")
    title = _title(values, body, path)
    chosen, source = _language(values, language, path, f"{title}\n{body}", remarks)
    taker = _Taker(values, remarks)
    document = ArticleDocument(
        id=_identity(values, path, chosen, remarks),
        language=chosen,
        title=title,
        body=body,
        summary=taker.text("summary") or _one_line(values, "description", "short_description"),
        category=taker.text("category"),
        keywords=taker.texts("keywords") or _words(values.get("tags")) or (),
        related=taker.texts("related"),
        checked_on=taker.day("checked_on"),
        checked_by=taker.text("checked_by"),
        visibility=taker.visibility(),
        extra={**_unknown(values), **taker.refused},
    )
    return ForeignArticle(document, path, source, tuple(remarks), _is_draft(values))


def distinct_identities(articles: Iterable[ForeignArticle]) -> list[ForeignArticle]:
    """Give the second and later files of one identity and language an id of their own.

    The files are taken in the order of their paths, so that a second import names them alike.
    """
    taken: set[tuple[str, str]] = set()
    distinct: list[ForeignArticle] = []
    for article in sorted(articles, key=lambda article: article.path.as_posix()):
        document = article.document
        ids = {identity for identity, language in taken if language == document.language}
        if document.id in ids:
            identity = unique_slug(document.id, ids, maximum=MAXIMUM_ID)
            remark = Remark(
                "same_identity",
                f"another file has the id {document.id!r} too; this one became {identity!r}",
                MappingProxyType({"id": document.id, "new_id": identity}),
            )
            document = replace(document, id=identity)
            article = replace(article, document=document, remarks=(*article.remarks, remark))
        taken.add((document.id, document.language))
        distinct.append(article)
    return distinct


def _decode(data: bytes, remarks: list[Remark]) -> str:
    if len(data) > MAXIMUM_BYTES:
        raise DocumentError("the file is larger than 2 MiB", key="too_large")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding != "utf-16" and b"\x00" in data[:8192]:
        raise DocumentError("this is not a text file", key="binary")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise DocumentError("the file is broken UTF-16", key="not_text") from None
        text = _decode_western(data)
        remarks.append(Remark("guessed_encoding", "not UTF-8, read as Windows-1252"))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def _decode_western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _front_matter(text: str, remarks: list[Remark]) -> tuple[dict[str, object], str]:
    leading = len(text) - len(text.lstrip("\n"))
    text = text[leading:]
    toml = _TOML.match(text)
    if toml:
        return _read_toml(toml[1], leading + 1), text[toml.end() :]
    lines = text.split("\n", 2)
    if lines[0].rstrip() != "---" or len(lines) < 2:
        return {}, text
    try:
        front, body = split_front_matter(text)
    except DocumentError:
        if _KEY_LINE.match(lines[1]):
            raise
        return {}, text
    if front is None:
        return {}, text
    try:
        return _read_yaml(front, leading + 2, remarks), body
    except DocumentError as error:
        # A rule at the top of a text without front matter looks like one.
        if error.key == "not_a_mapping" or not re.search(r"^[\w\"'][^\n]*:", front, re.MULTILINE):
            return {}, text
        raise


def _read_yaml(front: str, first_line: int, remarks: list[Remark]) -> dict[str, object]:
    try:
        return read_yaml(front, first_line=first_line)
    except DocumentError as broken:
        if broken.key != "broken_yaml":
            raise
        error = broken
        mended = _UNQUOTED.sub(_quote_value, front.replace("\t", "  "))
        try:
            values = read_yaml(mended, first_line=first_line)
        except DocumentError:
            raise error from None
    remarks.append(
        Remark(
            "mended_front_matter",
            f"front matter mended: {error.message} (line {error.line})",
            MappingProxyType({"problem": error.message, "line": str(error.line)}),
        )
    )
    return values


def _quote_value(match: re.Match[str]) -> str:
    value = match[2].replace("\\", "\\\\").replace('"', '\\"')
    return f'{match[1]} "{value}"'


def _read_toml(front: str, line_before: int) -> dict[str, object]:
    try:
        values = tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        raise DocumentError(str(error), line_before + line, column, key="broken_toml") from error
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_value(item) for item in value]
    return value if isinstance(value, bool | int | float | str) else str(value)


def _title(values: Mapping[str, object], body: str, path: PurePosixPath) -> str:
    given = values.get("title")
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        title = _CONTROL.sub(" ", str(given)).strip()
        if title:
            return title[:MAXIMUM_TITLE]
    for section in split_sections(body, title=""):
        if section.title:
            return plain_inline(section.title)[:MAXIMUM_TITLE]
    name = re.sub(r"[-_.\s]+", " ", path_without_language(path, "").name).strip()
    return (name[:1].upper() + name[1:])[:MAXIMUM_TITLE] or path.name


def _language(
    values: Mapping[str, object],
    option: str | None,
    path: PurePosixPath,
    text: str,
    remarks: list[Remark],
) -> tuple[str, str]:
    for key in _LANGUAGE_KEYS:
        given = values.get(key)
        if not isinstance(given, str) or not given:
            continue
        tag = _LANGUAGE_TAG.match(given.strip())
        if tag and tag[1].lower() in LANGUAGES:
            return tag[1].lower(), "front_matter"
        if tag:
            raise DocumentError(
                f"the language {given!r} is neither German nor English",
                key="unsupported_language",
                params={"language": given},
            )
        remarks.append(Remark("odd_language", f"{key}: {given!r} names no language"))
    if option:
        return option, "option"
    in_path = language_in_path(path)
    if in_path:
        return in_path, "path"
    detected = _detect(text[:4000])
    if detected is None:
        remarks.append(Remark("language_unknown", "no language recognised, taken as English"))
        return "en", "detected"
    remarks.append(
        Remark(
            "language_detected",
            f"language recognised from the text: {detected}",
            MappingProxyType({"language": detected}),
        )
    )
    return detected, "detected"


def _detect(text: str) -> str | None:
    words = re.sub(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|<[^<>]*>|\W+", " ", text, flags=re.S)
    found = _detector().detect_language_of(words)
    return found.iso_code_639_1.name.lower() if found else None


@cache
def _detector() -> "LanguageDetector":
    # Loading the models takes longer than reading a folder whose files name their language.
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(Language.GERMAN, Language.ENGLISH).build()


def _identity(
    values: Mapping[str, object], path: PurePosixPath, language: str, remarks: list[Remark]
) -> str:
    given = values.get("id")
    if isinstance(given, str | int) and not isinstance(given, bool):
        if is_valid_id(str(given)):
            return str(given)
        slug = slugify(str(given), maximum=MAXIMUM_ID)
        if slug:
            remarks.append(Remark("changed_id", f"the id {given!r} became {slug!r}"))
            return slug
    parts = path_without_language(path, language).parts
    identity = "/".join(filter(None, (slugify(part, maximum=MAXIMUM_ID) for part in parts)))
    if len(identity) > MAXIMUM_ID or not identity:
        digest = sha256(path.as_posix().encode()).hexdigest()[:12]
        identity = f"{identity[: MAXIMUM_ID - 13].rstrip('-/')}-{digest}".lstrip("-")
    return identity


def _unknown(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key not in _KNOWN_KEYS}


def _is_draft(values: Mapping[str, object]) -> bool:
    return values.get("draft") is True or values.get("published") is False


def _one_line(values: Mapping[str, object], *keys: str) -> str:
    for key in keys:
        value = values.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def _words(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(filter(None, (word.strip() for word in value.split(","))))
    if isinstance(value, Sequence) and all(
        isinstance(item, str | int | float) and not isinstance(item, bool) for item in value
    ):
        return tuple(str(item) for item in value)
    return None


class _Taker:
    """Takes our own keys; a value of the wrong kind is kept as `imported_KEY` and reported."""

    def __init__(self, values: Mapping[str, object], remarks: list[Remark]) -> None:
        self._values = values
        self._remarks = remarks
        self.refused: dict[str, object] = {}

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self._refuse(key)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key)
        words = () if value is None else _words(value)
        if words is None:
            self._refuse(key)
        return words or ()

    def day(self, key: str) -> date | None:
        value = self._values.get(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._refuse(key)
            return None

    def visibility(self) -> str:
        value = self.text("visibility")
        if value in VISIBILITIES or not value:
            return value or "public"
        # An unknown word was meant to restrict; the narrowest audience is the safe reading.
        self._refuse("visibility")
        return "internal"

    def _refuse(self, key: str) -> None:
        self.refused[f"imported_{key}"] = self._values[key]
        self._remarks.append(
            Remark(
                "kept_aside",
                f"{key} has another form than ours, kept as imported_{key}",
                MappingProxyType({"name": key}),
            )
        )
