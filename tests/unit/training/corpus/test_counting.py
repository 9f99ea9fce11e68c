"""Links, texts, tokens and affixes are counted as MediaWiki renders them."""

from __future__ import annotations

import pytest

from tests.helpers.training.counted import CountedWiki
from tests.helpers.training.exports import HEADER

RIVER = {"Fal": "A river.", "Kernow": "A county."}


def test_links_and_plain_text_of_an_article_are_counted(tmp_path):
    counted = CountedWiki(
        tmp_path, {**RIVER, "One": "The [[Fal]] and the Fal.", "Two": "The [[Fal|river]].", "Three": "A fal."}
    )
    assert counted.text_counts("fal") == (1, 2, 1, 3)
    assert counted.text_counts("river") == (1, 2, 1, 2)
    assert counted.targets("fal") == {"Fal": 1}
    assert counted.targets("river") == {"Fal": 1}
    assert counted.page_links == {("One", "Fal"), ("Two", "Fal")}


def test_an_article_counts_once_for_a_text_in_any_case(tmp_path):
    """It also counts once for each case class."""
    counted = CountedWiki(tmp_path, {**RIVER, "One": "Fal, fal, [[Fal]], [[fal]], FAL."})
    assert counted.text_counts("fal") == (1, 1, 2, 5)
    cases = counted.rows(
        "SELECT case_class, linking_articles, articles, links, occurrences FROM text_counts"
        f" WHERE text = {counted.texts['fal']} ORDER BY case_class"
    )
    assert cases == [(0, 1, 1, 1, 2), (1, 1, 1, 1, 2), (2, 0, 1, 0, 1)]


LINKS = (
    "[[Fal]]",
    "[[fal]]",
    "[[ Fal ]]",
    "[[Fal#Course]]",
    "[[:Fal]]",
    "[[F%61l]]",
    "[[F&#97;l]]",
    "[[_Fal_]]",
    "[[Old Fal|Fal]]",
    "[[Older_Fal|Fal]]",
    "''[[Fal]]''",
    "{{box|[[Fal]]}}",
    "[[File:A.png|thumb|On the [[Fal]]]]",
    "\n{|\n| [[Fal]]\n|}\n",
)
NO_LINKS = (
    "[[File:Fal.png]]",
    "[[Restren:Fal.png]]",
    "[[Image:Fal.png|Fal]]",
    "[[Category:Fal]]",
    "[[:Category:Fal|Fal]]",
    "[[User:Fal|Fal]]",
    "[[Skeusen goth:Fal|Fal]]",
    "[[wikt:Fal|Fal]]",
    "[[fr:Fal]]",
    "[[:fr:Fal|Fal]]",
    "[[#Fal|Fal]]",
    "[[Missing|Fal]]",
    "[[Loop|Fal]]",
    "[[Dangling|Fal]]",
    "[[#|Fal]]",
    "[[Fal|]]",
    "<nowiki>[[Fal]]</nowiki>",
    "<!-- [[Fal]] -->",
    "[http://example.org Fal]",
)
REDIRECTS = {
    "Old Fal": "#REDIRECT [[Fal]]",
    "Older Fal": "#REDIRECT [[Old Fal]]",
    "Loop": "#REDIRECT [[Loop back]]",
    "Loop back": "#REDIRECT [[Loop]]",
    "Dangling": "#REDIRECT [[Gone]]",
}


@pytest.fixture(scope="module")
def linking(tmp_path_factory: pytest.TempPathFactory) -> CountedWiki:
    """A wiki with a page for each of the links."""
    links = [*LINKS, *NO_LINKS]
    pages = {f"Page {number}": f"Here: {link}. See [[Kernow]]." for number, link in enumerate(links)}
    return CountedWiki(tmp_path_factory.mktemp("linking"), {**RIVER, **REDIRECTS, **pages})


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_its_article(linking, link):
    title = f"Page {LINKS.index(link)}"
    assert {edge for edge in linking.page_links if edge[0] == title} == {
        (title, "Fal"),
        (title, "Kernow"),
    }


@pytest.mark.parametrize("link", NO_LINKS)
def test_these_are_not_links_to_an_article(linking, link):
    """Files, categories, other namespaces and wikis, sections, missing pages, redirects without an article."""
    title = f"Page {len(LINKS) + NO_LINKS.index(link)}"
    assert {edge for edge in linking.page_links if edge[0] == title} == {(title, "Kernow")}


