"""Links are paired by target, then by place."""

from __future__ import annotations

import pytest

from training.comparison.link_changes import ComparedLink, LinkChange, compare_links


def link(text: str, target: str, offset: int, score: float = 0.7) -> ComparedLink:
    return ComparedLink(text, target, offset, score)


PARIS = link("Paris", "Paris", 10)


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ([], [], []),
        ([PARIS], [], ["gone"]),
        ([], [PARIS], ["new"]),
        ([PARIS], [PARIS], ["kept"]),
        ([PARIS], [link("Paris", "Paris", 10, 0.74)], ["kept"]),
        ([PARIS], [link("Paris", "Paris", 10, 0.8)], ["score"]),
        ([PARIS], [link("Paris", "Paris", 90)], ["place"]),
        ([PARIS], [link("Paris city", "Paris", 10)], ["place"]),
        ([PARIS], [link("Paris", "Paris (myth)", 10)], ["target"]),
        ([PARIS], [link("of Paris", "Paris (myth)", 7)], ["target"]),
        ([PARIS], [link("x", "Paris (myth)", 15)], ["gone", "new"]),
        ([PARIS], [link("to", "To", 8)], ["new", "gone"]),
        (
            [PARIS, link("Rome", "Rome", 30), link("Oslo", "Oslo", 50)],
            [link("Rome", "Roma", 30), link("Oslo", "Paris", 50)],
            ["place", "target", "gone"],
        ),
    ],
)
def test_each_link_is_in_one_change(first: list[ComparedLink], second: list[ComparedLink], kinds: list[str]) -> None:
    changes = compare_links(first, second)
    assert [change.kind for change in changes] == kinds
    assert sorted([change.first.offset for change in changes if change.first]) == sorted(one.offset for one in first)
    assert sorted([change.second.offset for change in changes if change.second]) == sorted(one.offset for one in second)


def test_a_shift_needs_both_links() -> None:
    assert LinkChange("gone", PARIS, None).shift is None
    assert LinkChange("score", PARIS, link("Paris", "Paris", 10, 0.6)).shift == pytest.approx(-0.1)
