"""Reading corpora, queries and judgements from files, with line numbers in complaints."""

import json
from collections.abc import Iterator
from pathlib import Path

from search.documents import SearchDocument
from search.request import SearchRequest


class InputError(ValueError):
    """A file can't be used; the message names file and line."""


def read_corpus(path: Path) -> list[SearchDocument]:
    """Documents of a JSONL file: id, lang, title, text, and maybe url_path, category, keywords.

    Raises:
        InputError: no such file, no JSON, a field missing, an id used twice or with space.
    """
    documents: list[SearchDocument] = []
    lines: dict[str, int] = {}
    for number, fields in _objects(path):
        where = f"{path}, line {number}"
        document = SearchDocument(
            id=_identifier(fields, where),
            lang=_text(fields, "lang", where),
            title=_text(fields, "title", where),
            text=_text(fields, "text", where),
            url_path=_text(fields, "url_path", where, missing=""),
            category=_text(fields, "category", where, missing=""),
            keywords=_keywords(fields.get("keywords")),
        )
        if document.id in lines:
            raise InputError(f"{where}: id {document.id!r} is already in line {lines[document.id]}")
        lines[document.id] = number
        documents.append(document)
    return documents


def read_queries(path: Path) -> list[tuple[str, SearchRequest]]:
    """(id, request) per line of a JSONL file: id, lang, text.

    Where a line has `long` as well, the whole of a question whose subject is `text`, that is what
    is asked: a mail says more than its subject.

    Raises:
        InputError: as for `read_corpus`.
    """
    queries = []
    for number, fields in _objects(path):
        where = f"{path}, line {number}"
        subject = _text(fields, "text", where)
        whole = _text(fields, "long", where, missing="")
        request = SearchRequest(whole or subject, _text(fields, "lang", where, missing="de"))
        queries.append((_identifier(fields, where), request))
    return queries


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Relevance by query and document id from a TSV file: query, document, relevance.

    Raises:
        InputError: a line without three fields or with a relevance that is no number.
    """
    judgements: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        fields = line.split("\t")
        try:
            query, document, relevance = fields
            judgements.setdefault(query, {})[document] = int(relevance)
        except ValueError as error:
            raise InputError(
                f"{path}, line {number}: expected query, document and relevance (a number),"
                " separated by tabs"
            ) from error
    return judgements


def _objects(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in _lines(path):
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise InputError(f"{path}, line {number}: no JSON ({error})") from error
        if not isinstance(fields, dict):
            raise InputError(f"{path}, line {number}: expected a JSON object")
        yield number, fields


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                stripped = line.strip("\r\n\ufeff")
                if stripped.strip():
                    yield number, stripped
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}, line {number + 1}: not UTF-8 ({error.reason})") from error


def _identifier(fields: dict[str, object], where: str) -> str:
    identifier = _text(fields, "id", where)
    if not identifier or any(character.isspace() for character in identifier):
        raise InputError(f"{where}: id {identifier!r} is empty or contains white space")
    return identifier


def _keywords(value: object) -> str:
    """A text or a list of texts; whatever else a corpus means by the name is left alone."""
    listed = value if isinstance(value, list) else [value]
    return ", ".join(word for word in listed if isinstance(word, str))


def _text(fields: dict[str, object], name: str, where: str, *, missing: str | None = None) -> str:
    value = fields.get(name, missing)
    if value is None and missing is not None:
        return missing
    if not isinstance(value, str):
        problem = "is missing" if name not in fields else "is not a text"
        raise InputError(f"{where}: {name!r} {problem}")
    return value
