"""Rules are compiled with the titles and classes of one bundle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linking.rules.article_names import ArticleName
from linking.rules.compiler import compile_rules
from linking.rules.matcher import CompiledRules
from linking.rules.model import Rule
from linking.store.lookups import open_sqlite
from linking.text.titles import Site
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, MemoryTable, Page, make_analyzer
from tests.helpers.linking.wiki_on_disk import WikiOnDisk

ANALYZER = make_analyzer(
    {"fal": Anchor(1, 1, [Candidate("Fal", 1)])},
    {"Fal": Page(), "River Fal": "Fal", "Kernow": Page()},
)


def compiled(*rules: Rule, parent: CompiledRules | None = None) -> CompiledRules:
    return compile_rules(rules, ANALYZER.site, ANALYZER.lookups, parent)


def matched_rule(rules: CompiledRules, target: str, text: str = "x") -> str | None:
    reason = rules.match(text, target, (), 0.9)
    return None if reason is None else reason.rule.name


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("Fal", "Fal"),
        ("fal", "Fal"),
        ("river_Fal", "Fal"),
        ("Missing page", "Missing page"),
        ("missing_page", "Missing page"),
    ],
)
def test_titles_are_normalised_and_redirects_resolved(written, target):
    rules = compiled(Rule("a", "wiki", targets=(written,)))
    assert matched_rule(rules, target) == "a"
    assert matched_rule(rules, "Kernow") is None


def test_texts_are_folded_in_the_language_of_the_wiki():
    rules = compiled(Rule("a", "wiki", texts=("RIVER*",)))
    assert matched_rule(rules, "Fal", "river fal") == "a"
    turkish = compile_rules([Rule("a", "wiki", texts=("RIVER*",))], Site("trwiki", "tr"), ANALYZER.lookups)
    assert matched_rule(turkish, "Fal", "rıver fal") == "a"


def test_the_rules_of_a_parent_apply_too():
    parent = compiled(Rule("wiki", "wiki", targets=("Fal",)))
    both = compiled(Rule("request", "request", targets=("Kernow",)), parent=parent)
    assert (matched_rule(both, "Fal"), matched_rule(both, "Kernow")) == ("wiki", "request")


def test_rules_without_titles_take_no_query():
    class NoTable(MemoryTable):
        def get_many(self, keys):
            raise AssertionError("no query was expected")

    lookups = replace(ANALYZER.lookups, pages=NoTable({}))
    rules = compile_rules([Rule("a", "wiki", texts=("fal",))], ANALYZER.site, lookups)
    assert matched_rule(rules, "Fal", "fal") == "a"


def test_no_rules_compile_to_nothing():
    assert not compiled()


def test_classes_are_looked_up_by_their_number(tmp_path):
    WikiOnDisk({"fal": {"Fal": 1}}, classes={"Fal": ("Q4022",)}).write(tmp_path)
    lookups = open_sqlite(tmp_path)
    rules = compile_rules([Rule("a", "wiki", classes=("q4022", "Q5"))], Site("tinywiki", "en"), lookups)
    assert rules.tests_classes
    number = lookups.tries.classes["Q4022"]
    reason = rules.match("x", "Fal", (number,), 0.9)
    assert reason is not None
    assert reason.value == "q4022"
    lookups.close()


def test_classes_that_no_page_has_are_not_tested():
    assert not compiled(Rule("a", "wiki", classes=("Q5",))).tests_classes


def test_articles_are_named_by_title_through_redirects_and_by_category_and_template():
    rules = compiled(Rule("a", "wiki", articles=("river_Fal", "category:lists", "Template:stub")))
    assert rules.tests_articles
    for name in (("title", "Fal"), ("category", "Lists"), ("template", "Stub")):
        reason = rules.suppressed_article({ArticleName(*name)})
        assert reason is not None
        assert reason.kind == "articles"
    assert rules.suppressed_article({ArticleName("title", "Lists"), ArticleName("category", "Fal")}) is None


def test_articles_that_the_parent_names_are_suppressed_too():
    parent = compiled(Rule("wiki", "wiki", articles=("Fal",)))
    both = compiled(Rule("request", "request", targets=("Kernow",)), parent=parent)
    assert both.tests_articles
    reason = both.suppressed_article({ArticleName("title", "Fal")})
    assert reason is not None
    assert reason.rule.name == "wiki"
    assert not compiled(Rule("a", "wiki", targets=("Fal",))).tests_articles
