"""A small wiki in memory."""

from __future__ import annotations

import pytest

from linking.analysis import ArticleAnalyzer
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

ANCHORS = {
    "fal": Anchor(3, 5, [Candidate("Fal", 3), Candidate("Fal (god)", 1)]),
    "river": Anchor(3, 9, [Candidate("Fal", 1), Candidate("Hidden", 1)]),
    "kernow": Anchor(9, 9, [Candidate("Kernow", 9)]),
}
PAGES = {
    "Fal": Page(), "Fal (god)": Page(), "Kernow": Page(), "Looe": Page(), "Hidden": "Gone",
    "Old Fal": "Fal", "Gone": "Kernow",
}  # fmt: skip


@pytest.fixture(scope="session")
def analyzer() -> ArticleAnalyzer:
    return make_analyzer(ANCHORS, PAGES)
