"""Commands of the set-up: their output goes to a log, their progress to one line."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
SHARE = VENV / "share" / "lotse"
LOG = SHARE / "install.log"


class StepFailed(Exception):
    """A command of a step ended with an error; LOG has what it printed."""


class ProgressLine:
    """`[2/6] PyTorch ····· 36 s`: a dot a second, or on a terminal what is being done now."""

    def __init__(self, title: str, done: int, count: int) -> None:
        self.started = time.monotonic()
        self.on_terminal = sys.stdout.isatty()
        bar = "█" * done + "░" * (count - done)
        self.title = f"{bar} {title}" if self.on_terminal else f"[{done + 1}/{count}] {title} "
        self.write(self.title)

    def tick(self) -> None:
        if self.on_terminal:
            self.write(f"\r\033[K{self.title} · {self.seconds} s · {last_log_line()}")
        else:
            self.write("·")

    def note(self, text: str) -> None:
        self.write(f"\n    {text}\n    ")

    def finish(self, outcome: str) -> None:
        start = f"\r\033[K{self.title}" if self.on_terminal else ""
        self.write(f"{start} {outcome}, {self.seconds} s\n")

    @property
    def seconds(self) -> int:
        return round(time.monotonic() - self.started)

    @staticmethod
    def write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def run(command: Sequence[str], line: ProgressLine, **environment: str) -> None:
    """Run a command quietly; raises StepFailed when it ends with an error."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            while True:
                try:
                    code = process.wait(timeout=1)
                    break
                except subprocess.TimeoutExpired:
                    line.tick()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code:
        raise StepFailed(f"{command[0]} ended with code {code}")


def pip(line: ProgressLine, command: str, *arguments: str) -> None:
    """pip of .venv."""
    fixed = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
    run([str(PYTHON), "-m", "pip", command, *fixed, *arguments], line)


def uv(line: ProgressLine, *arguments: str) -> None:
    """uv for .venv."""
    run([str(BIN / "uv"), "--no-progress", *arguments], line, **uv_environment())


def uv_environment() -> dict[str, str]:
    """What pip finds out by itself and uv has to be told: a mirror, and whom the machine trusts."""
    environment = {"VIRTUAL_ENV": str(VENV), "UV_SYSTEM_CERTS": "true"}
    if mirror := os.environ.get("PIP_INDEX_URL"):
        environment["UV_DEFAULT_INDEX"] = mirror
    return environment


def log_tail(lines: int = 15) -> str:
    """The end of the log, for a person who wants to know why a step failed."""
    if not LOG.is_file():
        return ""
    with LOG.open("rb") as log:
        log.seek(max(0, LOG.stat().st_size - 4000))
        return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])


def last_log_line() -> str:
    return log_tail(1).strip()[:60]
