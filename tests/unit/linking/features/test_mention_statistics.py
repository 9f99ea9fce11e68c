"""Statistics of mentions: the text itself, and the records of its anchor."""

from __future__ import annotations

import numpy as np
import pytest

from linking.features.mention_statistics import MentionStatistics
from linking.mentions import AnchorMentions, Mention
from linking.store.record_layout import ANCHOR, CANDIDATE, AnchorRows
from linking.text.folding import casefold_text

TEXT = "gKernowan, NEW YORK, Route 66, fal"


@pytest.fixture(scope="module")
def statistics() -> MentionStatistics:
    mentions = [Mention(0, 9, 3, suffix=2, prefix=1), Mention(11, 19, 1), Mention(21, 29, 2), Mention(31, 34, 0)]
    records = np.zeros(4, ANCHOR)
    records["link_articles"], records["text_articles"] = [9, 2, 0, 3], [9, 3, 0, 5]
    records["link_uses"], records["text_uses"] = [10, 3, 0, 4], [12, 6, 0, 8]
    records["case_link_probability"][0, 1] = 255
    records["case_articles"][1, 2] = 2
    rows = AnchorRows(records, np.zeros(7, CANDIDATE), np.array([0, 2, 3, 4, 7]))
    occurrences = [[mention] * count for mention, count in zip(mentions, (1, 2, 3, 1), strict=True)]
    grouped = AnchorMentions(mentions, occurrences)
    return MentionStatistics.collect(TEXT, casefold_text(TEXT, "en"), grouped, rows)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("start", [0, 11, 21, 31]),
        ("end", [9, 19, 29, 34]),
        ("suffix", [2, 0, 0, 0]),
        ("prefix", [1, 0, 0, 0]),
        ("occurrences", [1, 2, 3, 1]),
        ("link_articles", [9, 2, 0, 3]),
        ("text_articles", [9, 3, 0, 5]),
        ("link_uses", [10, 3, 0, 4]),
        ("text_uses", [12, 6, 0, 8]),
        ("link_probability", [0.92, 0.55, 0.2, 3.2 / 6]),
        ("candidate_count", [2, 1, 1, 3]),
        ("case", [1, 2, 1, 0]),
        ("case_link_probability", [1, 0, 0, 0]),
        ("case_articles", [0, 2, 0, 0]),
        ("words", [1, 2, 2, 1]),
        ("digits", [0, 0, 1, 0]),
    ],
)
def test_statistics_describe_the_anchor_of_each_mention(statistics, name, expected):
    assert getattr(statistics, name).tolist() == pytest.approx(expected)


def test_there_is_one_element_for_each_mention(statistics):
    assert len(statistics) == 4
