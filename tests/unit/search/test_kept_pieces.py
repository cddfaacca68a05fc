import pytest

from search.kept_pieces import choose_pieces, kept_pieces

VOCABULARY = 250_002


def test_the_list_keeps_a_quarter_of_the_vocabulary_with_its_special_pieces() -> None:
    kept = kept_pieces(VOCABULARY)

    assert 55_000 < len(kept) < 75_000
    assert kept[:4].tolist() == [0, 1, 2, 3]
    assert kept[-1] == VOCABULARY - 1
    assert (kept[1:] > kept[:-1]).all()


def test_the_list_is_refused_for_another_vocabulary() -> None:
    with pytest.raises(ValueError, match="another vocabulary"):
        kept_pieces(1000)


def test_used_pieces_signs_and_short_latin_ones_stay() -> None:
    pieces = [
        "<s>",
        "▁Netzwerk",
        "▁réseau",
        "ßenbahn",
        "▁2019",
        "→",
        "▁xyz",
        "密码",
        "привет",
        "😀",
    ]

    keep = choose_pieces(pieces, used=[1], special=[0])

    kept = {piece for piece, stays in zip(pieces, keep, strict=True) if stays}
    assert kept == {"<s>", "▁Netzwerk", "ßenbahn", "▁2019", "→", "▁xyz", "😀"}
