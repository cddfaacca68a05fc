import numpy as np
import pytest

from search.model_weights import ModelFileError, SpecialTokens, parse_packed_model
from tests.unit.search.tiny_models import (
    HIDDEN,
    PIECES,
    POSITIONS,
    SPARE_ROWS,
    packed_model,
    quantised,
)

VOCABULARY = len(PIECES) + SPARE_ROWS


def test_a_packed_model_gives_its_pieces_and_sizes_back() -> None:
    model = parse_packed_model(packed_model())

    assert model.pieces == PIECES
    assert model.shape.vocabulary == VOCABULARY
    assert model.shape.epsilon == pytest.approx(1e-12)
    assert model.special == SpecialTokens(bos=0, pad=1, eos=2, unk=3)
    assert model.normaliser[0x7] == ""
    assert model.normaliser[0xFB01] == "fi"


def test_four_bit_values_come_back_in_their_order() -> None:
    values = np.tile(np.arange(-7, 9, dtype=np.float32), 4).clip(-7, 7) * 0.5
    data = packed_model()
    model = parse_packed_model(data)
    at = model.tensors["l0.q.w"].offset
    packed = quantised(values)

    changed = parse_packed_model(data[:at] + packed + data[at + len(packed) :])

    matrix = changed.matrix("l0.q.w", HIDDEN, HIDDEN)
    np.testing.assert_allclose(matrix[:2].reshape(-1), values, atol=0.01)


def test_chosen_rows_equal_the_rows_of_the_whole_matrix() -> None:
    model = parse_packed_model(packed_model())
    keep = np.array([0, 3, 17])

    whole = model.matrix("emb.word", VOCABULARY, HIDDEN)

    np.testing.assert_array_equal(model.matrix("emb.word", VOCABULARY, HIDDEN, keep), whole[keep])
    assert model.matrix("emb.pos", POSITIONS, HIDDEN).shape == (POSITIONS, HIDDEN)


def test_a_file_cut_anywhere_is_refused() -> None:
    data = packed_model()

    for length in [*range(0, 3000, 7), len(data) - 1]:
        with pytest.raises(ModelFileError):
            parse_packed_model(data[:length])


def test_lengths_that_lead_out_of_the_file_are_refused() -> None:
    data = packed_model()
    enormous = (2**31 - 1).to_bytes(4, "little")
    epsilon = 36

    for at in set(range(8, 80, 4)) - {epsilon}:
        with pytest.raises(ModelFileError):
            read_everything(data[:at] + enormous + data[at + 4 :])


def read_everything(data: bytes) -> None:
    model = parse_packed_model(data)
    shape = model.shape
    model.matrix("emb.word", shape.vocabulary, shape.hidden)
    model.matrix("emb.pos", shape.positions, shape.hidden)
    model.matrix("emb.type", shape.token_types, shape.hidden)
    model.matrix("l0.fi.w", shape.intermediate, shape.hidden)
    model.vector(f"l{shape.layers - 1}.aln.w", shape.hidden)


@pytest.mark.parametrize(("name", "length"), [("missing", 32), ("l0.q.b", 33), ("l0.q.w", 1024)])
def test_a_tensor_that_is_missing_or_of_another_kind_is_refused(name: str, length: int) -> None:
    with pytest.raises(ModelFileError):
        parse_packed_model(packed_model()).vector(name, length)


def test_another_file_is_refused() -> None:
    with pytest.raises(ModelFileError, match="not a packed E5 model"):
        parse_packed_model(b"GGUF" + bytes(4000))
