"""`make fuzz`: mutates inputs of a target, guided by the code that they reach, and checks what the service promises.

A broken promise does not end the run. Its input is shrunk and written to `tests/fuzz/corpus/`, so that the tests repeat
it until it is mended, and from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.helpers.programs.running import ROOT

CORPUS, KEPT = ROOT / "tests/fuzz/corpus", ROOT / "build/fuzz"
TARGETS = ("articles", "requests", "rules")
MAX_INPUT_BYTES, MAX_REQUEST_BYTES = 4096, 200_000
MAX_CPU_SECONDS = 5
_MAX_SHRINKING_STEPS = 400
_MAX_SHRINKING_STEPS_IF_SLOW = 20
_HANGING_SECONDS = 300
_EXECUTED = re.compile(r"^stat::number_of_executed_units:\s*([0-9]+)", re.MULTILINE)


def main(words: Sequence[str] | None = None) -> int:
    """Run a target. Return 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--data-dir", type=Path, default=ROOT / "data", help="data directory (default: %(default)s)")
    parser.add_argument("--wiki", default="samplewiki", help="wiki whose bundle is used (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=0, help="how long to run (default: until --runs or interrupted)")
    parser.add_argument("--runs", type=int, default=-1, help="how many inputs to try (default: no limit)")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices; 0 for another one in each run")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where inputs that reach new code are kept")
    parser.add_argument("--found", type=Path, default=CORPUS, help="where inputs that break a promise are written")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.inside:
        _fuzz(options)
    return _run_inside(options, sys.argv[1:] if words is None else words)


def _run_inside(options: argparse.Namespace, words: Sequence[str]) -> int:
    """Run libFuzzer in a process of its own, which it ends without returning, and report what it found."""
    report = options.kept / f"{options.target}.broken.jsonl"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.fuzz", *words, "--inside"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace") as process:
        lines = [_show(line) for line in process.stderr or ()]
    executed = _EXECUTED.findall("".join(lines))
    broken = [json.loads(line) for line in report.read_text().splitlines()] if report.exists() else []
    for one in broken:
        sys.stdout.write(f"input {one['number']}: {one['kind']}\n  {one['file']}\n")
    sys.stdout.write(f"{options.target}: {executed[-1] if executed else 'no'} inputs, {len(broken)} kinds of failure\n")
    return 1 if broken or process.returncode else 0


def _show(line: str) -> str:
    """Show the errors of libFuzzer and one in a few of its lines of progress."""
    if not line.startswith("#") or "pulse" in line or "DONE" in line:
        sys.stderr.write(line)
    return line


def _fuzz(options: argparse.Namespace) -> None:
    import atheris

    with atheris.instrument_imports(include=["linking", "api"]):
        from tests.fuzz import generated_requests, mutation, seeds, targets

    service = targets.FuzzedService(options.data_dir, options.wiki)
    vocabulary = seeds.vocabulary(service.analyzer)
    kept, begin = options.kept / options.target, options.kept / f"{options.target}-seeds"
    for directory in (kept, begin, CORPUS / options.target, options.found / options.target):
        directory.mkdir(parents=True, exist_ok=True)
    seeds.write(begin, options.target, vocabulary)

    def change(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.15:
            return bytes(atheris.Mutate(data, max_size))
        if options.target == "requests" and chance.random() < 0.5:
            return mutation.encode(generated_requests.generate_request(chance, vocabulary))[:max_size]
        return mutation.encode(mutation.mutate(mutation.decode(data), chance, vocabulary))[:max_size]

    collector = _Collector(service.targets[options.target], options)
    flags = {
        "max_len": MAX_INPUT_BYTES if options.target == "articles" else MAX_REQUEST_BYTES,
        "max_total_time": options.seconds,
        "runs": options.runs,
        "seed": options.seed,
        "timeout": _HANGING_SECONDS,
        "rss_limit_mb": 4096,
        "print_final_stats": 1,
        "artifact_prefix": f"{options.found / options.target}/",
    }
    command = [sys.argv[0], *(f"-{name}={value}" for name, value in flags.items())]
    atheris.Setup([*command, str(kept), str(CORPUS / options.target), str(begin)], collector.run, custom_mutator=change)
    atheris.Fuzz()


class TooSlowError(Exception):
    """An input takes more than MAX_CPU_SECONDS, however busy the machine is."""

    promise = f"an input takes at most {MAX_CPU_SECONDS} seconds"


def _interrupt(_signal: int, _frame: object) -> None:
    raise TooSlowError


class _Collector:
    """Runs a target, and collects the first input of each kind of failure."""

    def __init__(self, target: Callable[[bytes], None], options: argparse.Namespace) -> None:
        self._target, self._kinds, self._number = target, set[str](), 0
        self._directory = options.found / options.target
        self._report = options.kept / f"{options.target}.broken.jsonl"
        signal.signal(signal.SIGVTALRM, _interrupt)

    def run(self, data: bytes) -> None:
        self._number += 1
        kind = self._failure(data)
        if kind is None or kind in self._kinds:
            return
        self._kinds.add(kind)
        data = self._shrink(data, kind)
        self._directory.mkdir(parents=True, exist_ok=True)
        file = self._directory / hashlib.sha256(data).hexdigest()[:12]
        file.write_bytes(data)
        with self._report.open("a") as report:
            report.write(json.dumps({"number": self._number, "kind": kind, "file": str(file)}) + "\n")

    def _failure(self, data: bytes) -> str | None:
        signal.setitimer(signal.ITIMER_VIRTUAL, MAX_CPU_SECONDS)
        try:
            self._target(data)
        except Exception as error:  # noqa: BLE001 - any exception is a failure
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(ROOT) in frame.filename]
            promise = getattr(error, "promise", None)
            place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "unknown place"
            return str(promise or f"{type(error).__name__} in {place}")
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return None

    def _shrink(self, data: bytes, kind: str) -> bytes:
        """Remove ever smaller parts of an input as long as it fails in the same way."""
        steps = _MAX_SHRINKING_STEPS_IF_SLOW if kind == TooSlowError.promise else _MAX_SHRINKING_STEPS
        size = max(1, len(data) // 2)
        while size and steps:
            start = 0
            while start < len(data) and steps:
                steps -= 1
                shorter = data[:start] + data[start + size :]
                if self._failure(shorter) == kind:
                    data = shorter
                else:
                    start += size
            size //= 2
        return data


if __name__ == "__main__":
    sys.exit(main())
