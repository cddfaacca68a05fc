import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from search.embedding import BULK, LONGEST_TEXT, DefaultEncoder, load_encoder
from search.encoder import Encoder, ModelUnavailable
from search.model_package import default_model_directory
from tests.unit.search.tiny_models import HIDDEN, sentence_transformer_directory

QUESTIONS = [
    "Mein Router verbindet sich nicht mit dem Internet",
    "E-Mails kommen an, lassen sich aber nicht senden",
    "I forgot my password and no reset mail arrives",
    "Wie stelle ich die PHP-Version meiner Website um?",
    "The printer does not print over Wi-Fi any more",
]
PASSAGES = [f"{question}. Öffnen Sie die Einstellungen, Schritt {n}." for n in range(8)
            for question in QUESTIONS]  # fmt: skip


@pytest.fixture(scope="module")
def default_directory() -> Path:
    """The converted default model; `make install` puts it there."""
    directory = default_model_directory()
    if directory is None:
        pytest.skip("the default model has not been set up here (make install)")
    return directory


@pytest.fixture(scope="module")
def default(default_directory: Path) -> DefaultEncoder:
    encoder = load_encoder(str(default_directory))
    assert isinstance(encoder, DefaultEncoder)
    return encoder


@pytest.fixture(scope="module")
def tiny_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sentence_transformer_directory(tmp_path_factory.mktemp("tiny") / "tiny-model")


@pytest.fixture(scope="module")
def tiny(tiny_directory: Path) -> Encoder:
    return load_encoder(str(tiny_directory))


def test_vectors_have_unit_length_and_the_order_of_the_texts(default: DefaultEncoder) -> None:
    vectors = default.encode_queries(QUESTIONS)

    assert vectors.shape == (len(QUESTIONS), default.dimension) == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    for text, vector in zip(QUESTIONS, vectors, strict=True):
        np.testing.assert_array_equal(default.encode_queries([text])[0], vector)


def test_a_german_question_is_nearest_to_its_english_passage(default: DefaultEncoder) -> None:
    passages = default.encode_documents(
        [
            "Paying by direct debit: where to change your bank account.",
            "Restart the router and check the lights before you call us.",
            "How to forward mail to another mailbox.",
        ]
    )

    question = default.encode_queries(["Der Router geht nicht, was kann ich tun?"])

    assert int((passages @ question[0]).argmax()) == 1


@pytest.mark.slow
def test_bulk_through_sentence_transformers_gives_the_same_vectors(
    default: DefaultEncoder,
) -> None:
    bulk = default.encode_documents(PASSAGES)
    single = np.concatenate([default.encode_documents([text]) for text in PASSAGES])

    assert len(PASSAGES) >= BULK
    np.testing.assert_allclose(bulk, single, atol=1e-6)


@pytest.mark.slow
def test_sentence_transformers_own_methods_give_the_same_vectors(default: DefaultEncoder) -> None:
    model = default.sentence_transformer()

    np.testing.assert_allclose(
        model.encode_query(QUESTIONS), default.encode_queries(QUESTIONS), atol=1e-6
    )
    np.testing.assert_allclose(
        model.encode_document(QUESTIONS), default.encode_documents(QUESTIONS), atol=1e-6
    )
    assert model.similarity_fn_name == "cosine"


@pytest.mark.slow
def test_eight_bits_stay_close_to_the_float_model(
    default: DefaultEncoder, default_directory: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(default_directory), device="cpu", local_files_only=True)

    cosine = (reference.encode_query(QUESTIONS) * default.encode_queries(QUESTIONS)).sum(axis=1)

    assert cosine.min() > 0.99


@pytest.mark.slow
def test_several_threads_give_the_same_vectors(
    default: DefaultEncoder, default_directory: Path
) -> None:
    several = load_encoder(str(default_directory), threads=2)

    np.testing.assert_array_equal(
        several.encode_queries(QUESTIONS), default.encode_queries(QUESTIONS)
    )


@pytest.mark.parametrize("text", ["", " ", "\ud800 broken", "\x00", "😀", "שלום", "a" * 10_000])
def test_any_text_gets_a_vector(default: DefaultEncoder, text: str) -> None:
    assert np.isfinite(default.encode_queries([text])).all()
    assert np.isfinite(default.encode_documents([text])).all()


def test_no_text_gives_no_vector(default: DefaultEncoder, tiny: Encoder) -> None:
    for encoder in (default, tiny):
        assert encoder.encode_queries([]).shape == (0, encoder.dimension)
        assert encoder.encode_documents([]).shape == (0, encoder.dimension)


