"""`fleet` reads its wikis, reports what became of them, and ends with the exit code of its policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.training.commands import run_command
from training.cli import fleet
from training.errors import NoDumpFoundError, UnknownWikisError
from training.fleet.options import Download, FleetOptions, WikiOptions
from training.fleet.results import Outcome, WikiResult


class Runs:
    """The options of the runs, and the outcomes that they have."""

    def __init__(self) -> None:
        self.options: list[FleetOptions] = []
        self.outcomes: list[Outcome | BaseException] = [Outcome.PUBLISHED]

    def __call__(self, options: FleetOptions, _: object) -> list[WikiResult]:
        self.options.append(options)
        options.state_dir.mkdir(parents=True, exist_ok=True)
        for outcome in self.outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return [WikiResult(wiki=f"wiki{number}", outcome=o, verdict="so") for number, o in enumerate(self.outcomes)]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    runs = Runs()
    monkeypatch.setattr(fleet, "run_fleet", runs)
    return runs


@pytest.fixture
def wikis(tmp_path: Path) -> Path:
    path = tmp_path / "wikis.yaml"
    path.write_text("defaults: {dump: dumps}\nwikis:\n  kwwiki: {keep: 1}\n  arcwiki:\n")
    return path


def test_the_file_and_the_arguments_make_the_options(runs, wikis, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("DUMP_MIRROR", "http://mirror.example")
    data = tmp_path / "data"
    assert run_command("fleet", "--wikis", wikis, "--data-dir", data, "--jobs", 2, "--keep", 5, "--again") == 0
    dump = (str(tmp_path / "dumps"),)
    assert runs.options == [
        FleetOptions(
            wikis=[WikiOptions(wiki="kwwiki", dump=dump, keep=1), WikiOptions(wiki="arcwiki", dump=dump, keep=5)],
            data_dir=data,
            state_dir=data / ".fleet",
            download=Download(mirror="http://mirror.example", user_agent=fleet.USER_AGENT),
            jobs=2,
            memory=2 << 30,
            again=True,
        )
    ]
    assert capsys.readouterr().out.splitlines()[-1] == f"summary: {data}/.fleet/fleet.html, {data}/.fleet/fleet.json"
    assert (data / ".fleet/fleet.html").exists()


def test_some_of_the_wikis_can_be_chosen(runs, wikis, tmp_path) -> None:
    run_command("fleet", "--wikis", wikis, "--data-dir", tmp_path, "--wiki", "arcwiki")
    assert [wiki.wiki for wiki in runs.options[0].wikis] == ["arcwiki"]
    with pytest.raises(UnknownWikisError, match=r"wikis.yaml does not have dewiki, enwiki"):
        run_command("fleet", "--wikis", wikis, "--data-dir", tmp_path, "--wiki", "enwiki", "--wiki", "dewiki")


def test_all_wikis_of_a_directory_can_be_chosen(runs, tmp_path) -> None:
    with pytest.raises(NoDumpFoundError):
        run_command("fleet", "--all-in", tmp_path, "--data-dir", tmp_path)
    (tmp_path / "kwwiki-20260101-pages-articles.xml").write_text("x")
    run_command("fleet", "--all-in", tmp_path, "--data-dir", tmp_path)
    assert runs.options[0].wikis == [WikiOptions(wiki="kwwiki", dump=(str(tmp_path),))]


@pytest.mark.parametrize(
    ("outcomes", "on_error", "on_withheld"),
    [
        ([Outcome.PUBLISHED, Outcome.WRITTEN, Outcome.EMPTY], 0, 0),
        ([Outcome.PUBLISHED, Outcome.WITHHELD], 0, 3),
        ([Outcome.WITHHELD, Outcome.FAILED], 1, 1),
    ],
)
def test_the_policy_decides_the_exit_code(runs, wikis, tmp_path, outcomes, on_error, on_withheld) -> None:
    runs.outcomes = outcomes
    words = ("fleet", "--wikis", wikis, "--data-dir", tmp_path)
    assert run_command(*words) == on_error
    assert run_command(*words, "--fail-on", "withheld") == on_withheld
    assert run_command(*words, "--fail-on", "never") == 0


def test_metrics_tell_success_from_failure_and_interruption(runs, wikis, tmp_path) -> None:
    metrics = tmp_path / "fleet.prom"
    words = ("fleet", "--wikis", wikis, "--data-dir", tmp_path, "--metrics", metrics)
    run_command(*words)
    assert 'job_succeeded{command="fleet"} 1.0' in metrics.read_text()
    runs.outcomes = [Outcome.FAILED]
    run_command(*words)
    assert 'job_succeeded{command="fleet"} 0.0' in metrics.read_text()
    assert 'fleet_wikis{outcome="failed"} 1.0' in metrics.read_text()
    runs.outcomes = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        run_command(*words)
    assert 'job_succeeded{command="fleet"} 0.0' in metrics.read_text()
    assert "job_last_success" in metrics.read_text()
