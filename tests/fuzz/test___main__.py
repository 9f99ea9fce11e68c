"""Collecting failures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tests.fuzz.__main__ import TooSlowError, _Collector


def fragile(data: bytes) -> None:
    while data == b"slow":
        pass
    if b"\x00" in data:
        raise ValueError
    data.decode("ascii")


@pytest.fixture
def collector(tmp_path: Path) -> _Collector:
    return _Collector(fragile, argparse.Namespace(target="articles", found=tmp_path / "found", kept=tmp_path))


def test_the_first_input_of_each_kind_of_failure_is_shrunk_and_written(collector: _Collector, tmp_path: Path) -> None:
    for data in (b"good", b"first\x00bad", b"second\x00bad", b"not \xff ASCII"):
        collector.run(data)
    report = [json.loads(line) for line in (tmp_path / "articles.broken.jsonl").read_text().splitlines()]
    assert [(one["number"], one["kind"]) for one in report] == [
        (2, "ValueError in test___main__.py:fragile"),
        (4, "UnicodeDecodeError in test___main__.py:fragile"),
    ]
    assert [Path(one["file"]).read_bytes() for one in report] == [b"\x00", b"\xff"]
    assert len(list((tmp_path / "found/articles").iterdir())) == 2


def test_an_input_that_takes_too_long_is_a_failure(
    collector: _Collector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fuzz.__main__.MAX_CPU_SECONDS", 0.1)
    collector.run(b"slow")
    report = json.loads((tmp_path / "articles.broken.jsonl").read_text())
    assert report["kind"] == TooSlowError.promise
    assert Path(report["file"]).read_bytes() == b"slow"
