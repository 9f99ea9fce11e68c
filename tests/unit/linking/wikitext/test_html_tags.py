"""The HTML tags whose contents are running text."""

from __future__ import annotations

import pytest

from linking.wikitext.html_tags import CODE_TAGS, WALKED_TAGS


def test_code_tags_are_walked_so_that_their_text_counts_for_match_index() -> None:
    assert CODE_TAGS < WALKED_TAGS


@pytest.mark.parametrize("tag", ["b", "i", "blockquote", "table", "h2", "ref", "nowiki", "pre", "math", "br"])
def test_tags_that_the_client_hides_are_not_walked(tag: str) -> None:
    assert tag not in WALKED_TAGS
