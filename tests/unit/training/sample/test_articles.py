"""The sample wiki has the pages and the markup that a newcomer should see."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from training.sample.articles import pages
from training.sample.facts import Facts


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.read()


def test_titles_are_unique(facts):
    counts = Counter(page.title for page in pages(facts))
    assert [title for title, count in counts.items() if count > 1] == []


def test_the_pages_contain_all_markup_that_training_handles(facts):
    by_title = {page.title: page for page in pages(facts)}
    text = "\n".join(page.text for page in by_title.values())
    assert len(facts.articles) >= 400
    assert any(target in facts.redirects for target in facts.redirects.values()), "a double redirect"
    for what in ("{|", "<ref>", "{{Infobox", "[[File:", "[[Category:", "=== Further reading ===", "__DISAMBIG__"):
        assert what in text
    assert re.search(r"\[\[\w+\]\][a-z]", text), "a link with a trail"
