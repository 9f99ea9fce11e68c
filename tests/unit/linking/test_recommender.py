"""The recommender, from a bundle to links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from linking.acceptance import TERMS
from linking.bundle.errors import FoldingError
from linking.explanations import LINK_STAGE, REVIEW_STAGE
from linking.features.definitions import FEATURES, LINK_FEATURES
from linking.recommender import RecommendationQuery, Recommender, UnknownFeaturesError
from linking.rules.model import Rule
from linking.scoring import InvalidModelError
from tests.helpers.linking.client_contract import assert_client_contract
from tests.helpers.linking.commonness_scorer import CommonnessScorer
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, MemoryTable, Page, make_analyzer

TEXT = "On the Fal in Kernow, by the Fal."
ANALYZER = make_analyzer(
    {"fal": Anchor(8, 9, [Candidate("Fal", 8)]), "kernow": Anchor(5, 9, [Candidate("Kernow", 5)])},
    {"Fal": Page(), "Kernow": Page()},
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recommender]:
    recommender = Recommender.open(write_complete_bundle(tmp_path_factory.mktemp("data")))
    yield recommender
    recommender.close()


@pytest.fixture
def in_memory() -> Recommender:
    return Recommender(ANALYZER, CommonnessScorer())


@pytest.mark.parametrize("title", ARTICLES)
def test_answers_meet_the_contract_of_the_client(opened, title):
    query = RecommendationQuery(title, ARTICLES[title], threshold=0.2)
    assert_client_contract(opened.recommend(query), query, opened.site.language)


def test_links_have_all_their_fields(in_memory):
    answer = in_memory.recommend(RecommendationQuery("New", TEXT, threshold=0.8))
    (link,) = answer.links
    assert (link.link_text, link.link_target, link.link_index) == ("Fal", "Fal", 0)
    assert (link.wikitext_offset, link.match_index) == (TEXT.index("Fal"), 0)
    assert (link.context_before, link.context_after) == ("On the ", " in Kernow")
    assert link.score == pytest.approx(8.2 / 10)
    assert link.explanation is None
    assert answer.suppressed is None


def test_the_limit_keeps_the_best_links(in_memory):
    answer = in_memory.recommend(RecommendationQuery("New", TEXT, threshold=0, max_recommendations=1))
    assert [link.link_target for link in answer.links] == ["Fal"]


def test_several_scorers_share_one_analysis(in_memory):
    class Constant:
        def score(self, matrix):
            return np.full(len(matrix), 0.6, np.float32)

    query = RecommendationQuery("New", TEXT, threshold=0.55)
    first, second = in_memory.recommend_with(query, (CommonnessScorer(), Constant()))
    assert [link.link_target for link in first.links] == ["Fal"]
    assert [(link.link_target, link.score) for link in second.links] == [
        ("Fal", pytest.approx(0.6)),
        ("Kernow", pytest.approx(0.6)),
    ]


def test_an_article_without_candidates_has_an_empty_answer(in_memory):
    answer = in_memory.recommend(RecommendationQuery("New", "Nothing.", explain=True))
    assert (answer.links, answer.suppressed, answer.truncated) == ((), (), False)


def test_stages_are_timed(opened):
    query = RecommendationQuery("Capitals", ARTICLES["Capitals"], threshold=0.2, explain=True)
    stages = {"parse", "mentions", "lookups", "features", "score", "choose", "explain"}
    assert opened.recommend(query).seconds.keys() == stages


def test_the_contributions_of_an_explanation_add_up_to_the_score(opened):
    query = RecommendationQuery("Capitals", ARTICLES["Capitals"], threshold=0.2, explain=True)
    links = opened.recommend(query).links
    assert links
    for link in links:
        assert link.explanation is not None
        features = link.explanation["features"]
        names = [(feature["stage"], feature["name"]) for feature in features]
        assert {name for stage, name in names if stage == LINK_STAGE} == {feature.name for feature in LINK_FEATURES}
        assert {name for stage, name in names if stage == REVIEW_STAGE} == set(TERMS[1:])
        log_odds = link.explanation["bias"] + sum(feature["share"] for feature in features)
        assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(link.score, abs=1e-2)


def test_without_an_explainer_links_have_no_explanation(in_memory):
    answer = in_memory.recommend(RecommendationQuery("New", TEXT, threshold=0.8, explain=True))
    assert [link.explanation for link in answer.links] == [None]
    assert answer.suppressed == ()


def test_rules_suppress_links(in_memory):
    rules = in_memory.compile_rules([Rule("rivers", "wiki", targets=("fal",))])
    answer = in_memory.recommend(RecommendationQuery("New", TEXT, threshold=0.5, rules=rules, explain=True))
    assert [link.link_target for link in answer.links] == ["Kernow"]
    assert [(link.link_target, link.reason.rule.name) for link in answer.suppressed or ()] == [("Fal", "rivers")]


def test_a_bundle_with_unknown_features_is_refused(tmp_path):
    bundle = write_complete_bundle(tmp_path)
    other = replace(bundle, manifest=replace(bundle.manifest, features=("words", "unknown")))
    with pytest.raises(UnknownFeaturesError, match="2 features") as caught:
        Recommender.open(other)
    assert caught.value.features == ("words", "unknown")


def test_a_bundle_folded_by_other_rules_is_refused(tmp_path):
    bundle = write_complete_bundle(tmp_path)
    with pytest.raises(FoldingError):
        Recommender.open(replace(bundle, manifest=replace(bundle.manifest, folding=0)))


def test_a_bundle_with_a_damaged_model_is_refused(tmp_path):
    bundle = write_complete_bundle(tmp_path)
    (bundle.directory / "model.ubj").write_bytes(b"{}")
    with pytest.raises(InvalidModelError):
        Recommender.open(bundle)


def test_closing_a_recommender_closes_its_tables():
    closed = []

    class Table(MemoryTable):
        def close(self) -> None:
            closed.append(self)

    tables = Table({}), Table({})
    lookups = replace(ANALYZER.lookups, anchors=tables[0], pages=tables[1])
    recommender = Recommender(replace(ANALYZER, lookups=lookups), CommonnessScorer(), FEATURES)
    assert recommender.site == ANALYZER.site
    recommender.close()
    assert closed == list(tables)
