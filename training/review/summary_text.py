"""A summary of decisions as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import category

from training.review.acceptance_groups import AcceptanceGroup
from training.review.agreement import Agreement
from training.review.summary import Summary
from training.runtime.counts import counted

_CONTROLS = ("Cc", "Zl", "Zp")  # not Cf, because Persian and Indic words contain joiners
_HEADER = "accepted  95 % interval  accept  reject    skip"


def text_lines(summary: Summary) -> Iterator[str]:
    """Yield the lines. Names come last in a line, because their widths on a terminal differ by script."""
    yield from _overview(summary)
    several = len(summary.wikis) > 1
    yield from _table("score", summary.by_score, several)
    yield from _reasons(summary)
    yield from _table("text", summary.by_text, several)
    yield from _table("target", summary.by_target, several)
    yield from _table("class of the target", summary.by_class or (), several)
    yield from _table("reviewer", summary.by_reviewer, several)
    if several:
        yield from _table("wiki", summary.by_wiki, several)
    if len(summary.by_bundle_version) > 1:
        yield from _table("version of the bundle", summary.by_bundle_version, several)
    yield from _agreement(summary.agreement, several)


def _overview(summary: Summary) -> Iterator[str]:
    total = summary.total
    yield (
        f"{counted(total.accept + total.reject + total.skip, 'decision')} on {', '.join(summary.wikis)}:"
        f" {total.accept} accept, {total.reject} reject, {total.skip} skip"
    )
    yield (
        f"{counted(summary.reviewers, 'named reviewer')}, {counted(summary.unnamed, 'decision')} without a name;"
        f" {summary.replaced} more replaced, because the same reviewer decided again"
    )
    if total.acceptance is not None:
        yield f"accepted: {_percent(total.acceptance)} (95 % interval {_interval(total)}) of what was not skipped"


def _table(title: str, groups: Sequence[AcceptanceGroup], several: bool) -> Iterator[str]:
    if not groups:
        return
    yield ""
    yield f"{_HEADER}  {title}"
    for group in groups:
        wiki = f"{group.wiki}: " if several and group.wiki else ""
        share = "-" if group.acceptance is None else _percent(group.acceptance)
        interval = "-" if group.acceptance is None else _interval(group)
        yield (
            f"{share:>8}  {interval:>13}  {group.accept:>6}  {group.reject:>6}  {group.skip:>6}"
            f"  {wiki}{printable(group.name)}"
        )


def _reasons(summary: Summary) -> Iterator[str]:
    if summary.by_reason:
        yield ""
        yield "rejected   share  reason"
    for reason in summary.by_reason:
        yield f"{reason.count:>8}  {_percent(reason.share):>6}  {reason.reason}"


def _agreement(agreement: Agreement, several: bool) -> Iterator[str]:
    yield ""
    if agreement.raw is None:
        yield "agreement: no suggestion was judged by several reviewers"
        return
    alpha = "undefined, because all decided alike" if agreement.alpha is None else f"{agreement.alpha:.2f}"
    yield (
        f"agreement on {counted(agreement.suggestions, 'suggestion')} that several reviewers judged:"
        f" {agreement.equal_pairs} of {counted(agreement.pairs, 'pair')} of decisions equal"
        f" ({_percent(agreement.raw)}); Krippendorff's alpha {alpha}"
    )
    if agreement.disagreements:
        yield ""
        yield "accept  reject  suggestions that reviewers disagree about"
    for one in agreement.disagreements:
        wiki = f"{one.wiki}: " if several else ""
        where = printable(f"{one.link_text} -> {one.link_target}, in {one.title}")
        yield f"{one.accept:>6}  {one.reject:>6}  {wiki}{where}"


def printable(text: str) -> str:
    """Return a text without characters that a terminal could obey."""
    return "".join("\ufffd" if category(letter) in _CONTROLS else letter for letter in text)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _interval(group: AcceptanceGroup) -> str:
    return f"{100 * group.low:.1f}–{100 * group.high:.1f} %"
