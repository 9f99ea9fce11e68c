"""What the service reads from a bundle's report.json: how well the bundle finds links, and how many articles get tasks.

Members that this version does not know are ignored, and reports of earlier versions may lack some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

PROTOCOL = "sentence"
"""The masking scheme whose figures the landing page shows: only first sentences, as published figures have it."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % confidence interval."""

    value: float
    low: float
    high: float


class AccuracyRow(msgspec.Struct, frozen=True):
    """Precision and recall at a threshold. The precision is None if nothing was suggested."""

    threshold: float
    recall: float
    precision: float | None = None


class Protocol(msgspec.Struct, frozen=True):
    """The figures of one masking scheme, with their 95 % confidence intervals."""

    protocol: str
    name: str
    articles: int
    links: int
    at_threshold: AccuracyRow
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]

    @property
    def precision(self) -> Estimate | None:
        """The precision at the default threshold; None if nothing was suggested."""
        value = self.at_threshold.precision
        return None if value is None or not self.links else Estimate(value, *self.precision_interval)

    @property
    def recall(self) -> Estimate | None:
        """The recall at the default threshold; None if there was nothing to find."""
        return Estimate(self.at_threshold.recall, *self.recall_interval) if self.links else None


class PoolRow(msgspec.Struct, frozen=True):
    """The articles of the wiki with enough suggestions at a threshold, and the share that reviewers should accept."""

    threshold: float
    wiki_two_or_more: float
    wiki_interval: tuple[float, float]
    acceptance: float | None = None


class Suggestion(msgspec.Struct, frozen=True):
    """A suggestion for an article as it is."""

    title: str


class Newcomers(msgspec.Struct, frozen=True):
    """What newcomers would see on articles as they are."""

    threshold: float
    min_links: int
    articles: int
    pool: Sequence[PoolRow]
    suggestions: Sequence[Suggestion] = ()
    calibration_error: float | None = None

    @property
    def default_row(self) -> PoolRow | None:
        """The row at MediaWiki's default threshold."""
        return next((row for row in self.pool if row.threshold == self.threshold), None) if self.articles else None


class ExcludedKind(msgspec.Struct, frozen=True):
    """A kind of pages that are never suggested."""

    kind: str
    pages: int


class Report(msgspec.Struct, frozen=True):
    """The report of a bundle."""

    protocols: Sequence[Protocol] = ()
    newcomers: Newcomers | None = None
    cautions: Sequence[str] = ()
    excluded: Sequence[ExcludedKind] = ()
    model: str = ""
    counts: Mapping[str, Any] = {}

    @property
    def first_sentences(self) -> Protocol | None:
        """The figures on first sentences."""
        return next((found for found in self.protocols if found.protocol == PROTOCOL), None)

    @property
    def pool(self) -> Estimate | None:
        """The number of the wiki's articles that get a task at MediaWiki's default threshold."""
        row = self.newcomers.default_row if self.newcomers else None
        return Estimate(row.wiki_two_or_more, *row.wiki_interval) if row else None

    @property
    def example(self) -> str:
        """Title of an article that gets a good suggestion; empty if there is none."""
        return self.newcomers.suggestions[0].title if self.newcomers and self.newcomers.suggestions else ""


def read_report(content: bytes) -> Report | None:
    """Return the content of a report.json; None if it is not a report that this version knows."""
    try:
        return msgspec.json.decode(content, type=Report)
    except msgspec.MsgspecError:
        return None
