"""Measures the CPU time of extraction and counting in a full run, and in a run that continues the work of one before.

python -m tests.bench.refresh --dump FILE [--share 0.05] [--seed 1] [--kinds words link unlink new]

The work of a full run of the dump is kept. Then a share of its pages is edited at random, and the edited dump is read
in full and with the kept work. Each of these runs has a process of its own, and no workers.
"""

from __future__ import annotations

import argparse
import bz2
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from tests.bench.table import Row, text
from tests.helpers.training.dump_edits import KINDS, edited
from training.dumps.compression import open_stream
from training.dumps.dump import Dump, read_site
from training.engines.local import LocalEngine
from training.pipeline.corpus_steps import Corpus
from training.runtime.checkpoints import Checkpoints
from training.runtime.worker_pool import WorkerPool
from training.settings import RunSettings

Result = TypeVar("Result")

MILD = ("words", "link", "unlink", "new")
STEPS = ("extracted", "titles", "sums")


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.refresh", description=__doc__)
    parser.add_argument("--dump", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.05, help="share of the pages that are edited")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=MILD, help="the kinds of edits")
    args = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as directory:
        rows = measure(args.dump, Path(directory), args.share, args.seed, tuple(args.kinds))
    sys.stdout.write(text(rows))
    return 0


def measure(dump: Path, directory: Path, share: float, seed: int, kinds: tuple[str, ...]) -> list[Row]:
    """Return the CPU seconds of each step in both kinds of run, and the share of the second kind."""
    wiki, later = read_site([str(dump)]).dbname, directory / "edited.xml.bz2"
    export = b"".join(iter(open_stream(str(dump)).read, b"")).decode()
    later.write_bytes(bz2.compress(edited(export, share, seed, kinds).encode()))
    kept = directory / "kept"
    alone(train, wiki, dump, directory / "before", kept)
    seconds = {
        "full": alone(train, wiki, later, directory / "full", None),
        "continued": alone(train, wiki, later, directory / "continued", kept),
    }
    xml = alone(read_dump, later)
    rows = [Row(f"{name}, {run}", found[name], "CPU s") for run, found in seconds.items() for name in STEPS]
    full, continued = (found["extracted"] + found["sums"] for found in seconds.values())
    return [
        *rows,
        Row("decompressing and parsing XML alone", xml, "CPU s"),
        Row("extraction and counting, continued against full", 100 * continued / full, "%", 20),
    ]


def alone(function: Callable[..., Result], *args: object) -> Result:
    """Call a function in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        return executor.submit(function, *args).result()


def train(wiki: str, dump: Path, work: Path, kept: Path | None) -> dict[str, float]:
    """Run the steps up to the counts, and return the CPU seconds of each."""
    work.mkdir()
    settings = RunSettings(wiki, (str(dump),), work, jobs=1, since=kept)
    corpus = Corpus(settings, Checkpoints(work), LocalEngine(WorkerPool([], None), 1))
    seconds = {}
    for name in STEPS:
        start = time.process_time()
        getattr(corpus, name)
        seconds[name] = time.process_time() - start
    if work.name != "continued":
        corpus.keep()
    return seconds


def read_dump(dump: Path) -> float:
    """Return the CPU seconds of reading a dump without extracting anything."""
    start = time.process_time()
    with Dump([str(dump)]) as pages:
        for _ in pages:
            pass
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
