"""The files through which worker processes share their metrics: read, and kept few as workers come and go."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import mark_process_dead

SUMMED = ("counter", "histogram")
"""Kinds whose values live on after their process; prometheus_client never removes their files."""

_LOCK = "lock"
_DEAD = "dead"


@contextmanager
def reading(directory: Path) -> Iterator[None]:
    """Keep the files from being merged while they are read."""
    with _locked(directory, fcntl.LOCK_SH):
        yield


def bury(directory: Path, process: int) -> None:
    """Add what a dead process counted to what other dead ones did, and remove its files."""
    with _locked(directory, fcntl.LOCK_EX):
        mark_process_dead(process, str(directory))
        for kind in SUMMED:
            source = directory / f"{kind}_{process}.db"
            if source.exists():
                _add(source, directory / f"{kind}_{_DEAD}.db")
                source.unlink()


def _add(source: Path, target: Path) -> None:
    total = MmapedDict(str(target))
    try:
        for key, value, timestamp, _ in MmapedDict.read_all_values_from_file(str(source)):
            total.write_value(key, total.read_value(key)[0] + value, timestamp)
    finally:
        total.close()


@contextmanager
def _locked(directory: Path, how: int) -> Iterator[None]:
    descriptor = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
