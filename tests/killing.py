"""SIGKILL at a chosen moment of what a process does."""

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Collection

FORK = multiprocessing.get_context("fork")  # the child begins with everything loaded


def killed_at(step: int, act: Callable[[], object], moments: Collection[str]) -> bool:
    """Run `act` in a process of its own that is killed (SIGKILL) right before its `step`-th
    moment, counted from 0: `moments` are names of audit events (PEP 578), such as "os.rename".
    False when it got to its end before."""

    def count(left: list[int]) -> Callable[[str, tuple[object, ...]], None]:
        def hook(event: str, _arguments: tuple[object, ...]) -> None:
            if event in moments:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        return hook

    def run() -> None:
        sys.addaudithook(count([step]))
        act()

    return killed(run)


def killed(act: Callable[[], object]) -> bool:
    """Run `act`, which may kill its process, in a process of its own: did it?"""

    def run() -> None:
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    child = FORK.Process(target=run)
    child.start()
    child.join()
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode != 0
