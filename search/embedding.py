"""From text to unit vectors: the encoder interface and the two ways to get one.

`sentence_transformers` is imported here alone, and never when the module is imported: it costs 6-9
seconds of CPU and 350 MB. What was measured on two cores decides who pays for it:

* A model that somebody names (`PORTAL_EMBEDDING_MODEL`, a hub id or a directory) is a plain
  `SentenceTransformer` with the prompts of its configuration.
* The default model is the same interface over ONNX Runtime: `OnnxE5Module` inside a
  `SentenceTransformer`. Its bulk work (indexing) goes that way. Queries and small updates, a single
  edited article for instance, run the module's encoder directly: ready in 0.5 s instead of 7 s,
  7 ms of CPU per query instead of 31 ms on torch. Both ways share one tokenizer and one session;
  a test holds that they return the same vectors.

One thread is the default: two threads shorten a query by 15 %, cost 30 % more CPU, and the other
core belongs to the web workers. A command that only indexes asks for more.
"""

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder, ModelUnavailable
from search.model_package import (
    default_model_directory,
    english_model_directory,
    read_manifest,
)
from search.pair_encoder import PairEncoder

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

    from search.onnx_encoder import OnnxEncoder

__all__ = [
    "DefaultEncoder",
    "Encoder",
    "ModelUnavailable",
    "NamedEncoder",
    "clean_texts",
    "load_encoder",
]

# So many texts are a batch of an indexing run: importing sentence_transformers pays off.
BULK: Final = 32
BATCH_SIZE: Final = 8
# Models read some 512 tokens; what lies beyond this many characters never reaches them.
LONGEST_TEXT: Final = 20_000
_HUB_ID: Final = re.compile(r"[\w.-]+(/[\w.-]+)?")
_HUB_TIMEOUT: Final = 10.0
# The E5 family needs its prefixes, but the configurations on the hub do not name them.
_E5: Final = re.compile(r"(^|[-_/])e5-(small|base|large)(?!.*instruct)")
_E5_PROMPTS: Final = {"query": "query: ", "document": "passage: "}
_MODEL_FILES: Final = frozenset({".json", ".safetensors", ".bin", ".txt", ".model"})
_OTHER_BACKENDS: Final = frozenset({"onnx", "openvino"})


def load_encoder(name: str | None = None, *, threads: int | None = None) -> Encoder:
    """Load the model `name`: a directory or a hub id; by default `PORTAL_EMBEDDING_MODEL`, else
    the converted default model.

    The default model has the one for English beside it where that has been set up
    (`search.pair_encoder`).

    `threads` (default: `PORTAL_EMBEDDING_THREADS`, else 1) is the number of cores it may use.
    Raises `ModelUnavailable` (its reason starts with `model_missing`, `model_broken` or
    `model_not_downloadable`), for a wrong path at once and without asking any network.
    """
    threads = threads or int(os.environ.get("PORTAL_EMBEDDING_THREADS") or 1)
    name = name or os.environ.get("PORTAL_EMBEDDING_MODEL")
    directory = _directory(name) if name else default_model_directory()
    if directory is None and not name:
        raise ModelUnavailable("model_missing: the default model has not been set up here")
    encoder = _converted(directory, threads) if directory else None
    if encoder is None:
        return NamedEncoder(str(directory or name), threads)
    second = None if name else english_model_directory()
    english = _converted(second, threads) if second else None
    return PairEncoder(encoder, english) if english else encoder


def clean_texts(texts: Sequence[str]) -> list[str]:
    """Return what an encoder reads of the texts: NFC, valid Unicode, of bounded length."""
    # Lone surrogates cannot be encoded as UTF-8, which every tokenizer asks for.
    return [
        unicodedata.normalize("NFC", text[:LONGEST_TEXT]).encode("utf-8", "replace").decode()
        for text in texts
    ]


class DefaultEncoder:
    """The converted default model, see the module's text."""

    def __init__(self, encoder: "OnnxEncoder") -> None:
        self.recipe = encoder.recipe
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._model: SentenceTransformer | None = None

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode search queries: (n, dimension)."""
        return self._encoder.encode(clean_texts(texts), self._encoder.prompts["query"])

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages: (n, dimension)."""
        if len(texts) < BULK:
            return self._encoder.encode(clean_texts(texts), self._encoder.prompts["document"])
        model = self.sentence_transformer()
        return np.asarray(model.encode_document(clean_texts(texts), **_ENCODE_OPTIONS), np.float32)

    def sentence_transformer(self) -> "SentenceTransformer":
        """Return the model in sentence-transformers' own interface (imported on first use)."""
        if self._model is None:
            self._model = _onnx_sentence_transformer(self._encoder)
        return self._model


