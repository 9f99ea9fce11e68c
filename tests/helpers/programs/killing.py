"""Running an action that is killed just before its n-th change of the file system."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# https://docs.python.org/3/library/audit_events.html
_EVENTS = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "shutil.copyfile", "shutil.rmtree"}


def killed_at_each_step(action: Callable[[], object], directory: Path) -> Iterator[int]:
    """Run the action on the directory in a child that is killed before step 1, then before step 2, ...

    Yields the number of the step after each killed run, ends with the run that gets through. Each run starts with the
    directory as it was at first.
    """
    before = directory.with_name(directory.name + "-before")
    if directory.exists():
        shutil.copytree(directory, before)
    step = 1
    while _killed_before(step, action):
        yield step
        step += 1
        shutil.rmtree(directory, ignore_errors=True)
        if before.exists():
            shutil.copytree(before, directory)


def _killed_before(step: int, action: Callable[[], object]) -> bool:
    child = os.fork()
    if child == 0:
        _run_and_die(step, action)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed by itself"
    return False


def _run_and_die(step: int, action: Callable[[], object]) -> None:
    left = step

    def count(event: str, _: object) -> None:
        nonlocal left
        if event not in _EVENTS:
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    try:
        action()
    except BaseException:  # noqa: BLE001 the child must never return into the test run
        os._exit(1)
    os._exit(0)
