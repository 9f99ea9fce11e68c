"""The sample of suggestions for the report."""

from __future__ import annotations

from linking.recommender import Recommendation
from linking.wikitext.article import parse
from linking.wikitext.excerpts import Excerpt
from tests.helpers.training.evaluations import make_sampled
from training.evaluation.suggestion_sample import SAMPLE_SIZE, reservoir_sample, sample_candidates
from training.learning.link_masking import MaskedArticle

WIKITEXT = "A river in London. It is long, and no isle."
MASKED = MaskedArticle("Thames", WIKITEXT, {"River": frozenset({"river"}), "London": frozenset({"london"})})


def link(text: str, target: str, score: float) -> Recommendation:
    return Recommendation(text, target, 0, WIKITEXT.index(text), score, "", "", 0)


def test_a_suggestion_is_sampled_with_its_paragraph_and_the_target_of_the_editors():
    links = [
        link("London", "London", 0.9),
        link("river", "England", 0.7),
        link("long", "River", 0.6),
        link("isle", "England", 0.4),
    ]
    candidates = sample_candidates(MASKED, parse(WIKITEXT), links, 0)
    sampled = {one.paragraph.text: one for one in (each.render() for each in candidates)}
    assert set(sampled) == {"London", "river", "long"}, "a suggestion below the threshold is not sampled"
    assert (sampled["London"].correct, sampled["London"].editors_target) == (True, "London")
    assert (sampled["river"].correct, sampled["river"].editors_target) == (False, "River")
    assert (sampled["long"].correct, sampled["long"].editors_target) == (False, None)
    assert sampled["river"].paragraph == Excerpt("A ", "river", " in London. It is long, and no isle.")


def test_the_key_depends_on_seed_article_and_offset():
    london = [link("London", "London", 0.9)]
    keys = [
        next(sample_candidates(masked, parse(WIKITEXT), links, seed)).sample_key
        for masked, links, seed in (
            (MASKED, london, 0),
            (MASKED, london, 1),
            (MaskedArticle("Other", WIKITEXT, {}), london, 0),
            (MASKED, [link("river", "London", 0.9)], 0),
        )
    ]
    assert len(set(keys)) == 4


def test_the_sample_has_the_lowest_keys_in_order():
    sample = reservoir_sample(make_sampled(sample_key=key) for key in range(30, 0, -1))
    assert [suggestion.sample_key for suggestion in sample] == list(range(1, SAMPLE_SIZE + 1))
