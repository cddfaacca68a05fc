"""JSON Lines of the commands of recognition: a request a line, an answer a line, in UTF-8."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO


class BadLine(ValueError):
    """A line that is no request; the message names its number."""


def request_lines(source: BinaryIO, form: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and object of each line, which has an id; raises BadLine, with the `form` wanted."""
    for number, line in enumerate(source, start=1):
        try:
            request = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            raise BadLine(f"line {number}: no JSON in UTF-8 ({error})") from error
        if not isinstance(request, dict) or "id" not in request:
            raise BadLine(f"line {number}: not {form}")
        yield number, request


def answer_line(answer: Mapping[str, object]) -> str:
    """An answer as one line of JSON with its line break, whatever came in."""
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair came in, and goes out as it came
        line = json.dumps(answer)
    return line + "\n"
