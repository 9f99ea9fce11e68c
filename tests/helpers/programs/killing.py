"""Kill an action just before its n-th change of the file system."""

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
    """Run the action in a child process that is killed before its first step, then before its second, and so on.

    The last run is the first one that completes. Each run starts with the original contents of the directory.

    Yields:
        The number of the step, after each killed run.
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
        _run_until_step(step, action)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed before it was killed"
    return False


def _run_until_step(step: int, action: Callable[[], object]) -> None:
    remaining = step

    def count(event: str, _: object) -> None:
        nonlocal remaining
        if event not in _EVENTS:
            return
        remaining -= 1
        if remaining == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    try:
        action()
    except BaseException:  # noqa: BLE001 the child must never return to the test runner
        os._exit(1)
    os._exit(0)
