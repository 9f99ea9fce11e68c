"""How pages write figures."""

from __future__ import annotations

from linking.design.figures import number, percent, score, whole


def test_figures_are_written_in_one_way():
    assert (percent(0.1234), percent(None), whole(0.126), number(1234567), score(0.5)) == (
        "12.3",
        "–",
        "13",
        "1\u202f234\u202f567",
        "0.50",
    )
