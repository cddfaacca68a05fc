"""The processes of one machine: started together, watched, ended together."""

import ctypes
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType

PR_SET_PDEATHSIG = 1  # prctl(2)
STOP_SECONDS = 8.0
RESTART_PAUSE = 1.0
REPLACES = "LOTSE_REPLACES_PROCESS"
"""Tells a process that is started again the id of the one before it, which is dead for sure."""


@dataclass(slots=True)
class Child:
    """One process and the command that starts it."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)


class Supervisor:
    """Starts children in their own process groups, restarts one that dies, ends all on a signal.

    Own groups, because Ctrl-C reaches a terminal's whole foreground group: the children would
    otherwise be interrupted once by the terminal and once by us.
    """

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = list(children)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start every child and begin to listen for SIGTERM and SIGINT."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        for child in self._children:
            self._start(child)

    def watch(self) -> int:
        """Wait until a signal comes, restarting children that end; returns the exit status."""
        while not self._stopping.wait(RESTART_PAUSE):
            for child in self._children:
                if child.process is not None and child.process.poll() is not None:
                    print(
                        f"{child.name} ended with {child.process.returncode}; starting it again",
                        file=sys.stderr,
                        flush=True,
                    )
                    self._start(child, replaces=str(child.process.pid))
        self.stop()
        return 0

    @property
    def stopping(self) -> bool:
        """Has a signal come?"""
        return self._stopping.is_set()

    def stop(self) -> None:
        """End every child: SIGTERM to all, SIGKILL to those still there after STOP_SECONDS."""
        self._stopping.set()
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, child: Child, replaces: str = "") -> None:
        child.process = subprocess.Popen(
            child.command,
            env={**child.env, REPLACES: replaces},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping.set()


def _end_with_parent() -> None:
    """Runs in the child: a supervisor that is killed hard takes its children with it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
