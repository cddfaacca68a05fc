"""What the system does to whoever writes files: it kills, it has no room, it lets nobody in."""

import multiprocessing
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from search.failures import IndexUnwritable

FORK = multiprocessing.get_context("fork")  # the child begins with everything loaded
_TOUCHES_FILES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect")


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Run `act` in a process that is killed (SIGKILL) at its `step`-th touch of a file; False
    when it got to its end before."""

    def run() -> None:
        left = step

        def count(event: str, _arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in _TOUCHES_FILES:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        act()
        os._exit(0)

    child = FORK.Process(target=run)
    child.start()
    child.join()
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode != 0


def in_a_child(act: Callable[[], object]) -> bool:
    """Run `act` in a process of its own: did it succeed? What it leaves open goes with it."""

    def run() -> None:
        try:
            act()
        except IndexUnwritable:
            os._exit(1)
        except BaseException:
            traceback.print_exc()
            os._exit(2)
        os._exit(0)

    child = FORK.Process(target=run)
    child.start()
    child.join()
    assert child.exitcode in {0, 1}
    return child.exitcode == 0


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The disk is full: what would make a file longer than `size` bytes fails (setrlimit(2))."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Files and folders can be read and not written, by root neither."""
    modes = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    for path in modes:
        path.chmod(0o755 if path.is_dir() and os.getuid() == 0 else 0o555)
    nobody = 65534
    if os.getuid() == 0:
        os.seteuid(nobody)
    try:
        yield
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)
