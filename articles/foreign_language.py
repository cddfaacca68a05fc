"""The language of a foreign file: as its front matter, the importer, its path or its words say."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from articles.document import LANGUAGES
from articles.front_matter import DocumentError
from articles.language_paths import language_in_path
from articles.remarks import Remark

if TYPE_CHECKING:
    from lingua import LanguageDetector

_KEYS = ("lang", "language", "locale")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*\Z")
_NO_PROSE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|<[^<>]*>|\W+", re.DOTALL)
# Characters; more make the answer slower, not surer.
_ENOUGH = 4000


def choose_language(
    values: Mapping[str, object],
    option: str | None,
    path: PurePosixPath,
    text: str,
    remarks: list[Remark],
) -> tuple[str, str]:
    """Language and where it came from: front_matter, option, path or detected.

    Raises DocumentError when the front matter names a language that is neither of ours.
    """
    declared = _declared(values, remarks)
    if declared:
        return declared, "front_matter"
    if option:
        return option, "option"
    in_path = language_in_path(path)
    if in_path:
        return in_path, "path"
    detected = _detect(text[:_ENOUGH])
    if detected is None:
        remarks.append(Remark("language_unknown", "no language recognised, taken as English"))
        return "en", "detected"
    message = f"language recognised from the text: {detected}"
    remarks.append(Remark("language_detected", message))
    return detected, "detected"


def _declared(values: Mapping[str, object], remarks: list[Remark]) -> str | None:
    for key in _KEYS:
        given = values.get(key)
        if not isinstance(given, str) or not given:
            continue
        tag = _TAG.match(given.strip())
        if not tag:
            remarks.append(Remark("odd_language", f"{key}: {given!r} names no language"))
        elif tag[1].lower() in LANGUAGES:
            return tag[1].lower()
        else:
            raise DocumentError(
                f"the language {given!r} is neither German nor English",
                key="unsupported_language",
                params={"language": given},
            )
    return None


def _detect(text: str) -> str | None:
    found = _detector().detect_language_of(_NO_PROSE.sub(" ", text))
    return found.iso_code_639_1.name.lower() if found else None


@cache
def _detector() -> "LanguageDetector":
    # Loading the models takes longer than reading a folder whose files name their language.
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(Language.GERMAN, Language.ENGLISH).build()
