"""Reading Markdown of any origin: front matter of ours, of other systems, or none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePosixPath

from articles.decoding import decode_text
from articles.document import MAXIMUM_ID, MAXIMUM_TITLE, ArticleDocument, is_valid_id
from articles.foreign_fields import ForeignFields
from articles.foreign_front_matter import split_foreign
from articles.foreign_language import choose_language
from articles.front_matter import DocumentError
from articles.language_paths import path_without_language
from articles.remarks import Remark
from articles.sections import plain_inline, split_sections
from articles.slugs import slugify, unique_slug

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# `[!DNL Live Search]`: words that are not to be translated (Adobe Experience League).
_TRANSLATORS_MARK = re.compile(r"\[!(?:UICONTROL|DNL)[ \t]+([^\[\]]*)\]")
_DIGEST = 12  # hexadecimal digits


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
        """The remarks as sentences."""
        return tuple(remark.message for remark in self.remarks)


def read_foreign(
    data: bytes, *, path: PurePosixPath, language: str | None = None
) -> ForeignArticle:
    """Read one file; `path` is relative to the imported folder, `language` the option given.

    Raises DocumentError for files that are too large, binary, empty or have a front matter that
    can't be mended.
    """
    remarks: list[Remark] = []
    values, body = split_foreign(decode_text(data, remarks), remarks)
    if not body.strip() and not values:
        raise DocumentError("the file is empty", key="empty")
    title = _title(values, body, path)
    text = f"{title}\n{body}"
    language, language_from = choose_language(values, language, path, text, remarks)
    fields = ForeignFields(values, remarks)
    document = ArticleDocument(
        id=_identity(values, path, language, remarks),
        language=language,
        title=title,
        body=body,
        summary=fields.summary(),
        category=fields.text("category"),
        keywords=fields.keywords(),
        related=fields.texts("related"),
        checked_on=fields.day("checked_on"),
        checked_by=fields.text("checked_by"),
        visibility=fields.visibility(),
        extra=fields.rest(),
    )
    draft = values.get("draft") is True or values.get("published") is False
    return ForeignArticle(document, path, language_from, tuple(remarks), draft)


def distinct_identities(articles: Iterable[ForeignArticle]) -> list[ForeignArticle]:
    """Give the second and later files of one identity and language an id of their own.

    The files are taken in the order of their paths, so that a second import names them alike.
    """
    taken: dict[str, set[str]] = {}
    distinct: list[ForeignArticle] = []
    for article in sorted(articles, key=lambda article: article.path.as_posix()):
        document = article.document
        ids = taken.setdefault(document.language, set())
        identity = unique_slug(document.id, ids, maximum=MAXIMUM_ID)
        ids.add(identity)
        distinct.append(article if identity == document.id else _renamed(article, identity))
    return distinct


def _title(values: Mapping[str, object], body: str, path: PurePosixPath) -> str:
    """The title given, or the first heading, or the name of the file in words."""
    given = values.get("title")
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        title = _TRANSLATORS_MARK.sub(r"\1", _CONTROL.sub(" ", str(given))).strip()
        if title:
            return title[:MAXIMUM_TITLE]
    for section in split_sections(body, title=""):
        if section.title:
            return plain_inline(section.title)[:MAXIMUM_TITLE]
    name = re.sub(r"[-_.\s]+", " ", path_without_language(path, "").name).strip()
    return (name[:1].upper() + name[1:])[:MAXIMUM_TITLE] or path.name


def _identity(
    values: Mapping[str, object], path: PurePosixPath, language: str, remarks: list[Remark]
) -> str:
    """The id given, or the path without the language, so that translations share it."""
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
    if identity and len(identity) <= MAXIMUM_ID:
        return identity
    digest = sha256(path.as_posix().encode()).hexdigest()[:_DIGEST]
    beginning = identity[: MAXIMUM_ID - _DIGEST - 1].rstrip("-/")
    return f"{beginning}-{digest}" if beginning else digest


def _renamed(article: ForeignArticle, identity: str) -> ForeignArticle:
    old = article.document.id
    message = f"another file has the id {old!r} too; this one became {identity!r}"
    return replace(
        article,
        document=replace(article.document, id=identity),
        remarks=(*article.remarks, Remark("same_identity", message)),
    )
