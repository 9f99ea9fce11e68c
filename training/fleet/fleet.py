"""Trains many wikis: the largest first, as many at a time as the budget allows, each in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from pathlib import Path

from linking.bundle.bundle import list_versions
from linking.bundle.locks import locked
from training.dumps.download import FetchOptions
from training.dumps.http_mirror import Mirror
from training.errors import TrainingError
from training.fleet.budget import Budget, Need, xml_bytes
from training.fleet.options import FleetOptions, WikiOptions, fingerprint
from training.fleet.results import Outcome, StateDirectory, WikiResult
from training.fleet.wiki_process import ProcessStarter, WikiProcess, process_starter
from training.fleet.wiki_work import FetchWork, TrainWork, failure, now
from training.runtime.progress import Progress

logger = logging.getLogger(__name__)


def run_fleet(options: FleetOptions, configure_log: Callable[[], None]) -> list[WikiResult]:
    """Work on all wikis and return their results, in the order of the options.

    An error of one wiki is its result. Ctrl-C ends all processes; a second run continues.

    Args:
        options: The wikis and what to do with them.
        configure_log: Sends the log records of a process to its standard error.

    Raises:
        BusyError: Another fleet run uses the state directory.
        OSError: The state directory cannot be written.
    """
    with locked(options.state_dir), process_starter(configure_log) as starter:
        return _Fleet(options, starter).run()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A wiki that can be trained.

    Attributes:
        options: The options of the wiki.
        work: The work, with the settings for one process.
        size: The estimated bytes of its XML.
    """

    options: WikiOptions
    work: TrainWork
    size: int

    @property
    def fingerprint(self) -> dict[str, object]:
        return fingerprint(self.work.settings, self.options)


@dataclass(slots=True)
class _Fleet:
    """The state of a run."""

    options: FleetOptions
    starter: ProcessStarter
    results: dict[str, WikiResult] = field(default_factory=dict)
    fetches: list[WikiOptions] = field(default_factory=list)
    ready: list[_Ready] = field(default_factory=list)
    running: dict[WikiProcess, tuple[_Ready, Need] | WikiOptions] = field(default_factory=dict)

    def run(self) -> list[WikiResult]:
        budget = Budget(self.options.jobs, self.options.memory)
        self._prepare()
        with ExitStack() as at_end, Progress("train the wikis", len(self.options.wikis), unit="wikis") as progress:
            at_end.callback(self._kill_all)
            progress.move_to(len(self.results))
            while self.fetches or self.ready or self.running:
                self._start(budget)
                for process in self._finished():
                    self._finish(process, budget)
                    progress.move_to(len(self.results))
        return [self.results[wiki.wiki] for wiki in self.options.wikis]

    def _prepare(self) -> None:
        """Sort the wikis into those to download, those to train and those that are finished."""
        for wiki in self.options.wikis:
            if wiki.fetch:
                self.fetches.append(wiki)
            else:
                self._enqueue(wiki)
        self.fetches.sort(key=_size_before, reverse=True)
        logger.info("%d of %d wikis need no work", len(self.results), len(self.options.wikis))

    def _enqueue(self, wiki: WikiOptions) -> None:
        """Find the wiki's dump, and queue its training unless an earlier run has finished it."""
        try:
            files = wiki.files()
        except TrainingError as error:
            self._report(replace(failure(wiki.wiki, error), ended=now()))
            return
        settings = self.options.settings(wiki, files, jobs=1, memory=self.options.memory)
        ready = _Ready(wiki, TrainWork(settings, wiki.keep), xml_bytes(files.articles))
        done = None if self.options.again else self._state.find(wiki.wiki, ready.fingerprint)
        if done and (not done.version or done.version in list_versions(self.options.data_dir, wiki.wiki)):
            self.results[wiki.wiki] = replace(done, unchanged=True)
            return
        self.ready.append(ready)
        self.ready.sort(key=lambda one: one.size, reverse=True)

    def _start(self, budget: Budget) -> None:
        # One download at a time: mirrors ask for few connections.
        if self.fetches and not any(isinstance(what, WikiOptions) for what in self.running.values()):
            wiki = self.fetches.pop(0)
            process = self.starter.start(FetchWork(self._fetch_options(wiki)), self._state.log(wiki.wiki))
            self.running[process] = wiki
        while self.ready:
            total = sum(one.size for one in self.ready)
            need = budget.need(self.ready[0].size, total)
            if not budget.fits(need):
                return
            budget.take(need)
            one = self.ready.pop(0)
            settings = replace(one.work.settings, jobs=need.jobs, memory=need.memory)
            process = self.starter.start(replace(one.work, settings=settings), self._state.log(one.options.wiki))
            self.running[process] = one, need

    def _finished(self) -> Iterator[WikiProcess]:
        """Wait until at least one process has ended, and yield those that have."""
        waiting: dict[object, WikiProcess] = {process.pipe: process for process in self.running}
        for pipe in wait([process.pipe for process in self.running]):
            yield waiting[pipe]

    def _finish(self, process: WikiProcess, budget: Budget) -> None:
        what = self.running.pop(process)
        result = process.result()
        if isinstance(what, WikiOptions):
            if result is None:
                self._enqueue(what)
            else:
                self._report(result)
            return
        one, need = what
        budget.give_back(need)
        assert result is not None
        self._state.store(result, one.fingerprint)
        self._report(result)

    def _report(self, result: WikiResult) -> None:
        self.results[result.wiki] = result
        level = logging.ERROR if result.outcome is Outcome.FAILED else logging.INFO
        logger.log(level, "%s: %s in %.1f s: %s", result.wiki, result.outcome, result.seconds, result.verdict)

    def _kill_all(self) -> None:
        for process in self.running:
            process.kill()

    def _fetch_options(self, wiki: WikiOptions) -> FetchOptions:
        download = self.options.download
        return FetchOptions(wiki.wiki, Path(wiki.dump[0]), Mirror(download.mirror, download.user_agent))

    @property
    def _state(self) -> StateDirectory:
        return StateDirectory(self.options.state_dir)


def _size_before(wiki: WikiOptions) -> float:
    """Return the size of the dump that is already there. A wiki without one may be large, so it comes first."""
    try:
        return xml_bytes(wiki.files().articles)
    except TrainingError:
        return float("inf")


def failed(results: Sequence[WikiResult]) -> list[WikiResult]:
    """Return the results of the wikis whose work ended with an error."""
    return [result for result in results if result.outcome is Outcome.FAILED]
