"""`make run` in the foreground: whatever ends make, the portal ends too."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

INTERRUPT_BIT = 1 << (signal.SIGINT - 1)


def supervise(command: Sequence[str]) -> int:
    """Run a server, pass signals on, and stop it when the parent is gone or wants to be.

    Returns the server's exit code, 0 when it was asked to stop.
    """
    stopping = False
    parent = os.getppid()
    parent_caught = catches_interrupt(parent)
    server = subprocess.Popen(command)

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        server.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    while server.poll() is None:
        time.sleep(0.25)
        abandoned = os.getppid() != parent or (parent_caught and not catches_interrupt(parent))
        if abandoned and not stopping:
            stop(signal.SIGTERM, None)
    if stopping:
        return 0
    return server.returncode if server.returncode >= 0 else 128 - server.returncode


def catches_interrupt(process: int) -> bool:
    """Whether a process has a handler for SIGINT (proc(5), SigCgt); False where /proc is missing.

    GNU make forwards SIGTERM to its children, but on a SIGINT sent to it alone it only drops
    its handler and waits for them: the missing handler is how a child can notice.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
    caught = next((line for line in status.splitlines() if line.startswith("SigCgt:")), "SigCgt: 0")
    return bool(int(caught.split()[1], 16) & INTERRUPT_BIT)
