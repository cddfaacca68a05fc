"""`portal replies …`: the check of replies on the command line, without a database."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import yaml

from portal.remedies.json_lines import BadLine, answer_line, request_lines
from portal.remedies.recognition.sentences import SentencesError, read_catalogue
from portal.remedies.repeats import Named, RepeatCheck, Tried
from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable

OK, BAD_INPUT = 0, 2


@dataclass(frozen=True, slots=True)
class _Request:
    """`given`: the attempts as they came, `tried`: what they say."""

    id: object
    lang: str
    reply: str
    given: Sequence[Mapping[str, object]]
    tried: Sequence[Tried]


def check_command(catalogue: Path, source: BinaryIO) -> int:
    """Print what each line's reply repeats; 2 if a line or the catalogue is bad."""
    try:
        remedies = read_catalogue(catalogue.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, SentencesError, yaml.YAMLError) as error:
        return _complain(f"{catalogue}: {error}")
    check: RepeatCheck | None = None
    try:
        for request in _requests(source):
            check = check or _check(remedies)
            repeats = [
                {"attempt": request.given[one.attempt], "quote": one.quote}
                for one in check.check(request.reply, request.tried, lang=request.lang)
            ]
            answer = {"id": request.id, "repeats": repeats}
            sys.stdout.write(answer_line(answer))
    except BadLine as error:
        return _complain(str(error))
    return OK


def _requests(source: BinaryIO) -> Iterator[_Request]:
    """The requests in order; raises BadLine."""
    for number, request in request_lines(source, '{"id", "lang", "reply", "attempts"}'):
        lang, reply = request.get("lang", "de"), request.get("reply")
        attempts = request.get("attempts")
        if not isinstance(reply, str) or not isinstance(lang, str):
            raise BadLine(f"line {number}: reply and lang are strings")
        if not isinstance(attempts, list) or not all(isinstance(one, dict) for one in attempts):
            raise BadLine(f"line {number}: attempts is a list of objects")
        tried = [_tried(one, number) for one in attempts]
        yield _Request(request["id"], lang, reply, attempts, tried)


def _tried(attempt: Mapping[str, object], number: int) -> Tried:
    said = {}
    for key in ("remedy", "text", "outcome"):
        value = attempt.get(key)
        if value is not None and not isinstance(value, str):
            raise BadLine(f"line {number}: {key} of an attempt is a string")
        said[key] = value
    return Tried(**said)


def _check(remedies: Sequence[Named]) -> RepeatCheck:
    encoder: Encoder | None = None
    try:
        encoder = load_encoder()
    except ModelUnavailable as error:
        _complain(f"no model, checking by words alone: {error}")
    return RepeatCheck.of(remedies, encoder)


def _complain(message: str) -> int:
    sys.stderr.write(f"portal replies: {message}\n")
    return BAD_INPUT
