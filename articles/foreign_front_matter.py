"""Front matter of other systems: YAML (mended where its authors left out quotes) or TOML."""

import re
import tomllib

from articles.document import split_front_matter
from articles.front_matter import DocumentError, read_yaml
from articles.remarks import Remark

_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
# The first line behind the dashes, comments aside, is a key.
_MEANT = re.compile(r"---[ \t]*\n(?:#[^\n]*\n\s*)*[\"']?\w[\w. -]*[\"']?:(?:\s|\Z)")
_UNQUOTED = re.compile(r"^([A-Za-z_][\w.-]*:)[ \t]+(?![\"'\[{|>])(.*\S)[ \t]*$", re.MULTILINE)


def split_foreign(text: str, remarks: list[Remark]) -> tuple[dict[str, object], str]:
    """The values of the front matter, empty if there is none, and the body behind it.

    Raises DocumentError with the place in the file when it can't be mended.
    """
    body = text.lstrip("\n")
    line = 1 + len(text) - len(body)
    toml = _TOML.match(body)
    if toml:
        return _read_toml(toml[1], line + 1), body[toml.end() :]
    try:
        front, rest = split_front_matter(body)
        return ({}, body) if front is None else (_read_yaml(front, line + 1, remarks), rest)
    except DocumentError:
        if _MEANT.match(body):
            raise
        # A rule on top of a text looks like the beginning of a front matter.
        return {}, body


def _read_toml(front: str, first_line: int) -> dict[str, object]:
    try:
        values = tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = _TOML_PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        raise DocumentError(str(error), first_line + line - 1, column, key="broken_toml") from error
    return {key: _as_yaml_has_it(value) for key, value in values.items()}


def _as_yaml_has_it(value: object) -> object:
    """A TOML value in the types of a YAML front matter: dates and times become text."""
    if isinstance(value, dict):
        return {str(key): _as_yaml_has_it(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_yaml_has_it(item) for item in value]
    return value if isinstance(value, bool | int | float | str) else str(value)


def _read_yaml(front: str, first_line: int, remarks: list[Remark]) -> dict[str, object]:
    try:
        return read_yaml(front, first_line=first_line)
    except DocumentError as error:
        if error.key != "broken_yaml":
            raise
        mended = _UNQUOTED.sub(_with_quotes, front.replace("\t", "  "))
        try:
            values = read_yaml(mended, first_line=first_line)
        except DocumentError:
            raise error from None
        message = f"front matter mended: {error.message} (line {error.line})"
        remarks.append(Remark("mended_front_matter", message))
        return values


def _with_quotes(match: re.Match[str]) -> str:
    value = match[2].replace("\\", "\\\\").replace('"', '\\"')
    return f'{match[1]} "{value}"'
