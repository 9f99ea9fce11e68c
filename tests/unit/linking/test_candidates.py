"""Candidate generation: which articles a mention may mean, and which of them may be recommended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from linking.analysis import ArticleAnalyzer
from linking.candidates import NEW_PAGE, Candidates, generate_candidates
from linking.mentions import AnchorMentions, Mention
from linking.store.lookups import LookupFailedError
from linking.template_links import LinkParameters
from linking.wikitext.article import parse
from tests.helpers.linking.in_memory_wiki import MemoryTable

LEARNED = LinkParameters({"Main": {"1"}, "Infobox river": {"country", "name"}})


def generate(analyzer: ArticleAnalyzer, text: str, *anchors: str, title: str = "New") -> Candidates:
    """The candidates of one mention of each anchor."""
    mentions = [Mention(0, 1, analyzer.dictionary.trie[anchor]) for anchor in anchors]
    grouped = AnchorMentions(mentions, [[mention] for mention in mentions])
    return generate_candidates(analyzer.site, analyzer.lookups, title, parse(text), grouped, LEARNED)


def eligible(analyzer: ArticleAnalyzer, found: Candidates) -> Mapping[str, bool]:
    """Title of each candidate -> whether it is eligible."""
    title_of = analyzer.lookups.tries.titles.restore_key
    pages = found.rows.candidates["page"].tolist()
    return {title_of(page): flag for page, flag in zip(pages, found.eligible.tolist(), strict=True)}


@pytest.mark.parametrize(
    "text",
    [
        "[[Fal]]",
        "[[fal#x|y]]",
        "[[Old Fal|y]]",
        "{{box|[[old_Fal|y]]}}",
        "[[ :Fal ]]",
        "<gallery>\na.png|[[Old Fal]]\n</gallery>",
        "{{main|Fal}}",
        "{{Infobox river|country=old Fal}}",
        "{{Infobox river|name=Fal}}",
    ],
)
def test_articles_that_the_page_links_are_ineligible(analyzer, text):
    """Wherever the link is, and if it leads through a redirect."""
    assert eligible(analyzer, generate(analyzer, text, "fal")) == {"Fal": False, "Fal (god)": True}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[Looe]]",
        "{{main|Looe|Fal}}",
        "{{other|Fal}}",
        "{{main|Fal and Looe}}",
        "[[Missing]] [[File:Fal.png]]",
        "Fal",
    ],
)
def test_other_pages_leave_their_candidates_eligible(analyzer, text):
    assert eligible(analyzer, generate(analyzer, text, "fal")) == {"Fal": True, "Fal (god)": True}


def test_redirects_are_ineligible(analyzer):
    assert eligible(analyzer, generate(analyzer, "", "river")) == {"Fal": True, "Hidden": False}


@pytest.mark.parametrize("title", ["Kernow", "kernow", " Kernow_"])
def test_the_page_itself_is_ineligible(analyzer, title):
    found = generate(analyzer, "", "kernow", title=title)
    assert eligible(analyzer, found) == {"Kernow": False}
    assert found.page_key == analyzer.lookups.tries.titles["Kernow"]


@pytest.mark.parametrize("title", ["Old Fal", "old_Fal"])
def test_the_article_that_a_redirect_leads_to_is_the_page_itself(analyzer, title):
    """An article that was moved is known to the bundle by its other title."""
    found = generate(analyzer, "", "fal", title=title)
    assert eligible(analyzer, found) == {"Fal": False, "Fal (god)": True}
    assert found.page_key == analyzer.lookups.tries.titles["Fal"]
    assert found.page_key in found.articles


def test_a_new_page_has_no_key(analyzer):
    assert generate(analyzer, "", "kernow").page_key == NEW_PAGE


def test_existing_links_are_articles_with_redirects_resolved(analyzer):
    titles = analyzer.lookups.tries.titles
    found = generate(analyzer, "[[Old Fal]] [[Fal]] [[Gone]] [[Missing]]", "fal")
    assert found.existing_links == {titles["Fal"], titles["Kernow"]}
    assert found.existing_links <= found.articles.keys()


def test_records_of_redirects_are_left_out(analyzer):
    titles = analyzer.lookups.tries.titles
    found = generate(analyzer, "[[Old Fal]]", "river", title="Looe")
    assert found.articles.keys() == {titles["Fal"], titles["Looe"]}


def test_candidates_are_in_the_order_of_the_mentions(analyzer):
    found = generate(analyzer, "", "kernow", "fal")
    assert found.rows.offsets.tolist() == [0, 1, 3]
    assert list(eligible(analyzer, found)) == ["Kernow", "Fal", "Fal (god)"]


def test_an_anchor_without_record_is_an_error(analyzer):
    """As when the version is removed from the database while it is read."""
    broken = replace(analyzer, lookups=replace(analyzer.lookups, anchors=MemoryTable({})))
    with pytest.raises(LookupFailedError, match="no record of anchor"):
        generate(broken, "", "fal")
