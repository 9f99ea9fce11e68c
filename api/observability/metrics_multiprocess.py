"""The files through which worker processes share their metrics.

prometheus_client never removes the files of counters and histograms, because their values must outlive their process.
This module merges those of dead workers, so that the number of files does not grow with each worker that is replaced.
Readers of the files hold a shared lock of the directory.
"""

from __future__ import annotations

from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import mark_process_dead

from linking.bundle.locks import locked

CUMULATIVE_KINDS = ("counter", "histogram")

_DEAD = "dead"


def merge_dead_worker_metrics(directory: Path, process: int) -> None:
    """Add a dead worker's counts to those of earlier dead workers, and remove its files.

    Args:
        directory: Directory of the files.
        process: The worker's process id.
    """
    with locked(directory, timeout=None):
        mark_process_dead(process, str(directory))  # removes the files of gauges
        for kind in CUMULATIVE_KINDS:
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
