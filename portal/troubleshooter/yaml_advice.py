"""What the messages of the YAML parser mean to somebody who writes a flow."""

from collections.abc import Sequence

import yaml

from portal.troubleshooter.problems import Wording

CURLY = "„“”‚‘’"
"""Quotes of texts. Only " and ' are quotes to YAML."""


def explain(
    error: yaml.MarkedYAMLError, lines: Sequence[str]
) -> tuple[Wording, Wording, tuple[int, int]]:
    """Message, fix, and line and column for a YAML error; `lines` are those of the file."""
    problem = error.problem or error.context or "this is not YAML"
    mark = error.problem_mark or error.context_mark
    got = problem.rpartition("but got ")[2].strip("'") if "but got" in problem else ""
    if "end of stream" in problem or got == "<stream end>":
        mark = error.context_mark or mark
        message = Wording("What begins here has no end")
        fix = Wording("Close the bracket.") if got else Wording("Close the quote.")
    elif mark and (opened := _long_quote(lines, mark.line)):
        message = Wording(
            "The quote that begins here is closed only in line %(line)s", line=mark.line + 1
        )
        fix = Wording("Close the quote.")
        mark = opened
    else:
        line = lines[mark.line] if mark and mark.line < len(lines) else ""
        message, fix = _advice(problem, got, line)
    return message, fix, (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _long_quote(lines: Sequence[str], line: int) -> yaml.Mark | None:
    """Where a text in quotes begins that runs over several lines up to this one: it was to end
    earlier."""
    try:
        for token in yaml.scan("\n".join(lines), Loader=yaml.SafeLoader):
            start, end = token.start_mark, token.end_mark
            quoted = isinstance(token, yaml.ScalarToken) and token.style in ('"', "'")
            if quoted and start.line < line == end.line:
                return start
    except yaml.YAMLError:
        pass
    return None


def _advice(problem: str, got: str, line: str) -> tuple[Wording, Wording]:
    if "'\\t'" in problem:
        return Wording("A tab stands where YAML wants spaces"), Wording("Indent with spaces.")
    if got in ("?", ":", "[", "{", "]", "}"):
        message = Wording(
            "A “%(mark)s” inside {…} or […] needs quotes around the whole text", mark=got
        )
        return message, _fix(line)
    if "mapping values are not allowed" in problem:
        message = Wording("A “:” in a text without quotes, or a line that is indented too far")
        return message, _fix(line)
    if "found '<scalar>'" in problem or got == "<scalar>":
        message = Wording("Something follows a closing quote")
        fix = Wording("Is a quote further up left open? Within a quoted text write „…“ or “…”.")
        return message, fix
    if problem.startswith("expected <block end>"):
        message = Wording("This line is indented otherwise than its neighbours")
        return message, Wording("Align it with them.")
    if "cannot start any token" in problem or "found '?'" in problem or "keys are not" in problem:
        return Wording("A text that begins like this needs quotes"), _fix(line)
    message = Wording("The YAML is broken: %(problem)s", problem=problem)
    return message, Wording("Compare the indentation with the lines above.")


def _fix(line: str) -> Wording:
    if any(f": {quote}" in line for quote in CURLY):
        return Wording(
            'Put the whole text in straight quotes: "…". '
            "The curly quotes „ “ ” are part of the text to YAML."
        )
    return Wording('Put the whole text in straight quotes: "…".')
