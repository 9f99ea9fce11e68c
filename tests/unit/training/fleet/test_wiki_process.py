"""The process of a wiki sends its result, or its end is the result."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from training.fleet.results import Outcome, WikiResult
from training.fleet.wiki_process import ProcessStarter, WikiProcess

RESULT = WikiResult(wiki="kwwiki", outcome=Outcome.EMPTY, verdict="x")


@dataclass(frozen=True)
class FakeWork:
    end: object
    wiki: str = "kwwiki"

    def run(self) -> WikiResult | None:
        os.write(2, b"to the log\n")
        if isinstance(self.end, signal.Signals):
            os.kill(os.getpid(), self.end)
        if isinstance(self.end, int):
            os._exit(self.end)
        if isinstance(self.end, Exception):
            raise self.end
        return RESULT if self.end == "result" else None


def configure_log() -> None:
    os.write(2, b"configured\n")


@pytest.fixture(scope="module")
def starter():
    # Without a fork server, which would import all of training.
    context = get_context("spawn")
    lifeline, ours = context.Pipe(duplex=False)
    with lifeline, ours:
        yield ProcessStarter(context, lifeline, configure_log)


def ended(starter: ProcessStarter, tmp_path: Path, end: object) -> WikiResult | None:
    process = WikiProcess(starter, FakeWork(end), tmp_path / "kwwiki.log")
    return process.result()


def test_the_result_is_measured_and_the_output_is_in_the_log(starter, tmp_path) -> None:
    result = ended(starter, tmp_path, "result")
    assert result is not None
    assert (result.outcome, result.verdict) == (Outcome.EMPTY, "x")
    assert result.peak_mb > 0
    assert Path(result.log).read_text() == "configured\nto the log\n"
    assert ended(starter, tmp_path, "nothing") is None


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (signal.SIGKILL, "a worker process was killed (SIGKILL), possibly for lack of memory"),
        (9, "a worker process was killed (exit code 9)"),
        (ValueError("bad"), "unexpected error, see the log: ValueError: bad"),
    ],
)
def test_the_end_of_a_process_is_a_failure_in_words(starter, tmp_path, end, words) -> None:
    result = ended(starter, tmp_path, end)
    assert result is not None
    assert result.outcome is Outcome.FAILED
    assert result.verdict.startswith(words)
    assert result.log == str(tmp_path / "kwwiki.log")