def test_a_text_of_megabytes_costs_no_more_than_a_long_one(default: DefaultEncoder) -> None:
    words = "Postausgang prüfen " * 300_000

    np.testing.assert_array_equal(
        default.encode_documents([words]), default.encode_documents([words[:LONGEST_TEXT]])
    )


def test_composed_and_decomposed_umlauts_are_one_text(
    default: DefaultEncoder, tiny: Encoder
) -> None:
    text = "größe müll"
    for encoder in (default, tiny):
        both = encoder.encode_queries([text, unicodedata.normalize("NFD", text)])
        np.testing.assert_array_equal(both[0], both[1])


def test_the_default_model_answers_queries_without_torch(default_directory: Path) -> None:
    code = (
        "import sys; from search.embedding import load_encoder; e = load_encoder(sys.argv[1]);"
        "e.encode_queries(['x']); e.encode_documents(['x']);"
        "print({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules))"
    )

    run = subprocess.run(
        [sys.executable, "-c", code, str(default_directory)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "set()\n"


def test_a_named_model_uses_the_prompts_of_its_configuration(
    tiny: Encoder, tiny_directory: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny_directory), device="cpu", local_files_only=True)
    expected = model.encode(["query: mail", "passage: mail"], normalize_embeddings=True)

    assert expected.shape == (2, HIDDEN)
    np.testing.assert_allclose(tiny.encode_queries(["mail"])[0], expected[0], atol=1e-6)
    np.testing.assert_allclose(tiny.encode_documents(["mail"])[0], expected[1], atol=1e-6)


def test_a_model_of_the_e5_family_gets_its_prefixes_when_it_does_not_name_them(
    tiny: Encoder, tmp_path: Path
) -> None:
    for name in ("multilingual-e5-small", "another-model"):
        directory = sentence_transformer_directory(tmp_path / name)
        (directory / "config_sentence_transformers.json").write_text("{}")

    e5 = load_encoder(str(tmp_path / "multilingual-e5-small"))
    plain = load_encoder(str(tmp_path / "another-model"))

    np.testing.assert_allclose(e5.encode_queries(["mail"]), tiny.encode_queries(["mail"]))
    np.testing.assert_allclose(e5.encode_documents(["mail"]), tiny.encode_documents(["mail"]))
    np.testing.assert_allclose(plain.encode_queries(["mail"]), plain.encode_documents(["mail"]))


def test_a_recipe_changes_with_the_weights_and_with_nothing_else(
    tiny: Encoder, tiny_directory: Path, tmp_path: Path
) -> None:
    same = sentence_transformer_directory(tmp_path / "elsewhere" / tiny_directory.name)
    other = sentence_transformer_directory(tmp_path / "other" / tiny_directory.name, seed=2)

    assert load_encoder(str(tiny_directory)).recipe == tiny.recipe
    assert load_encoder(str(same)).recipe == tiny.recipe
    assert load_encoder(str(other)).recipe != tiny.recipe


def test_the_setting_names_the_model(tiny: Encoder, tiny_directory: Path, monkeypatch) -> None:
    monkeypatch.setenv("PORTAL_EMBEDDING_MODEL", str(tiny_directory))

    assert load_encoder().recipe == tiny.recipe


@pytest.mark.parametrize("name", ["/no/such/folder", "./missing", "~/missing", "a/b/c", "a b"])
def test_a_wrong_path_is_refused_at_once(name: str) -> None:
    started = time.monotonic()

    with pytest.raises(ModelUnavailable, match="model_missing") as raised:
        load_encoder(name)

    assert name in raised.value.reason
    assert time.monotonic() - started < 1


def test_a_hub_id_that_is_not_cached_is_refused_when_offline() -> None:
    with pytest.raises(ModelUnavailable, match="model_missing: nobody/no-model"):
        load_encoder("nobody/no-model")


def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="model_broken"):
        load_encoder(str(tmp_path))


def test_a_machine_without_the_default_model_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("PORTAL_EMBEDDING_MODEL", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    with pytest.raises(ModelUnavailable, match="model_missing"):
        load_encoder()


def test_a_damaged_default_model_is_refused(default_directory: Path, tmp_path: Path) -> None:
    for path in default_directory.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(default_directory)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(b"" if path.name == "model.onnx" else path.read_bytes())

    with pytest.raises(ModelUnavailable, match="model_broken"):
        load_encoder(str(tmp_path))
