"""What the messages of the YAML parser mean to somebody who writes a flow."""

from collections.abc import Sequence

import yaml

CURLY = "„“”‚‘’"
"""Quotes of texts. Only " and ' are quotes to YAML."""
_QUOTE_IT = 'Put the whole text in straight quotes: "…".'


def explain(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[str, str, tuple[int, int]]:
    """Message, fix, and line and column for a YAML error; `lines` are those of the file."""
    problem = error.problem or error.context or "this is not YAML"
    mark = error.problem_mark or error.context_mark
    got = problem.rpartition("but got ")[2].strip("'") if "but got" in problem else ""
    if "end of stream" in problem or got == "<stream end>":
        mark = error.context_mark or mark
        message, fix = "What begins here has no end", f"Close the {'bracket' if got else 'quote'}."
    else:
        line = lines[mark.line] if mark and mark.line < len(lines) else ""
        message, fix = _advice(problem, got, line)
    return message, fix, (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _advice(problem: str, got: str, line: str) -> tuple[str, str]:
    if "'\\t'" in problem:
        return "A tab stands where YAML wants spaces", "Indent with spaces."
    if got in ("?", ":", "[", "{", "]", "}"):
        message = f"A “{got}” inside {{…}} or […] needs quotes around the whole text"
        return message, _fix(line)
    if "mapping values are not allowed" in problem:
        message = "A “:” in a text without quotes, or a line that is indented too far"
        return message, _fix(line)
    if "found '<scalar>'" in problem or got == "<scalar>":
        message = "Something follows a closing quote"
        fix = "Is a quote further up left open? Within a quoted text write „…“ or “…”."
        return message, fix
    if problem.startswith("expected <block end>"):
        return "This line is indented otherwise than its neighbours", "Align it with them."
    if "cannot start any token" in problem or "found '?'" in problem or "keys are not" in problem:
        return "A text that begins like this needs quotes", _fix(line)
    return f"The YAML is broken: {problem}", "Compare the indentation with the lines above."


def _fix(line: str) -> str:
    if any(f": {quote}" in line for quote in CURLY):
        return _QUOTE_IT + " The curly quotes „ “ ” are part of the text to YAML."
    return _QUOTE_IT
