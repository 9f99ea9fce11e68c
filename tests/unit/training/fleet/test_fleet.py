"""Many wikis are worked on in order, within the budget, and each has a result."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from pathlib import Path

import pytest

from linking.bundle.locks import BusyError, locked
from training.fleet import fleet
from training.fleet.fleet import run_fleet
from training.fleet.options import Download, FleetOptions, WikiOptions
from training.fleet.results import Outcome, WikiResult
from training.fleet.wiki_work import FetchWork, TrainWork


class FakeProcess:
    """A process that ends at once."""

    def __init__(self, starter: FakeStarter, work: FetchWork | TrainWork) -> None:
        self.starter, self.work = starter, work
        self.pipe, theirs = Pipe(duplex=False)
        theirs.close()  # the pipe is at its end, so it is ready

    def result(self) -> WikiResult | None:
        self.pipe.close()
        self.starter.running.remove(self.work.wiki)
        if isinstance(self.work, FetchWork):
            return self.starter.fetched(self.work)
        outcome = self.starter.outcomes.get(self.work.wiki, Outcome.PUBLISHED)
        return WikiResult(wiki=self.work.wiki, outcome=outcome, verdict="so", seconds=1)

    def kill(self) -> None:
        self.starter.killed.append(self.work.wiki)
        self.pipe.close()


@dataclass
class FakeStarter:
    """Records what is started."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    fetch_fails: set[str] = field(default_factory=set)
    started: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    most: int = 0
    interrupt_at: str = ""

    def start(self, work: FetchWork | TrainWork, log: Path) -> FakeProcess:
        if work.wiki == self.interrupt_at:
            raise KeyboardInterrupt
        kind = "fetch " if isinstance(work, FetchWork) else ""
        self.started.append(kind + work.wiki)
        self.running.append(work.wiki)
        self.most = max(self.most, len(self.running))
        return FakeProcess(self, work)

    def fetched(self, work: FetchWork) -> WikiResult | None:
        if work.wiki in self.fetch_fails:
            return WikiResult(wiki=work.wiki, outcome=Outcome.FAILED, verdict="no network")
        write(work.options.directory, work.wiki, 10)
        return None


@pytest.fixture
def starter(monkeypatch: pytest.MonkeyPatch) -> FakeStarter:
    starter = FakeStarter()

    @contextmanager
    def open_starter(_):
        yield starter

    monkeypatch.setattr(fleet, "process_starter", open_starter)
    return starter


def write(directory: Path, wiki: str, size: int) -> None:
    directory.mkdir(exist_ok=True)
    (directory / f"{wiki}-20260101-pages-articles.xml").write_bytes(b"x" * size)


@pytest.fixture
def options(tmp_path: Path) -> FleetOptions:
    """Three wikis with dumps of different sizes, and one without."""
    dumps = tmp_path / "dumps"
    for wiki, size in (("awiki", 20), ("bwiki", 30), ("cwiki", 10)):
        write(dumps, wiki, size)
    return FleetOptions(
        wikis=[WikiOptions(wiki=wiki, dump=(str(dumps),)) for wiki in ("awiki", "bwiki", "cwiki", "nowiki")],
        data_dir=tmp_path / "data",
        state_dir=tmp_path / "state",
        download=Download(mirror="http://mirror.example", user_agent="me"),
        jobs=2,
        memory=2 << 30,
    )


def run(options: FleetOptions) -> dict[str, Outcome]:
    return {result.wiki: result.outcome for result in run_fleet(options, lambda: None)}


def test_the_largest_wiki_is_first_and_results_are_in_the_given_order(options, starter) -> None:
    starter.outcomes["bwiki"] = Outcome.FAILED
    assert list(run(options).items()) == [
        ("awiki", Outcome.PUBLISHED),
        ("bwiki", Outcome.FAILED),
        ("cwiki", Outcome.PUBLISHED),
        ("nowiki", Outcome.FAILED),
    ]
    assert starter.started == ["bwiki", "awiki", "cwiki"]
    assert starter.most == 2


def test_only_one_runs_if_memory_is_for_one(options, starter) -> None:
    run(replace(options, memory=512 << 20))
    assert starter.most == 1


def test_a_second_run_repeats_only_what_failed_or_changed(options, starter) -> None:
    starter.outcomes["bwiki"] = Outcome.FAILED
    run(options)
    starter.started.clear()
    starter.outcomes.clear()
    results = run_fleet(options, lambda: None)
    assert starter.started == ["bwiki"]
    assert [result.unchanged for result in results] == [True, False, True, False]
    starter.started.clear()
    write(Path(options.wikis[0].dump[0]), "awiki", 21)
    run(options)
    assert starter.started == ["awiki"]
    starter.started.clear()
    run(replace(options, again=True))
    assert sorted(starter.started) == ["awiki", "bwiki", "cwiki"]


def test_a_removed_bundle_is_trained_again(options, starter, monkeypatch) -> None:
    """The results of this test's processes have no version, so that is given here."""
    monkeypatch.setattr(FakeProcess, "result", _with_version(FakeProcess.result))
    monkeypatch.setattr(fleet, "list_versions", lambda *_: ["1"])
    run(options)
    starter.started.clear()
    run(options)
    assert starter.started == []
    monkeypatch.setattr(fleet, "list_versions", lambda *_: [])
    run(options)
    assert len(starter.started) == 3


def _with_version(result):
    return lambda process: replace(result(process), version="1")


def test_dumps_are_fetched_one_at_a_time_before_their_wikis_are_trained(options, starter) -> None:
    starter.fetch_fails.add("cwiki")
    fetching = replace(options, wikis=[replace(wiki, fetch=True) for wiki in options.wikis])
    results = run_fleet(fetching, lambda: None)
    assert [result.outcome for result in results] == [*[Outcome.PUBLISHED] * 2, Outcome.FAILED, Outcome.PUBLISHED]
    assert results[2].verdict == "no network"
    fetched = [name for name in starter.started if name.startswith("fetch ")]
    assert fetched == ["fetch nowiki", "fetch bwiki", "fetch awiki", "fetch cwiki"], "unknown sizes first"
    assert all(starter.started.index(name.removeprefix("fetch ")) > starter.started.index(name) for name in fetched[:3])


def test_an_interruption_ends_the_processes_and_keeps_the_results(options, starter) -> None:
    run(replace(options, wikis=options.wikis[2:3]))
    starter.interrupt_at = "awiki"
    with pytest.raises(KeyboardInterrupt):
        run(options)
    assert starter.killed == ["bwiki"]
    starter.interrupt_at = ""
    starter.started.clear()
    run(options)
    assert starter.started == ["bwiki", "awiki"]


def test_two_runs_at_once_are_refused(options, starter) -> None:
    with locked(options.state_dir), pytest.raises(BusyError):
        run(options)
