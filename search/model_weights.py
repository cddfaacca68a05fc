"""Reader of the packed model file (`E5S1`): tokenizer pieces, normaliser table, weights.

It is parsed as data. Every length and offset is checked against the file's size before it
is used, so that a damaged file ends in `ModelFileError` and never in a huge allocation.

Layout, little endian: magic, u32 version; i32 hidden, layers, heads, intermediate, vocabulary,
positions, token types; f32 LayerNorm epsilon; i32 block; i32 pieces, bos, eos, pad, unk; u64
length of the piece text; u32 offsets[pieces + 1]; f32 scores[pieces]; the UTF-8 text; i32 entries
and u32 bytes of the normaliser table (u32 code point, u8 n, u32 replacement[n]); i32 tensors and
their directory (u16 + name, u8 type, u32 values, u64 offset, u64 bytes), offsets from the file's
start. Type 0 is float32. Type 1 is Q4_0 (the GGML format): blocks of 32 values: one float16 scale
and 16 bytes, low nibbles the values 0-15, high ones 16-31; value = (nibble - 8) * scale.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"E5S1"
FLOAT32: Final = 0
Q4_0: Final = 1
_BLOCK: Final = 32
_Q4_BLOCK: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])


class ModelFileError(ValueError):
    """The packed model file or its wheel is not what it should be."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """Ids of the special pieces."""

    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies in the file."""

    kind: int
    values: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The parsed file; weights stay packed until `weights` is asked for them."""

    shape: Shape
    special: SpecialTokens
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    normaliser: Mapping[int, str]
    tensors: Mapping[str, Tensor]
    data: bytes

    def vector(self, name: str, length: int) -> NDArray[np.float32]:
        """Return a float32 tensor of the given length. Raises `ModelFileError`."""
        tensor = self._tensor(name, length)
        if tensor.kind != FLOAT32:
            raise ModelFileError(f"tensor {name} is not float32")
        return np.frombuffer(self.data, "<f4", length, tensor.offset).astype(np.float32)

    def matrix(
        self, name: str, rows: int, columns: int, keep: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """Return a matrix (rows, columns), or only its rows `keep`. Raises `ModelFileError`."""
        tensor = self._tensor(name, rows * columns)
        if tensor.kind == FLOAT32:
            flat = np.frombuffer(self.data, "<f4", rows * columns, tensor.offset)
            plain = flat.reshape(rows, columns)
            return (plain if keep is None else plain[keep]).astype(np.float32)
        if columns % _BLOCK:
            raise ModelFileError(f"rows of tensor {name} are not whole blocks")
        count = rows * columns // _BLOCK
        blocks = np.frombuffer(self.data, _Q4_BLOCK, count, tensor.offset).reshape(rows, -1)
        return _dequantise(blocks if keep is None else blocks[keep])

    def _tensor(self, name: str, values: int) -> Tensor:
        tensor = self.tensors.get(name)
        if tensor is None:
            raise ModelFileError(f"tensor {name} is missing")
        if tensor.values != values:
            raise ModelFileError(f"tensor {name} has {tensor.values} values, expected {values}")
        return tensor


def parse_packed_model(data: bytes) -> PackedModel:
    """Read a packed model file. Raises `ModelFileError` when anything lies outside of it."""
    cursor = _Cursor(data)
    if cursor.take(4) != MAGIC:
        raise ModelFileError("not a packed E5 model")
    (version,) = cursor.unpack("I")
    if version != 1:
        raise ModelFileError(f"unknown version {version} of the packed model")
    hidden, layers, heads, intermediate, vocabulary, positions, types = cursor.unpack("7i")
    epsilon, block = cursor.unpack("fi")
    if block != _BLOCK:
        raise ModelFileError(f"unknown block size {block}")
    sizes = (hidden, layers, heads, intermediate, vocabulary, positions, types)
    if min(sizes) < 1 or hidden % heads or hidden % _BLOCK:
        raise ModelFileError("the encoder's sizes make no sense")
    shape = Shape(hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon)
    count, *special = cursor.unpack("5i")
    if not 4 < count <= vocabulary or not all(0 <= token < count for token in special):
        raise ModelFileError("the tokenizer's sizes make no sense")
    pieces, scores = _read_pieces(cursor, count)
    return PackedModel(
        shape=shape,
        special=SpecialTokens(*special),
        pieces=pieces,
        scores=scores,
        normaliser=_read_normaliser(cursor),
        tensors=_read_directory(cursor, len(data)),
        data=data,
    )


class _Cursor:
    """Reads forward through the file and refuses to leave it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or size > len(self._data) - self._at:
            raise ModelFileError(f"the packed model ends too early (at byte {self._at})")
        piece = self._data[self._at : self._at + size]
        self._at += size
        return piece

    def unpack(self, layout: str) -> tuple[int, ...]:
        little = "<" + layout
        return struct.unpack(little, self.take(struct.calcsize(little)))

    def text(self, size: int) -> str:
        try:
            return self.take(size).decode()
        except UnicodeDecodeError as error:
            raise ModelFileError("a name in the packed model is not UTF-8") from error


