"""`make run` must leave nothing behind, however it is ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SERVER = "import signal; print('ready', flush=True); signal.pause()"
SUPERVISED = (
    "import sys; from bootstrap.serving import supervise; "
    f'sys.exit(supervise([sys.executable, "-c", "{SERVER}"]))'
)


@pytest.fixture
def make(tmp_path):
    """A real make that runs a supervised server; nobody holds its output but these processes."""
    script = tmp_path / "supervised.py"
    script.write_text(SUPERVISED)
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} {script}\n")
    # `make test` is a make too, and would pass its own flags on.
    environment = {key: text for key, text in os.environ.items() if not key.startswith("MAKE")}
    process = subprocess.Popen(
        ["make", "-f", makefile, "run"],
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # A shell starts what it sends to the background deaf to SIGINT, and that is passed on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_when_make_alone_is_signalled(make, number):
    make.send_signal(number)
    # The output closes when the last process that could write to it has ended.
    make.communicate(timeout=10)


def test_a_server_that_ends_by_itself_gives_its_exit_code():
    code = "import sys; from bootstrap.serving import supervise; "
    code += 'sys.exit(supervise([sys.executable, "-c", "raise SystemExit(3)"]))'
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert answer.returncode == 3