class NamedEncoder:
    """Any model that sentence-transformers loads from a directory or from the hub."""

    def __init__(self, name: str, threads: int) -> None:
        self._model = _load_sentence_transformer(name, threads)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.recipe = _named_recipe(name, self._model, self.dimension)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode search queries with the model's query prompt: (n, dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode_query(clean_texts(texts), **_ENCODE_OPTIONS)
        return np.asarray(vectors, np.float32)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages with the model's document or passage prompt: (n, dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode_document(clean_texts(texts), **_ENCODE_OPTIONS)
        return np.asarray(vectors, np.float32)


_ENCODE_OPTIONS: Final[dict[str, Any]] = {
    "batch_size": BATCH_SIZE,
    "show_progress_bar": False,
    "normalize_embeddings": True,
}


def _converted(directory: Path, threads: int) -> DefaultEncoder | None:
    """The encoder of a directory that `search.model_package` has made, None for another."""
    manifest = read_manifest(directory)
    if manifest is None:
        return None
    from search.onnx_encoder import OnnxEncoder

    try:
        return DefaultEncoder(OnnxEncoder(directory, manifest, threads))
    except Exception as error:  # ONNX Runtime and tokenizers raise bare exceptions of their own
        raise ModelUnavailable(f"model_broken: {directory}: {error}") from error


def _directory(name: str) -> Path | None:
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    if path.is_absolute() or name.startswith((".", "~")) or not _HUB_ID.fullmatch(name):
        raise ModelUnavailable(f"model_missing: there is no model directory {name}")
    return None


def _onnx_sentence_transformer(encoder: "OnnxEncoder") -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules.input_module import InputModule

    class OnnxE5Module(InputModule):
        """The ONNX graph (encoder, mean pooling, unit length) as sentence-transformers' module."""

        tokenizer = encoder.tokenizer

        def preprocess(
            self, inputs: Sequence[str], prompt: str | None = None, **_: object
        ) -> "dict[str, torch.Tensor]":
            rows = encoder.tokenize([(prompt or "") + text for text in inputs])
            lengths = torch.tensor([len(row) for row in rows])
            ids = torch.zeros((len(rows), int(lengths.max())), dtype=torch.int64)
            for index, row in enumerate(rows):
                ids[index, : len(row)] = torch.tensor(row)
            return {"input_ids": ids, "lengths": lengths}

        def forward(
            self, features: "dict[str, torch.Tensor]", **_: object
        ) -> "dict[str, torch.Tensor]":
            lengths = features["lengths"].tolist()
            padded = features["input_ids"].tolist()
            rows = [row[:length] for row, length in zip(padded, lengths, strict=True)]
            features["sentence_embedding"] = torch.from_numpy(encoder.forward(rows))
            return features

        def get_embedding_dimension(self) -> int:
            return encoder.dimension

        def save(self, output_path: str, *_: object, **__: object) -> None:
            raise NotImplementedError("a model directory is made by search.model_package")

    return SentenceTransformer(
        modules=[OnnxE5Module()],
        prompts=dict(encoder.prompts),
        similarity_fn_name="cosine",
        device="cpu",
    )


def _load_sentence_transformer(name: str, threads: int) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    torch.set_num_threads(threads)
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    prompts = _E5_PROMPTS if _E5.search(Path(name).name.lower()) else None
    local = Path(name).is_dir()
    try:
        # What is cached loads without asking the hub, which without a network is retried for
        # more than a minute.
        model = SentenceTransformer(name, device="cpu", local_files_only=True)
    except Exception as error:  # every library below raises its own kinds
        if local:
            raise ModelUnavailable(f"model_broken: {name}: {error}") from error
        model = _download(name)
    if prompts and not any(model.prompts.values()):
        model.prompts = dict(prompts)
    return model


def _download(name: str) -> "SentenceTransformer":
    from huggingface_hub import HfApi, constants
    from sentence_transformers import SentenceTransformer

    if constants.HF_HUB_OFFLINE:
        raise ModelUnavailable(f"model_missing: {name} is not in the cache (HF_HUB_OFFLINE)")
    try:
        HfApi().model_info(name, timeout=_HUB_TIMEOUT)
        return SentenceTransformer(name, device="cpu")
    except Exception as error:  # the hub's client raises its own kinds
        raise ModelUnavailable(f"model_not_downloadable: {name}: {error}") from error


def _named_recipe(name: str, model: "SentenceTransformer", dimension: int) -> str:
    # The files, not the loaded weights: a layer that the file lacks is initialised at random.
    digest = hashlib.sha256()
    directory = Path(name) if Path(name).is_dir() else _snapshot(name)
    for path in sorted(directory.rglob("*")):
        relative = path.relative_to(directory)
        if path.suffix in _MODEL_FILES and relative.parts[0] not in _OTHER_BACKENDS:
            digest.update(relative.as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    settings = {
        "dimension": dimension,
        "prompts": model.prompts,
        "max_tokens": model.max_seq_length,
        "normalisation": "NFC",
    }
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return f"{Path(name).name}:{dimension}:{digest.hexdigest()[:16]}"


def _snapshot(name: str) -> Path:
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, local_files_only=True))