def _read_pieces(cursor: _Cursor, count: int) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    (length,) = cursor.unpack("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").astype(np.int64)
    scores = np.frombuffer(cursor.take(4 * count), "<f4").astype(np.float32)
    text = cursor.take(length)
    if offsets[0] != 0 or offsets[-1] != length or (np.diff(offsets) < 0).any():
        raise ModelFileError("the piece table is damaged")
    if not np.isfinite(scores).all():
        raise ModelFileError("a piece has no finite score")
    bounds = offsets.tolist()
    try:
        pieces = tuple(text[bounds[i] : bounds[i + 1]].decode() for i in range(count))
    except UnicodeDecodeError as error:
        raise ModelFileError("a piece is not UTF-8") from error
    return pieces, scores


def _read_normaliser(cursor: _Cursor) -> dict[int, str]:
    entries, size = cursor.unpack("iI")
    table = _Cursor(cursor.take(size))
    result: dict[int, str] = {}
    for _ in range(entries):
        source, length = table.unpack("IB")
        try:
            result[source] = "".join(map(chr, table.unpack(f"{length}I")))
        except (ValueError, OverflowError) as error:
            raise ModelFileError("the normaliser table holds an impossible character") from error
    return result


def _read_directory(cursor: _Cursor, file_size: int) -> dict[str, Tensor]:
    (count,) = cursor.unpack("i")
    tensors: dict[str, Tensor] = {}
    for _ in range(count):
        (name_length,) = cursor.unpack("H")
        name = cursor.text(name_length)
        tensor = Tensor(*cursor.unpack("BIQQ"))
        tensors[name] = _checked(name, tensor, file_size)
    return tensors


def _checked(name: str, tensor: Tensor, file_size: int) -> Tensor:
    if tensor.kind == FLOAT32:
        expected = tensor.values * 4
    elif tensor.kind == Q4_0 and tensor.values % _BLOCK == 0:
        expected = tensor.values // _BLOCK * _Q4_BLOCK.itemsize
    else:
        raise ModelFileError(f"tensor {name} has an unknown type")
    if tensor.size != expected or tensor.offset + tensor.size > file_size:
        raise ModelFileError(f"tensor {name} lies outside the file")
    return tensor


def _dequantise(blocks: np.ndarray[tuple[int, ...], np.dtype[np.void]]) -> NDArray[np.float32]:
    scale = blocks["scale"].astype(np.float32)[..., None]
    nibbles = blocks["nibbles"]
    low = (nibbles & 0x0F).astype(np.float32) - 8
    high = (nibbles >> 4).astype(np.float32) - 8
    values = np.concatenate([low, high], axis=-1) * scale
    return np.ascontiguousarray(values.reshape(blocks.shape[0], -1), dtype=np.float32)
