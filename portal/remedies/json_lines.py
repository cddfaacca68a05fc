"""JSON Lines out of the commands of recognition: one answer a line, in UTF-8."""

import json
from collections.abc import Mapping


def answer_line(answer: Mapping[str, object]) -> str:
    """An answer as one line of JSON with its line break, whatever came in."""
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair came in, and goes out as it came
        line = json.dumps(answer)
    return line + "\n"
