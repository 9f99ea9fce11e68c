"""Groups of decisions, with the interval of their acceptance."""

from __future__ import annotations

import pytest

from tests.helpers.training.made_decisions import made_table
from training.evaluation.metrics import interval
from training.review.acceptance_groups import count_groups, count_score_bands


def test_decisions_of_a_group_are_counted() -> None:
    rows = [
        *({"revid": number, "decision": "accept", "score": 0.5} for number in range(3)),
        {"revid": 4, "decision": "reject", "score": 0.9},
        {"revid": 5, "decision": "skip", "score": 0.1},
        {"revid": 6, "decision": "skip", "link_target": "Penzance"},
    ]
    with made_table(rows) as connection:
        truru, penzance = count_groups(connection, "link_target", wiki="wiki")
    assert (truru.name, truru.wiki, truru.accept, truru.reject, truru.skip) == ("Truru", "kwwiki", 3, 1, 1)
    assert truru.acceptance == 0.75
    assert truru.score == pytest.approx(0.6)
    assert (truru.low, truru.high) == pytest.approx((0.3006, 0.9544), abs=1e-4)
    assert (penzance.acceptance, penzance.low, penzance.high, penzance.score) == (None, 0.0, 1.0, None)


def test_several_decisions_about_a_suggestion_do_not_narrow_the_interval() -> None:
    rows = [
        {"revid": revid, "reviewer": name, "decision": "accept" if revid < 3 else "reject"}
        for revid in range(1, 5)
        for name in ("Ann", "Bob", "Eve")
    ]
    with made_table(rows) as connection:
        (group,) = count_groups(connection, "link_target")
    assert (group.accept, group.reject, group.suggestions) == (6, 6, 4)
    assert (group.low, group.high) == interval(2, 4)


def test_groups_with_most_rejections_come_first_and_may_be_cut_off() -> None:
    rows = [
        {"link_target": target, "revid": revid, "decision": "reject"}
        for target, count in (("A", 1), ("C", 3), ("B", 3))
        for revid in range(count)
    ]
    with made_table(rows) as connection:
        assert [group.name for group in count_groups(connection, "link_target", limit=2)] == ["B", "C"]


def test_the_same_name_on_two_wikis_is_two_groups() -> None:
    with made_table([{}, {"wiki": "frwiki"}]) as connection:
        assert len(count_groups(connection, "link_target", wiki="wiki")) == 2
        assert len(count_groups(connection, "link_target")) == 1


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (None, "unknown"),
        (0, "0.0–0.1"),
        (0.0999, "0.0–0.1"),
        *((tenths / 10, f"{tenths / 10:.1f}–{(tenths + 1) / 10:.1f}") for tenths in range(1, 10)),
        (1, "0.9–1.0"),
    ],
)
def test_a_score_is_in_the_band_that_begins_with_it(score: float | None, band: str) -> None:
    with made_table([{"score": score}]) as connection:
        assert [group.name for group in count_score_bands(connection)] == [band]


def test_bands_are_in_order_of_score() -> None:
    rows = [{"revid": number, "score": score} for number, score in enumerate((0.2, None, 0.95, 0.6))]
    with made_table(rows) as connection:
        assert [group.name[:3] for group in count_score_bands(connection)] == ["0.9", "0.6", "0.2", "unk"]
