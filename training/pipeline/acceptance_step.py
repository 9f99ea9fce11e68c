"""The step that makes the acceptance model: the scales of the wiki, and what its reviewers decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from linking.acceptance import ACCEPTANCE, AcceptanceModel
from training.corpus.title_index import open_titles
from training.decisions.decision import Decision
from training.decisions.reading import DecisionsError, latest, read_decisions
from training.engines import Engine
from training.learning import default_acceptance
from training.learning.decision_learning import learn
from training.learning.decision_placement import PlacementTask, concatenate, place_decisions, write_judged
from training.learning.examples import link_resolver
from training.learning.grouped_decisions import digest, group_decisions
from training.learning.term_scales import TermTask, add_up, fit_scales, measure_terms
from training.pipeline.corpus_steps import Corpus
from training.runtime.output_files import write_bytes
from training.runtime.progress import Progress
from training.settings import RunSettings

Task = TypeVar("Task")
Result = TypeVar("Result")

_JUDGED = "judged.json"
_DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class OwnDecisions:
    """The decisions of a wiki's own reviewers.

    Attributes:
        decisions: Those that count.
        half_life: The age in days at which one counts half, or None.
    """

    decisions: Sequence[Decision]
    half_life: float | None

    @classmethod
    def read(cls, settings: RunSettings) -> OwnDecisions | None:
        """Read the decisions that the settings name, or return None if they name none.

        Raises:
            DecisionsError: A line is not a decision, or is about another wiki.
            DumpError: A file cannot be read.
        """
        if not settings.decisions:
            return None
        found = []
        for located in read_decisions(settings.decisions):
            wiki = located.decision.wiki
            if wiki != settings.wiki and not settings.allow_other_dbname:
                raise DecisionsError(
                    f"{settings.decisions[located.source]}:{located.line}: a decision about {wiki}, but the run trains"
                    f" {settings.wiki}; give only decisions about {settings.wiki}, because communities differ"
                )
            found.append(located)
        return cls(latest(found), settings.decisions_half_life)

    @property
    def suffix(self) -> str:
        """A suffix of the names of steps that depend on the decisions, so that other decisions repeat only these."""
        age = "" if self.half_life is None else f"-{self.half_life:g}"
        return f"-{digest(self.decisions)[:_DIGEST_LENGTH]}{age}"


@dataclass(frozen=True, slots=True)
class AcceptanceStep:
    """Makes the acceptance model.

    Attributes:
        corpus: The articles.
        engine: Runs the tasks.
        lookups: The lookups without validation articles, in `all`, and, if there are decisions, those without each
            fold, in `0`, `1`...
        model: The file of a link model trained without validation articles.
        own: The decisions of the wiki's reviewers, or None.
    """

    corpus: Corpus
    engine: Engine
    lookups: Path
    model: Path
    own: OwnDecisions | None

    def write(self, directory: Path) -> None:
        """Write the model and, if there are decisions, what became of them."""
        acceptance = self._with_scales(default_acceptance.load())
        if self.own is not None:
            acceptance = self._with_decisions(acceptance, self.own, directory)
        write_bytes(directory / ACCEPTANCE, acceptance.to_json())

    def _with_scales(self, acceptance: AcceptanceModel) -> AcceptanceModel:
        tasks = [
            TermTask(
                chunk=chunk,
                lookups=self.lookups / "all",
                model=self.model,
                split=self.corpus.split,
                acceptance=acceptance,
            )
            for chunk in self.corpus.chunks
        ]
        sums = self._map("measure suggestions", measure_terms, tasks)
        return acceptance.with_scales(fit_scales(add_up(sums), acceptance.scales))

    def _with_decisions(self, acceptance: AcceptanceModel, own: OwnDecisions, directory: Path) -> AcceptanceModel:
        corpus = self.corpus
        resolve = link_resolver(open_titles(corpus.titles), corpus.site)
        date = corpus.dump_date
        now = datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
        grouped = group_decisions(own.decisions, resolve, now=now, half_life=own.half_life)
        judged = directory / _JUDGED
        write_judged(judged, grouped.by_article)
        tasks = [
            PlacementTask(
                chunk=chunk,
                titles=corpus.titles,
                lookups=self.lookups,
                model=self.model,
                split=corpus.split,
                acceptance=acceptance,
                judged=judged,
            )
            for chunk in corpus.chunks
        ]
        placed = concatenate(self._map("find decided suggestions", place_decisions, tasks))
        judged.unlink()
        acceptance, outcome = learn(acceptance, placed, grouped.counts, own.half_life)
        outcome.save(directory)
        return acceptance

    def _map(self, name: str, function: Callable[[Task], Result], tasks: list[Task]) -> list[Result]:
        parts = []
        with Progress(name, len(tasks), unit="chunks") as progress:
            for part in self.engine.map(function, tasks):
                parts.append(part)
                progress.advance()
        return parts
