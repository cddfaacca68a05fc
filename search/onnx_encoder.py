"""The default model on ONNX Runtime: from text to unit vectors without torch.

Each text runs through the graph alone. In a batch the int8 graph takes one scale for all texts, so
that a vector depended on its neighbours (cosine down to 0.996), and a rebuilt index differed from
the first. Alone it is a function of its text; batches of 8 would be at most a tenth faster. With
several threads, several texts run at a time.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from search.model_package import Manifest

ONNX_FILE: Final = "model.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"


class OnnxEncoder:
    """Tokenizer and int8 graph of a converted directory; may be used from several threads."""

    def __init__(self, directory: Path, manifest: Manifest, threads: int = 1) -> None:
        self.dimension = manifest.dimension
        self.prompts = dict(manifest.prompts)
        self.recipe = _recipe(manifest)
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
        self.tokenizer.enable_truncation(manifest.max_tokens)
        self._session = onnxruntime.InferenceSession(
            str(directory / ONNX_FILE), _session_options(), providers=["CPUExecutionProvider"]
        )
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Return unit vectors (n, dimension) in the order of the texts."""
        return self.forward(self.tokenize([prompt + text for text in texts]))

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Return token ids per text, `<s>` and `</s>` included, cut at the model's limit."""
        return [entry.ids for entry in self.tokenizer.encode_batch_fast(list(texts))]

    def forward(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Turn token ids per text into unit vectors (n, dimension)."""
        vectors = np.empty((len(rows), self.dimension), np.float32)
        spread = self._pool.map if self._pool and len(rows) > 1 else map
        for index, vector in enumerate(spread(self._run, rows)):
            vectors[index] = vector
        return vectors

    def _run(self, row: Sequence[int]) -> NDArray[np.float32]:
        ids = np.asarray([row], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        (vectors,) = self._session.run(None, feed)
        return np.asarray(vectors[0], np.float32)


def _session_options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return options


def _recipe(manifest: Manifest) -> str:
    content = {
        "files": [manifest.files[ONNX_FILE], manifest.files[TOKENIZER_FILE]],
        "dimension": manifest.dimension,
        "prompts": manifest.prompts,
        "max_tokens": manifest.max_tokens,
        "normalisation": "NFC",
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"{manifest.identity}-int8:{manifest.dimension}:{digest[:16]}"
