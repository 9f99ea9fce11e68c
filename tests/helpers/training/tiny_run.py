"""The training command line with limits for tiny wikis. It can also be killed or interrupted during a run.

python -m tests.helpers.training.tiny_run run ...
python -m tests.helpers.training.tiny_run killed run ...       # killed in each step and restarted until it succeeds
python -m tests.helpers.training.tiny_run interrupted run ...  # interrupted by Ctrl-C in the second step
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from training.__main__ import main
from training.corpus import extraction
from training.learning import default_model

MIN_ARTICLES, CHUNK_PAGES = 10, 5


def _stop_in_second_step(number: int) -> None:
    """Send this process a signal just before it finishes its second step."""
    finishing = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal finishing
        if event == "os.rename" and str(arguments[0]).endswith(".unfinished"):
            finishing += 1
            if finishing == 2:
                os.kill(os.getpid(), number)

    sys.addaudithook(count)


def _killed_until_done(words: Sequence[str]) -> int:
    kills = 0
    while True:
        child = os.fork()
        if child == 0:
            _stop_in_second_step(signal.SIGKILL)
            os._exit(main(words))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code != -signal.SIGKILL:
            sys.stderr.write(f"killed {kills} times\n")
            return code
        kills += 1


def _run(words: Sequence[str]) -> int:
    default_model.MIN_ARTICLES, extraction.CHUNK_PAGES = MIN_ARTICLES, CHUNK_PAGES
    if words[0] == "killed":
        return _killed_until_done(words[1:])
    if words[0] == "interrupted":
        # A shell starts background programs with SIGINT ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _stop_in_second_step(signal.SIGINT)
        return main(words[1:])
    return main(words)


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