def test_only_links_to_articles_in_running_text_are_counted_as_links(linking):
    """Five of LINKS are rendered as "Fal" in running text."""
    assert linking.targets("fal") == {"Fal": 5}


def test_case_matters_on_a_case_sensitive_wiki(tmp_path):
    header = HEADER.replace("first-letter", "case-sensitive")
    pages = {"fal": "A.", "Fal": "B.", "one": "[[fal]]", "Two": "[[Fal]]"}
    counted = CountedWiki(tmp_path, pages, header)
    assert counted.page_links == {("one", "fal"), ("Two", "Fal")}
    assert counted.targets("fal") == {"fal": 1, "Fal": 1}


def test_the_label_and_the_whole_word_of_a_link_are_counted(tmp_path):
    counted = CountedWiki(tmp_path, {**RIVER, "One": "[[Fal]]an and Falan; gor[[Kernow]]."})
    assert counted.text_counts("fal") == (1, 1, 1, 1)
    assert counted.text_counts("falan") == (1, 1, 1, 2)
    assert counted.targets("falan") == {"Fal": 1}
    assert counted.targets("gorkernow") == {"Kernow": 1}
    assert counted.affixes == {("s", "an"): 1, ("p", "gor"): 1}


def test_long_suffixes_and_digits_are_not_affixes(tmp_path):
    counted = CountedWiki(tmp_path, {**RIVER, "One": "[[Fal]]abcdefg [[Fal]]2 four[[Fal]] [[Fal|F]]''al''"})
    assert counted.affixes == {}


def test_a_link_to_its_own_article_is_not_a_link(tmp_path):
    counted = CountedWiki(tmp_path, {**RIVER, "One": "[[One]] is [[one|this]]. See [[Kernow]]."})
    assert counted.page_links == {("One", "Kernow")}
    assert counted.targets("one") == counted.targets("this") == {}


def test_tokens_next_to_links_are_counted(tmp_path):
    counted = CountedWiki(tmp_path, {**RIVER, "One": "On the [[Fal]], the [[Kernow|county]]\nthe end"})
    assert counted.token_counts("the") == (3, 2, 0)
    assert counted.token_counts(",") == (1, 0, 1)
    assert counted.token_counts("\n") == (1, 0, 1)
    assert counted.token_counts("fal") == (1, 0, 0)


def test_tokens_next_to_labels_and_to_their_parts_are_counted(tmp_path):
    """A token next to a part counts only within the label, and only if the part is a text of the dictionary."""
    pages = {"One": "The [[Fal]] in [[Kernow|the county of Kernow]].", "Two": "The [[Fal|River Fal]]s and old Fal."}
    counted = CountedWiki(tmp_path, {**RIVER, **pages})
    rows = counted.rows("SELECT side, token, sum(labels), sum(parts) FROM label_neighbours GROUP BY ALL ORDER BY ALL")
    found = {(side, token): (int(labels), int(parts)) for side, token, labels, parts in rows}
    assert found == {
        ("b", "the"): (2, 0),
        ("a", "in"): (1, 0),
        ("b", "in"): (1, 0),
        ("a", "."): (1, 0),
        ("b", "of"): (0, 1),
        ("a", "s"): (1, 0),
    }


def test_texts_with_special_characters_of_csv_are_kept(tmp_path):
    """Quotes, commas, backslashes and names of NULL."""
    names = ['Quote " mark', "Comma, mark", "\\N", "NULL", "Tab\tmark", "'", "0"]
    links = " ".join(f"[[Fal|{name}]]" for name in names)
    counted = CountedWiki(tmp_path, {**RIVER, "\\N": "A title.", 'A "b", c': "Another.", "One": links + " [[\\N]]"})
    for name in names:
        expected = {} if name == "'" else {"Fal": 1}
        found = {target: n for target, n in counted.targets(name.lower()).items() if target == "Fal"}
        assert found == expected, name
    assert ("One", "\\N") in counted.page_links
    assert counted.titles.trie.get('A "b", c') is not None
    assert counted.token_counts('"')[0] == counted.token_counts(",")[0] == 1


def test_a_directory_may_have_any_name(tmp_path):
    directory = tmp_path / "it's [a] *odd* {name}"
    directory.mkdir()
    assert CountedWiki(directory, {**RIVER, "One": "[[Fal]]"}).page_links == {("One", "Fal")}


def test_a_wiki_may_have_a_single_article(tmp_path):
    counted = CountedWiki(tmp_path, {"One": "[[One]] and [[Two]] and one."})
    assert counted.page_links == set()
    assert counted.open().pages.get_many([0]).keys() == {0}
