"""Metrics files of workers that have died."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict, mmap_key

from api.observability.metrics_multiprocess import merge_dead_worker_metrics


def test_files_of_dead_processes_are_summed_and_removed(tmp_path: Path) -> None:
    key = mmap_key("m", "m_total", ["a"], ["b"], "help")
    for process, count in ((11, 2.0), (12, 3.0)):
        for name in (f"counter_{process}.db", f"histogram_{process}.db", f"gauge_livemax_{process}.db"):
            file = MmapedDict(str(tmp_path / name))
            file.write_value(key, count, 0.0)
            file.close()
    merge_dead_worker_metrics(tmp_path, 11)
    merge_dead_worker_metrics(tmp_path, 12)
    merge_dead_worker_metrics(tmp_path, 12)
    assert sorted(p.name for p in tmp_path.glob("*.db")) == ["counter_dead.db", "histogram_dead.db"]
    (kept,) = MmapedDict.read_all_values_from_file(str(tmp_path / "counter_dead.db"))
    assert kept[1] == 5.0
