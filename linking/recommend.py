"""The pipeline: an article's wikitext and a wiki's bundle in, recommended links out (DESIGN.md section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from linking.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Request:
    """What to recommend links for.

    threshold: least score, in [0, 1]. deadline: `time.monotonic()` value after which no new work starts.
    language: overrides the bundle's language for text folding.
    """

    title: str
    wikitext: str
    threshold: float = 0.5
    max_recommendations: int = 15
    language: str | None = None
    sections_to_exclude: tuple[str, ...] = ()
    deadline: float | None = None
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommended link; the fields are CLIENT.md's, `wikitext_offset` in code points."""

    link_text: str
    link_target: str
    match_index: int
    wikitext_offset: int
    score: float
    context_before: str
    context_after: str
    link_index: int
    explanation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Recommendations in order of offset. seconds: time by stage (parse, mentions, lookups, score, choose)."""

    links: tuple[Recommendation, ...]
    truncated: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)


class Recommender:
    """One wiki's bundle, opened. Not shared between processes: open it after the fork."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    @classmethod
    def open(cls, bundle: Bundle) -> Recommender:
        """Open the look-ups and load the model. Raises BundleError where a file cannot be read."""
        return cls(bundle)

    def recommend(self, request: Request) -> Answer:
        """Recommend links for one article; an empty answer means that there is nothing to recommend."""
        raise NotImplementedError

    def close(self) -> None:
        """Give files and memory back."""
