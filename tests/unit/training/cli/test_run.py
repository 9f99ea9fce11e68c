"""`run` turns its arguments into settings."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.training.commands import run_command
from training.cli import arguments, run
from training.errors import ConflictingOptionsError
from training.evaluation.report.verdicts import Verdict
from training.pipeline.publication import Assessment, Change, RunResult
from training.settings import Cluster, RunSettings

WORDS = ("run", "--wiki", "kwwiki", "--dump", "1.xml", "2.xml", "--data-dir", "data")
FIT = Verdict(publishable=True, reasons=())


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> list[RunSettings]:
    """The settings with which the pipeline is called."""
    called: list[RunSettings] = []
    monkeypatch.setattr(run, "run_pipeline", lambda given: called.append(given) or result(is_current=given.publish))
    return called


def result(verdict: Verdict = FIT, *, is_current: bool = True, changes: Sequence[Change] = ()) -> RunResult:
    """The result of a run, with the version before if there are changes."""
    manifest = SimpleNamespace(wiki="kwwiki", version="20260101T000000Z")
    bundle = SimpleNamespace(manifest=manifest, directory=Path("data/kwwiki/20260101T000000Z"))
    figures = {"articles": 5475, "precision": 0.91, "recall": 0.856}
    return RunResult(bundle, is_current, Assessment(verdict, figures, "20251201T000000Z" if changes else None, changes))


def test_defaults(settings: list[RunSettings], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(*WORDS, "--jobs", 2) == 0
    assert settings == [
        RunSettings(wiki="kwwiki", dumps=("1.xml", "2.xml"), data_dir=Path("data"), jobs=2, memory=2 << 30)
    ]
    assert capsys.readouterr().out == (
        "kwwiki: 20260101T000000Z is current in data\n"
        "verdict: fit to publish\n"
        "quality: precision 0.910, recall 0.856 on first sentences, at threshold 0.5\n"
        "changes: there is no version before\n"
        "report: data/kwwiki/20260101T000000Z/report.html\n"
    )


def test_a_table_cannot_be_compared_with_an_earlier_run(settings: list[RunSettings], tmp_path: Path) -> None:
    run_command(*WORDS, "--since", tmp_path)
    assert settings[0].since == tmp_path
    with pytest.raises(ConflictingOptionsError, match="--since and --table"):
        run_command(*WORDS, "--since", tmp_path, "--table", "tables/wikitext")


def test_a_bundle_that_is_not_published_is_an_exit_code_and_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unfit = Verdict(publishable=False, reasons=("precision is low",))
    drop = Change("articles", 9000, 5475)
    monkeypatch.setattr(run, "run_pipeline", lambda _: result(unfit, is_current=False, changes=[drop]))
    assert run_command(*WORDS, "--jobs", 2) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "kwwiki: 20260101T000000Z is written but not published in data"
    assert lines[1] == (
        "verdict: do not publish: precision is low; articles 9,000 -> 5,475 (-39.2%),"
        " more than 20% below version 20251201T000000Z"
    )
    assert lines[3] == "changes against 20251201T000000Z: articles 9,000 -> 5,475 (-39.2%)"
    command = "publish --data-dir data --wiki kwwiki --version 20260101T000000Z"
    assert lines[-1] == f"to publish it all the same: python -m training {command}"


def test_a_doubt_is_a_part_of_the_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    doubtful = Verdict(publishable=True, reasons=(), doubts=("precision is low, but only 2 links were evaluated",))
    monkeypatch.setattr(run, "run_pipeline", lambda _: result(doubtful))
    assert run_command(*WORDS) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "verdict: fit to publish; but precision is low, but only 2 links were evaluated"


def test_the_dump_of_a_directory_comes_with_its_tables(tmp_path: Path, settings: list[RunSettings]) -> None:
    names = [f"kwwiki-20260101-{name}" for name in ("pages-articles.xml", "page_props.sql.gz", "instance-of.tsv.gz")]
    articles, page_props, instance_of = (tmp_path / name for name in names)
    for path in (articles, page_props, instance_of):
        path.touch()
    words = ("run", "--wiki", "kwwiki", "--data-dir", "data", "--jobs", 1, "--dump", tmp_path)
    run_command(*words)
    run_command(*words, "--page-props", "props", "--instance-of", "classes")
    assert [given.dumps for given in settings] == [(str(articles),)] * 2
    assert [(given.page_props, given.instance_of) for given in settings] == [
        (page_props, instance_of),
        (Path("props"), Path("classes")),
    ]


def test_options(settings: list[RunSettings], capsys: pytest.CaptureFixture[str]) -> None:
    flags = ("--allow-truncated", "--allow-other-dbname", "--strict", "--no-publish", "--keep-work")
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
            allow_other_dbname=True,
            strict=True,
            publish=False,
            keep_work=True,
            seed=3,
            jobs=1,
            memory=4 << 30,
        )
    ]
    assert "is written but not published" in capsys.readouterr().out


def test_publishing_anyway_and_not_at_all_exclude_each_other(settings: list[RunSettings]) -> None:
    run_command(*WORDS, "--publish-anyway")
    assert settings[0].publish_anyway
    with pytest.raises(SystemExit):
        run_command(*WORDS, "--publish-anyway", "--no-publish")


def test_memory_limits_the_number_of_jobs(settings: list[RunSettings], caplog: pytest.LogCaptureFixture) -> None:
    run_command(*WORDS, "--jobs", 8, "--memory", "2GB")
    assert settings[0].jobs == 4
    assert "2048 MB of memory are enough for 4 jobs, not for 8" in caplog.messages


@pytest.mark.parametrize(
    ("text", "size"), [("2GB", 2 << 30), ("512mb", 512 << 20), ("1.5 G", 3 << 29), (str(1 << 30), 1 << 30)]
)
def test_an_amount_of_memory_has_a_unit(text: str, size: int) -> None:
    assert arguments.memory(text) == size


@pytest.mark.parametrize("text", ["", "much", "-2GB", "511MB", "2TB", "9" * 400])
def test_an_invalid_amount_of_memory_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="at least 512MB"):
        arguments.memory(text)


@pytest.mark.usefixtures("settings")
def test_metrics_of_the_run_are_written_whether_it_succeeds_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "run.prom"
    assert run_command(*WORDS, "--metrics", file) == 0
    succeeded = 'linkrecommendation_job_succeeded{command="run",wiki="kwwiki"}'
    assert f"{succeeded} 1.0" in file.read_text()

    def fail(_: RunSettings) -> None:
        raise ConflictingOptionsError("--since", "--table")

    monkeypatch.setattr(run, "run_pipeline", fail)
    with pytest.raises(ConflictingOptionsError):
        run_command(*WORDS, "--metrics", file)
    content = file.read_text()
    assert f"{succeeded} 0.0" in content
    assert 'linkrecommendation_job_last_success_timestamp_seconds{command="run",wiki="kwwiki"}' in content
