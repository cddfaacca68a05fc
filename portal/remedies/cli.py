"""`portal attempts …`: recognition on the command line, without a database or a data folder."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import yaml

from portal.remedies.json_lines import BadLine, answer_line, request_lines
from portal.remedies.recognition import Named, Recogniser
from portal.remedies.recognition.sentences import SentencesError, read_catalogue
from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable

OK, BAD_INPUT = 0, 2


def recognise_command(catalogue: Path, source: BinaryIO) -> int:
    """Print the attempts of each line that may be ticked; 2 if a line or the catalogue is bad."""
    try:
        remedies = read_catalogue(catalogue.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, SentencesError, yaml.YAMLError) as error:
        return _complain(f"{catalogue}: {error}")
    recogniser: Recogniser | None = None
    try:
        for identifier, lang, text in _requests(source):
            recogniser = recogniser or _recogniser(remedies)
            attempts = [
                {"remedy": one.remedy, "outcome": one.outcome, "quote": one.quote}
                for one in recogniser.recognise(text, lang=lang)
                if one.likely
            ]
            answer = {"id": identifier, "attempts": attempts}
            sys.stdout.write(answer_line(answer))
    except BadLine as error:
        return _complain(str(error))
    return OK


def _requests(source: BinaryIO) -> Iterator[tuple[object, str, str]]:
    """Id, language and text of each line; raises BadLine."""
    for number, request in request_lines(source, '{"id", "lang", "text"}'):
        lang, text = request.get("lang", "de"), request.get("text")
        if not isinstance(text, str) or not isinstance(lang, str):
            raise BadLine(f"line {number}: text and lang are strings")
        yield request["id"], lang, text


def _recogniser(remedies: Sequence[Named]) -> Recogniser:
    encoder: Encoder | None = None
    try:
        encoder = load_encoder()
    except ModelUnavailable as error:
        _complain(f"no model, recognising by words alone: {error}")
    return Recogniser.of(remedies, encoder)


def _complain(message: str) -> int:
    sys.stderr.write(f"portal attempts: {message}\n")
    return BAD_INPUT
