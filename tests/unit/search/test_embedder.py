import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from search.embedder import EmbedderClient
from search.embedder_protocol import MAX_HEADER, MAX_TEXTS, receive_message, send_message
from search.embedding import BULK, load_encoder
from search.encoder import Encoder, ModelUnavailable
from search.model_package import default_model_directory
from tests.unit.search.embedder_processes import (
    START_SECONDS,
    client_of,
    connected,
    embedder,
    serving,
    wait_for_socket,
)
from tests.unit.search.tiny_models import HIDDEN, sentence_transformer_directory


@pytest.fixture(scope="module")
def tiny_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sentence_transformer_directory(tmp_path_factory.mktemp("tiny") / "tiny-model")


@pytest.fixture(scope="module")
def running(
    tiny_directory: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A real embedder with a tiny model, ready."""
    path = tmp_path_factory.mktemp("running") / "embedder.sock"
    with embedder(path, str(tiny_directory)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield path, process


def test_the_client_gets_the_vectors_of_the_model(running, tiny_directory: Path) -> None:
    texts = ["router", "mail größe", "drucker", "router"]
    encoder = load_encoder(str(tiny_directory))

    with client_of(running[0]) as client:
        queries, documents = client.encode_queries(texts), client.encode_documents(texts)

        assert (client.recipe, client.dimension) == (encoder.recipe, HIDDEN)
    assert queries.dtype == documents.dtype == np.float32
    np.testing.assert_allclose(queries, encoder.encode_queries(texts), atol=1e-6)
    np.testing.assert_allclose(documents, encoder.encode_documents(texts), atol=1e-6)


def test_many_documents_keep_their_order(running) -> None:
    texts = [f"router {n}" for n in range(2 * BULK + 3)]

    with client_of(running[0]) as client:
        vectors = client.encode_documents(texts)

        assert vectors.shape == (len(texts), HIDDEN)
        np.testing.assert_allclose(vectors[-1:], client.encode_documents(texts[-1:]), atol=1e-6)


def test_no_texts_and_broken_texts_are_answered(running) -> None:
    with client_of(running[0]) as client:
        assert client.encode_queries([]).shape == client.encode_documents([]).shape == (0, HIDDEN)
        for text in ("", "\ud800", "\x00", "mail " * 100_000):
            assert np.isfinite(client.encode_queries([text])).all()
            assert np.isfinite(client.encode_documents([text])).all()


def test_only_the_owner_may_use_the_socket(running) -> None:
    assert stat.S_IMODE(running[0].stat().st_mode) == 0o600


def test_threads_share_one_client(running) -> None:
    results: dict[int, np.ndarray] = {}
    with client_of(running[0]) as client:

        def ask(number: int) -> None:
            results[number] = client.encode_queries([f"drucker {number % 5}"])

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for number in range(20):
        np.testing.assert_allclose(results[number], results[number % 5], atol=1e-6)
    assert len(results) == 20


def test_a_known_query_needs_no_embedder(running, tmp_path: Path) -> None:
    link = tmp_path / "embedder.sock"
    link.symlink_to(running[0])
    with client_of(link) as client:
        first = client.encode_queries(["größe  router"])
        client.close()
        link.unlink()

        np.testing.assert_array_equal(client.encode_queries([" gro\u0308ße router\n"]), first)
        with pytest.raises(ModelUnavailable, match="embedder_unreachable"):
            client.encode_queries(["another"])


@pytest.mark.parametrize(
    "message",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"LEM1" + struct.pack("<II", MAX_HEADER + 1, 0),
        b"LEM1" + struct.pack("<II", 2, 2**32 - 1),
        b"LEM1" + struct.pack("<II", 5, 0) + b"\xff\xfe\x00\x01\x02",
        b"LEM1" + struct.pack("<II", 2, 0) + b"[]",
        b"LEM1" + struct.pack("<II", 100_000, 0) + b"[" * 100_000,
    ],
)
def test_a_foreign_message_ends_its_own_connection_only(running, message: bytes) -> None:
    with client_of(running[0]) as client:
        client.encode_queries(["before"])
        with connected(running[0]) as connection:
            connection.sendall(message)
            try:
                answer = connection.recv(1)
            except ConnectionResetError:
                answer = b""
        assert answer == b""
        assert client.encode_queries(["after"]).shape == (1, HIDDEN)


@pytest.mark.parametrize(
    "request_header",
    [
        {},
        {"ask": "shutdown"},
        {"ask": "queries"},
        {"ask": "queries", "texts": "router"},
        {"ask": "queries", "texts": [1]},
        {"ask": "documents", "texts": ["x"] * (MAX_TEXTS + 1)},
    ],
)
def test_a_request_that_makes_no_sense_is_refused_by_name(running, request_header) -> None:
    with connected(running[0]) as connection:
        send_message(connection, request_header)
        answer = receive_message(connection)

        assert answer == ({"status": "unavailable", "reason": "bad_request"}, b"")
        send_message(connection, {"ask": "health"})
        health = receive_message(connection)
    assert health is not None
    assert health[0]["status"] == "ok"


def test_while_the_model_loads_the_answer_is_loading(tmp_path: Path, tiny_directory: Path) -> None:
    go_on = threading.Event()

    def load() -> Encoder:
        go_on.wait(START_SECONDS)
        return load_encoder(str(tiny_directory))

    with serving(tmp_path / "s", load) as server, client_of(tmp_path / "s") as client:
        loading = threading.Thread(target=server.load)
        loading.start()
        with pytest.raises(ModelUnavailable, match=r"^loading$"):
            client.encode_queries(["router"])
        with pytest.raises(ModelUnavailable, match=r"^loading$"):
            _ = client.recipe
        go_on.set()
        loading.join()

        assert client.encode_queries(["router"]).shape == (1, HIDDEN)


def test_an_embedder_without_a_model_serves_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "embedder.sock"
    with embedder(path, str(tmp_path / "missing")) as process, client_of(path) as client:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("unavailable: model_missing: ")

        with pytest.raises(ModelUnavailable, match="model_missing"):
            client.encode_queries(["router"])


def test_an_embedder_that_is_silent_is_a_timeout(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        with (
            client_of(tmp_path / "s", timeout=0.05) as client,
            pytest.raises(ModelUnavailable, match="embedder_timeout"),
        ):
            client.encode_queries(["router"])


def test_no_embedder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="embedder_unreachable"):
        _ = EmbedderClient(tmp_path / "nobody.sock").dimension


@pytest.mark.slow
def test_sigterm_ends_it_and_the_client_finds_the_next_one(
    tmp_path: Path, tiny_directory: Path
) -> None:
    path = tmp_path / "embedder.sock"
    other = sentence_transformer_directory(tmp_path / "other-model", seed=2)
    with client_of(path) as client:
        with embedder(path, str(tiny_directory)) as process:
            assert process.stdout is not None
            process.stdout.readline()
            before, recipe = client.encode_queries(["router"]), client.recipe
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert time.monotonic() - started < 2
        assert not path.exists()
        with pytest.raises(ModelUnavailable, match="embedder_unreachable"):
            client.encode_queries(["mail"])

        with embedder(path, str(other)) as process:
            assert process.stdout is not None
            process.stdout.readline()
            client.encode_queries(["drucker"])

            assert client.recipe != recipe
            assert not np.allclose(client.encode_queries(["router"]), before)


@pytest.mark.slow
def test_sigterm_ends_it_while_the_model_loads(tmp_path: Path, tiny_directory: Path) -> None:
    path = tmp_path / "embedder.sock"
    with embedder(path, str(tiny_directory)) as process:
        wait_for_socket(path)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0
        assert time.monotonic() - started < 2


@pytest.mark.slow
def test_a_stale_socket_is_replaced_and_a_served_one_is_not(
    tmp_path: Path, running: tuple[Path, subprocess.Popen[str]]
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(tmp_path / "stale.sock"))
    with embedder(tmp_path / "stale.sock", "/missing") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("unavailable")
    with embedder(running[0], "/missing") as process:
        assert process.wait(START_SECONDS) == 1
        assert process.stderr is not None
        assert "another embedder" in process.stderr.read()
    with client_of(running[0]) as client:
        assert client.dimension == HIDDEN


@pytest.mark.slow
def test_a_long_path_and_a_missing_folder(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name-" * 8)
    folder.mkdir()
    path = folder / "embedder.sock"
    with embedder(path, "/missing") as process, client_of(path) as client:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("unavailable")
        with pytest.raises(ModelUnavailable, match="model_missing"):
            client.encode_queries(["router"])
    with embedder(tmp_path / "gone" / "embedder.sock", "/missing") as process:
        assert process.wait(START_SECONDS) == 1


def test_a_forked_child_opens_its_own_connection(running) -> None:
    with client_of(running[0]) as client:
        expected = client.encode_queries(["router"])
        code = 1
        child = os.fork()
        if child == 0:
            try:
                code = int(client.encode_queries(["drucker"]).shape != (1, HIDDEN))
            finally:
                os._exit(code)
        parent = client.encode_queries(["passwort"])
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert parent.shape == expected.shape


def test_a_web_worker_needs_no_model_library_for_the_client() -> None:
    code = (
        "import sys, search.embedder;"
        "print({'torch', 'sentence_transformers', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "set()\n"


@pytest.mark.slow
def test_the_default_model_answers_through_the_embedder(tmp_path: Path) -> None:
    directory = default_model_directory()
    if directory is None:
        pytest.skip("the default model has not been set up here (make install)")
    path = tmp_path / "embedder.sock"
    texts = ["Mein Postfach ist voll", "mailbox full"]
    with embedder(path, str(directory)) as process, client_of(path) as client:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

        vectors = client.encode_queries(texts)

    np.testing.assert_array_equal(vectors, load_encoder(str(directory)).encode_queries(texts))
