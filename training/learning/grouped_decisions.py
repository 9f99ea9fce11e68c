"""Groups reviewers' decisions by suggestion, and weighs them by age.

Several people may decide about the same suggestion, in several revisions of the article. It counts once, with the share
of those who accepted it: their decisions are not independent of each other, as decisions about other suggestions are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from training.decisions.decision import Decision

MAX_DECISIONS = 20_000
"""The newest decisions that are used. More would take long to find in their articles and change no figure."""
MIN_ONE_SIDED = 20
"""A reviewer who accepts or rejects this many suggestions without exception may not have read them."""

LinkResolver = Callable[[str], str | None]


class JudgedSuggestion(msgspec.Struct, frozen=True, array_like=True):
    """A suggestion with what reviewers decided.

    Attributes:
        text: The text that would become a link.
        target: The article to link to.
        offset: Where the text begins in the judged revision.
        accepted: The share of reviewers who accepted it, in [0, 1].
        weight: How much it counts, in (0, 1].
    """

    text: str
    target: str
    offset: int
    accepted: float
    weight: float


@dataclass(frozen=True, slots=True)
class DecisionCounts:
    """What the decisions are.

    Attributes:
        decisions: The number of decisions that count: the last one of each reviewer about each suggestion.
        skipped: How many of these skip the suggestion.
        too_old: How many are left out because there are more than MAX_DECISIONS.
        suggestions: The number of suggestions that were accepted or rejected.
        contested: How many of these some reviewers accepted and others rejected.
        reviewers: The number of reviewers with a name.
        most_by_one: The number of decisions by the most active of these.
        one_sided: The number of decisions by reviewers who accepted, or rejected, at least MIN_ONE_SIDED suggestions
            without exception.
        unknown: Suggestions whose article or target the dump does not have.
    """

    decisions: int
    skipped: int
    too_old: int
    suggestions: int
    contested: int
    reviewers: int
    most_by_one: int
    one_sided: int
    unknown: int


@dataclass(frozen=True, slots=True)
class GroupedDecisions:
    """Decisions by article.

    Attributes:
        by_article: The suggestions of each article, by its title.
        counts: What the decisions are.
    """

    by_article: Mapping[str, Sequence[JudgedSuggestion]]
    counts: DecisionCounts


def digest(decisions: Iterable[Decision]) -> str:
    """Return a digest of decisions, which does not depend on their order or on how they are spread over files."""
    total = sha256()
    for line in sorted(decision.to_line() for decision in decisions):
        total.update(line)
    return total.hexdigest()


def group_decisions(
    decisions: Sequence[Decision], resolve: LinkResolver, *, now: datetime | None = None, half_life: float | None = None
) -> GroupedDecisions:
    """Group decisions by article and suggestion.

    Args:
        decisions: The decisions that count (`training.decisions.reading.latest`).
        resolve: Returns the article that a title leads to, or None. Articles may have been moved since.
        now: The time from which ages are measured, if it is later than the newest decision.
        half_life: The age in days at which a decision counts half, or None to let all count the same. A decision
            without a time is taken for as old as the oldest.
    """
    decided = [one for one in decisions if one.decision != "skip"]
    used = sorted(decided, key=_time_order)[-MAX_DECISIONS:]
    age_weights = _age_weights(used, now, half_life)
    groups: dict[tuple[str | None, str, str | None], list[int]] = defaultdict(list)
    for number, one in enumerate(used):
        groups[resolve(one.title), one.link_text, resolve(one.link_target)].append(number)
    by_article: dict[str, list[JudgedSuggestion]] = defaultdict(list)
    unknown = contested = 0
    for (title, text, target), numbers in groups.items():
        if title is None or target is None:
            unknown += 1
            continue
        weights = [age_weights[number] for number in numbers]
        accepted = sum(age_weights[number] for number in numbers if used[number].decision == "accept") / sum(weights)
        contested += 0 < accepted < 1
        # The last decision is the newest, whose offset is the closest to that in the dump.
        offset = used[numbers[-1]].wikitext_offset
        by_article[title].append(JudgedSuggestion(text, target, offset, accepted, max(weights)))
    counts = DecisionCounts(
        decisions=len(decisions),
        skipped=len(decisions) - len(decided),
        too_old=len(decided) - len(used),
        suggestions=len(groups),
        contested=contested,
        unknown=unknown,
        **_about_reviewers(used),
    )
    return GroupedDecisions(by_article, counts)


def _time_order(decision: Decision) -> tuple[float, bytes]:
    return (decision.time.timestamp() if decision.time else float("-inf")), decision.to_line()


def _age_weights(decisions: Sequence[Decision], now: datetime | None, half_life: float | None) -> list[float]:
    times = [one.time for one in decisions if one.time]
    if half_life is None or not times:
        return [1.0] * len(decisions)
    reference = max([*times, *([now] if now else [])])
    oldest = min(times)
    ages = [(reference - (one.time or oldest)) / timedelta(days=1) for one in decisions]
    # A weight of 0 would leave a suggestion without a share.
    return [max(0.5 ** (age / half_life), 1e-9) for age in ages]


def _about_reviewers(decisions: Sequence[Decision]) -> dict[str, int]:
    by_reviewer: dict[str, Counter[str]] = defaultdict(Counter)
    for one in decisions:
        if one.reviewer is not None:
            by_reviewer[one.reviewer][one.decision] += 1
    totals = [found.total() for found in by_reviewer.values()]
    one_sided = [found.total() for found in by_reviewer.values() if len(found) == 1 and found.total() >= MIN_ONE_SIDED]
    return {"reviewers": len(totals), "most_by_one": max(totals, default=0), "one_sided": sum(one_sided)}
