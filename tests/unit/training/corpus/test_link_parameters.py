"""Which parameters of templates training learns to be titles."""

from __future__ import annotations

import json
import shutil

import pytest

from linking.analysis import AnalyzedArticle, ArticleQuery, NothingToLink, Stages, open_analyzer
from linking.text.titles import Site
from linking.wikitext.article import parse
from tests.helpers.training.counted import CountedWiki
from training.corpus import link_parameters
from training.corpus.link_parameters import MIN_USES, ParameterCounter, ParameterFinder

SITE = Site("kwwiki", "kw", namespaces={"skantlyn": 10})
TOWNS = [f"Town {chr(65 + n)}" for n in range(20)]


def count(*texts, title="Here"):
    counter, finder = ParameterCounter(), ParameterFinder(SITE)
    for text in texts:
        counter.add(finder.find(title, parse(text)))
    return list(counter.rows())


def test_values_are_counted_by_template_parameter_and_title():
    found = count("{{main|Vienna}} {{Skantlyn:Main|vienna|Graz}}", "{{main|see [[Linz]]}}")
    assert found == [("Main", "1", "", 1), ("Main", "1", "Vienna", 2), ("Main", "2", "Graz", 1)]


def test_the_name_of_the_article_itself_is_no_link():
    assert count("{{box|name=here|place=There}}") == [("Box", "name", "", 1), ("Box", "place", "There", 1)]


def test_what_a_chunk_counts_is_bounded(monkeypatch):
    monkeypatch.setattr(link_parameters, "MAX_CHUNK_VALUES", 3)
    monkeypatch.setattr(link_parameters, "MAX_CHUNK_PARAMETERS", 2)
    found = count("{{a|x=k}}{{a|x=l}}{{a|x=m}}{{a|x=n}}{{b|y=k}}{{c|z=k}}{{b|y=l}}")
    assert found == [("A", "x", "K", 1), ("A", "x", "L", 1), ("A", "x", "M", 1), ("B", "y", "K", 1), ("B", "y", "L", 1)]


LEARNED = {
    "titles": TOWNS,
    "redirects": [f"old {town}#History" for town in TOWNS],
    "a missing article": [*TOWNS, "Missing"],
    "few uses": TOWNS[:MIN_USES],
    "one article most often": [*TOWNS[:9], *["Town T"] * 11],
    "comments": [f"{town} <!-- here -->" for town in TOWNS],
}
NOT_LEARNED = {
    "too few uses": TOWNS[: MIN_USES - 1],
    "too many missing articles": [*TOWNS, "Missing", "Gone", "Lost", "Nowhere"],
    "too many texts": [*TOWNS, "[[Town A]]", "x" * 300, "12", "{{x}}"],
    "always the same article": TOWNS[:1] * 20,
    "too few titles": TOWNS[:4] * 5,
    "repeated titles": [*TOWNS[:5], *["Town T"] * 17, "Missing", "Gone"],
    "numbers": [str(1900 + n) for n in range(20)],
    "the article itself": [f"Page {n}" for n in range(20)],
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    """A wiki whose articles call a template for each case, with the towns and a redirect to each town."""
    texts = [f"Near [[{town}]]." for town in [*TOWNS, *TOWNS[:4]]]
    for name, values in (LEARNED | NOT_LEARNED).items():
        texts[: len(values)] = [f"{{{{{name}|{value}}}}}\n{text}" for value, text in zip(values, texts, strict=False)]
    towns = dict.fromkeys(TOWNS, "A town.")
    redirects = {f"Old {town}": f"#REDIRECT [[{town}]]" for town in TOWNS}
    years = {str(1900 + n): "A year." for n in range(20)}
    pages = {f"Page {n}": text for n, text in enumerate(texts)}
    return CountedWiki(tmp_path_factory.mktemp("wiki"), {**towns, **redirects, **years, **pages})


def learned(wiki):
    return json.loads((wiki.built / "templates.json").read_text(encoding="utf-8"))


def test_parameters_that_are_titles_nearly_always_are_learned(wiki):
    assert learned(wiki) == {name.capitalize(): ["1"] for name in LEARNED}


def test_the_recommender_does_not_repeat_what_a_template_links(wiki):
    analyzer = wiki.reader()
    for name in LEARNED:
        found = analyzer.analyze(ArticleQuery("New", f"Town B. {{{{{name}|old Town B}}}}"), Stages())
        assert isinstance(found, NothingToLink)
    for name in NOT_LEARNED:
        found = analyzer.analyze(ArticleQuery("New", f"Town B. {{{{{name}|Town B}}}}"), Stages())
        assert isinstance(found, AnalyzedArticle)


def test_bundles_without_the_file_have_no_link_parameters(wiki, tmp_path):
    copied = shutil.copytree(wiki.built, tmp_path / "older")
    (copied / "templates.json").unlink()
    found = open_analyzer(copied, 100).analyze(ArticleQuery("New", "Town B. {{titles|Town B}}"), Stages())
    assert isinstance(found, AnalyzedArticle)


def test_each_parameter_is_learned_alone(tmp_path, monkeypatch):
    """A parameter that holds titles and prints no link is learned too: the wikitext does not show the difference."""
    monkeypatch.setattr(link_parameters, "MAX_PARAMETERS", 2)  # the most used ones
    box = "{{{{Infobox| capital = {} | language = Town A | motto = the motto | partner = {} }}}} [[Town B]]"
    texts = [box.format(town, other) for town, other in zip(TOWNS, reversed(TOWNS), strict=True)]
    texts[0] += "".join(f"{{{{rare|{town}}}}}" for town in TOWNS[1:13])
    pages = {f"Page {n}": text for n, text in enumerate(texts)}
    counted = CountedWiki(tmp_path, {**dict.fromkeys(TOWNS, "A town."), **pages})
    assert learned(counted) == {"Infobox": ["capital", "partner"]}
