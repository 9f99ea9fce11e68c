"""`run` turns its arguments into settings."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.training.commands import run_command
from training.cli import run
from training.settings import Cluster, RunSettings

WORDS = ("run", "--wiki", "kwwiki", "--dump", "1.xml", "2.xml", "--data-dir", "data")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> list[RunSettings]:
    """The settings with which the pipeline is called."""
    called: list[RunSettings] = []
    bundle = SimpleNamespace(manifest=SimpleNamespace(wiki="kwwiki", version="20260101T000000Z"))
    monkeypatch.setattr(run, "run_pipeline", lambda given: called.append(given) or bundle)
    return called


def test_defaults(settings: list[RunSettings], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(*WORDS, "--jobs", 2) == 0
    assert settings == [
        RunSettings(wiki="kwwiki", dumps=("1.xml", "2.xml"), data_dir=Path("data"), jobs=2, memory=2 << 30)
    ]
    assert capsys.readouterr().out == "kwwiki: 20260101T000000Z is current in data\n"


def test_options(settings: list[RunSettings], capsys: pytest.CaptureFixture[str]) -> None:
    flags = ("--allow-truncated", "--strict", "--no-publish", "--keep-work")
    files = ("--work-dir", "work", "--page-props", "props", "--instance-of", "classes", "--table", "table")
    run_command(*WORDS, *flags, *files, "--seed", 3, "--engine", "spark", "--jobs", 1, "--memory", "4GB")
    assert settings == [
        RunSettings(
            wiki="kwwiki",
            dumps=("1.xml", "2.xml"),
            data_dir=Path("data"),
            table="table",
            cluster=Cluster("local[*]"),
            work_dir=Path("work"),
            page_props=Path("props"),
            instance_of=Path("classes"),
            allow_truncated=True,
            strict=True,
            publish=False,
            keep_work=True,
            seed=3,
            jobs=1,
            memory=4 << 30,
        )
    ]
    assert "is written but not published" in capsys.readouterr().out


def test_memory_limits_the_number_of_jobs(settings: list[RunSettings], caplog: pytest.LogCaptureFixture) -> None:
    run_command(*WORDS, "--jobs", 8, "--memory", "2GB")
    assert settings[0].jobs == 4
    assert caplog.messages == ["2048 MB of memory are enough for 4 jobs, not for 8"]


@pytest.mark.parametrize(
    ("text", "size"), [("2GB", 2 << 30), ("512mb", 512 << 20), ("1.5 G", 3 << 29), (str(1 << 30), 1 << 30)]
)
def test_an_amount_of_memory_has_a_unit(text: str, size: int) -> None:
    assert run.memory(text) == size


@pytest.mark.parametrize("text", ["", "much", "-2GB", "511MB", "2TB", "9" * 400])
def test_an_invalid_amount_of_memory_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="at least 512MB"):
        run.memory(text)
