"""Language names in file paths: `de/`, `docs_en/`, `page.de.md`, `handbook.de-DE/`."""

import re
from pathlib import PurePosixPath

_PART = re.compile(
    r"(?:(?P<rest>.*?)[._])?(?P<language>de|en)(?:[-_][a-z]{2})?\Z", re.IGNORECASE | re.DOTALL
)
_SUFFIXES = (".md", ".markdown", ".mdown", ".mdx", ".mkd", ".txt")


def language_in_path(path: PurePosixPath) -> str | None:
    """The language that the part nearest to the file names, or None."""
    for part in reversed(_parts(path)):
        match = _PART.match(part)
        if match:
            return match["language"].lower()
    return None


def path_without_language(path: PurePosixPath, language: str) -> PurePosixPath:
    """The path without file type and without the parts that name this language.

    Any language is removed when `language` is empty.
    """
    kept: list[str] = []
    for part in _parts(path):
        match = _PART.match(part)
        if match and language in ("", match["language"].lower()):
            part = match["rest"] or ""
        kept.append(part)
    return PurePosixPath(*filter(None, kept))


def _parts(path: PurePosixPath) -> list[str]:
    name = path.name
    suffix = next((end for end in _SUFFIXES if name.lower().endswith(end)), "")
    parts = [*path.parts[:-1], name[: len(name) - len(suffix)] if suffix else name]
    return [part for part in parts if part not in ("/", ".", "..")]
