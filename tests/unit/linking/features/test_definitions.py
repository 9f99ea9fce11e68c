"""On a small page, each feature has the value that was computed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log, log1p

import numpy as np
import pytest
from numpy.typing import NDArray

from linking import acceleration
from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.features.definitions import CHARACTER_CLASSES, FEATURES, NAMES, Level, matrix
from linking.features.page_context import PageContext
from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_PARENTHESES
from linking.text import character_classes as letters
from linking.text.affixes import Affixes
from tests.helpers.linking.accelerated import variants
from tests.helpers.linking.in_memory_wiki import Anchor, Candidate, Page, make_analyzer

#        10      18                    35      43  47                        78
TEXT = "The river Fal (in Kernow) flows.\n* Penryn, NEW YORK [[Looe]].\n== Later ==\nSee Fal.\n"
ANCHORS = {
    "fal": Anchor(
        3,
        5,
        [Candidate("Fal", 3, TITLE), Candidate("Fal (god)", 1, TITLE_WITHOUT_PARENTHESES, 128)],
        link_uses=4,
        text_uses=8,
        case={1: (0.25, 6)},
    ),
    "kernow": Anchor(9, 9, [Candidate("Kernow", 9, TITLE)], link_uses=9, text_uses=9, case={1: (0.81, 9)}),
    "penryn": Anchor(0, 1, [Candidate("Penryn", 0, TITLE)], link_uses=0, text_uses=1, case={1: (0.04, 1)}),
    "new york": Anchor(2, 3, [Candidate("New York", 2, TITLE)], link_uses=2, text_uses=3, case={2: (0.16, 2)}),
    "york": Anchor(
        1, 9, [Candidate("York", 1, TITLE), Candidate("New York", 0, REDIRECT_TITLE, 51)], link_uses=1, text_uses=20
    ),
}
PAGES = {
    "Fal": Page(incoming=3, outgoing=2, link_rate=0.5, length=99, vector=(127, 0)),
    "Fal (god)": Page(incoming=1, vector=(0, 127)),
    "Kernow": Page(incoming=9, outgoing=70, link_rate=0.875, length=999, vector=(76, 102)),
    "Penryn": Page(),
    "New York": Page(incoming=2, vector=(0, 0, 127)),
    "York": Page(incoming=1, vector=(0, 127)),
    "Looe": Page(incoming=4, vector=(127, 0)),
}
WORDS = {"river": (0.36, 0.01, 1.5, 0.0), ")": (0.04, 0.25, 0.0, -0.75)}

PROBABILITIES = (3.2 / 6, 9.2 / 10, 0.2 / 2, 2.2 / 4, 1.2 / 10)
FAL_COMMONNESS, YORK_COMMONNESS = (3.1 / 4.2, 1.1 / 4.2), (1.1 / 1.2, 0.1 / 1.2)

# Mention features: fal, kernow, penryn, new york, york. Pair features: their candidates.
HAND: Mapping[str, float | Sequence[float]] = {
    "words": (1, 1, 1, 2, 1),
    "characters": (3, 6, 6, 8, 4),
    "digits": (0, 0, 0, 0, 0),
    "link_uses": (log1p(4), log1p(9), 0, log1p(2), log1p(1)),
    "use_share": (4 / 9, 9 / 10, 0, 2 / 4, 1 / 21),
    "link_probability": PROBABILITIES,
    "case_probability": (0.25, 0.81, 0.04, 0.16, 0),
    "case_articles": (log1p(6), log1p(9), log1p(1), log1p(2), 0),
    "link_articles": (log1p(3), log1p(9), 0, log1p(2), log1p(1)),
    "text_articles": (log1p(5), log1p(9), log1p(1), log1p(3), log1p(9)),
    "suffix": (0, 0, 0, 0, 0),
    "prefix": (0, 0, 0, 0, 0),
    "candidates": (2, 1, 1, 1, 2),
    "entropy": (-sum(p * log(p) for p in FAL_COMMONNESS), 0, 0, 0, -sum(p * log(p) for p in YORK_COMMONNESS)),
    "case": (1, 1, 1, 2, 2),
    "sentence_start": (0, 0, 1, 0, 0),
    "capital_before": (0, 0, 0, 0, 1),
    "capital_after": (0, 0, 0, 1, 1),
    "offset": tuple(map(log1p, (10, 18, 35, 43, 47))),
    "relative_offset": (10 / 83, 18 / 83, 35 / 83, 43 / 83, 47 / 83),
    "section": (0, 0, 0, 0, 0),
    "list_item": (0, 0, 1, 1, 1),
    "brackets": (0, 1, 0, 0, 0),
    "occurrences": (log1p(2), *[log1p(1)] * 4),
    "kind_before": (letters.SPACE,) * 5,
    "kind_after": (letters.SPACE, letters.CLOSING, letters.PUNCTUATION, letters.SPACE, letters.SPACE),
    "follows": (0.36, 0.08, 0.08, 0.08, 0.08),
    "precedes": (0.08, 0.25, 0.08, 0.08, 0.08),
    "overlap_best": (0, 0, 0, PROBABILITIES[4], PROBABILITIES[3]),
    "overlap_longer": (0, 0, 0, 0, 4),
    "articles": (log1p(3), log1p(1), log1p(9), 0, log1p(2), log1p(1), 0),
    "share": (*FAL_COMMONNESS, 1, 1, 1, *YORK_COMMONNESS),
    "rank": (0, 1, 0, 0, 0, 0, 1),
    "margin": (2 / 4.2, -2 / 4.2, 1, 1, 1, 1 / 1.2, -1 / 1.2),
    "jaro": (1, 128 / 255, 1, 1, 1, 1, 0.2),
    "is_title": (1, 0, 1, 1, 1, 1, 0),
    "is_bare_title": (0, 1, 0, 0, 0, 0, 0),
    "is_redirect": (0, 0, 0, 0, 0, 0, 1),
    "incoming": tuple(map(log1p, (3, 1, 9, 0, 2, 1, 2))),
    "outgoing": (log1p(2), 0, log1p(70), 0, 0, 0, 0),
    "link_rate": (0.5, 0, 0.875, 0, 0, 0, 0),
    "target_length": (log1p(99), 0, log1p(999), 0, 0, 0, 0),
    "rival_text": (0, 0, 0, 0, PROBABILITIES[4] * YORK_COMMONNESS[1], 0, PROBABILITIES[3]),
    "near_links": (1, 0, 76 / 127, 0, 0, 0, 0),
    "part_after_word": (32 * 6 / 127, 0, 0, 0, 0),  # 1.5 and -0.75, quantized
    "part_before_word": (0, -16 * 6 / 127, 0, 0, 0),
    "capital_before_short": (0, 0, 0, 0, 0),
    "capital_after_short": (0, 0, 0, 0, 0),
    "joined_before": (0, 0, 0, 0, 0),
    "joined_after": (0, 0, 0, 0, 0),
    "digit_before": (0, 0, 0, 0, 0),
    "digit_after": (0, 0, 0, 0, 0),
    "starts_line": (0, 0, 0, 0, 0),
    "ends_line": (0, 0, 0, 0, 0),
    "lower_case": (0, 0, 0, 0, 0),
    "all_capitals": (0, 0, 0, 1, 1),
    "text_length": tuple(map(log, (3, 6, 6, 8, 4))),
    "quoted": (0, 0, 0, 0, 0),
    "capital_density": (3 / 7, 3 / 7, 4 / 5, 4 / 5, 4 / 5),
    "year_nearby": (0, 0, 0, 0, 0),
    "space_after": (1, 0, 0, 1, 1),
}


def context_of(text: str, **parts: object) -> PageContext:
    analyzer = make_analyzer(**{"anchors": ANCHORS, "pages": PAGES, "words": WORDS, **parts})  # type: ignore[arg-type]
    analyzed = analyzer.analyze(ArticleQuery("New", text), Stages())
    assert isinstance(analyzed, AnalyzedArticle)
    return analyzed.context


@pytest.fixture(scope="module")
def context() -> PageContext:
    return context_of(TEXT)


@pytest.fixture(scope="module", params=variants("features"))
def variant(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compute features as they are defined, and by compiled code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceleration, "features", request.param)
        yield


@pytest.fixture(scope="module")
def columns(context: PageContext, variant: None) -> Mapping[str, NDArray[np.float32]]:
    """The columns of the matrix by name."""
    return dict(zip(NAMES, matrix(context).T, strict=True))


@pytest.mark.parametrize("name", HAND)
def test_a_feature_has_the_value_computed_by_hand(name, context, columns):
    feature = FEATURES[NAMES.index(name)]
    expected = np.array(HAND[name], float)
    if feature.level is Level.MENTION:
        expected = expected[context.pairs.mention]
    np.testing.assert_allclose(columns[name], expected, atol=2e-3, rtol=2e-3)


def test_a_mention_is_no_part_of_its_own_context(columns):
    """The mention “Penryn” is not confident, because its link probability is too low."""
    fal, york, kernow = np.array([1, 0, 0]), np.array([0, 1, 0]), np.array([76 / 127, 102 / 127, 0])
    weights = {
        "fal": PROBABILITIES[0] * FAL_COMMONNESS[0],
        "kernow": PROBABILITIES[1],
        "new york": PROBABILITIES[3],
        "york": PROBABILITIES[4] * YORK_COMMONNESS[0],
    }
    vectors = {"fal": fal, "kernow": kernow, "new york": np.array([0, 0, 1]), "york": york}
    looe = fal

    def cosine(target: NDArray[np.float64], own: str) -> float:
        about = looe + sum(weights[name] * vectors[name] for name in vectors if name != own)
        return float(target @ about / np.linalg.norm(about))

    expected = [
        *(cosine(fal, "fal"), cosine(york, "fal"), cosine(kernow, "kernow"), 0),
        *(cosine(vectors["new york"], "new york"), cosine(york, "york"), cosine(vectors["new york"], "york")),
    ]
    np.testing.assert_allclose(columns["near_context"], expected, atol=1e-3)
    first, last = expected[0] - expected[1], expected[5] - expected[6]
    np.testing.assert_allclose(columns["nearer"], [first, -first, 0, 0, 0, last, -last], atol=1e-3)


def test_the_table_of_values_is_complete():
    assert set(NAMES) - set(HAND) == {"near_context", "nearer"}
    assert len(set(NAMES)) == len(NAMES)


def test_features_have_names_groups_and_meanings():
    for feature in FEATURES:
        assert feature.name.isidentifier()
        assert len(feature.meaning) > 10
        assert not feature.meaning.endswith(".")
        assert feature.group in {
            "name",
            "surroundings",
            "text",
            "case",
            "position",
            "words",
            "overlap",
            "candidate",
            "target",
            "vectors",
        }


def test_the_matrix_has_a_row_for_each_pair_and_a_column_for_each_feature(context, variant):
    found = matrix(context)
    assert found.shape == (7, len(FEATURES))
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    few = matrix(context, FEATURES[3:5])
    np.testing.assert_array_equal(few, found[:, 3:5])


def test_suffixes_and_prefixes_are_counted_apart_from_the_anchor(variant):
    """All other features describe the anchor alone."""
    anchors = {"route 66": Anchor(1, 1, [Candidate("Fal", 1)]), "kernow": Anchor(1, 1, [Candidate("Kernow", 1)])}
    context = context_of("Kernowan, gKERNOW, Route 66.", anchors=anchors, affixes=Affixes({"an": 3}, {"g": 3}))
    columns = dict(zip(NAMES, matrix(context).T, strict=True))
    assert columns["suffix"].tolist() == [2, 0]
    assert columns["characters"].tolist() == [8, 8]
    assert columns["digits"].tolist() == [0, 1]
    assert columns["case"].tolist() == [1, 1]
    assert columns["words"].tolist() == [1, 2]


def test_mentions_of_equal_strength_are_rivals_of_each_other():
    anchor = Anchor(0, 1, [Candidate("Fal", 0)])
    context = context_of("Fal, kernow, york.", anchors={"fal": anchor, "kernow": anchor, "york": ANCHORS["york"]})
    assert context.rival_strength[:2].tolist() == pytest.approx([0.1, 0.1])


def test_the_described_character_classes_are_the_computed_ones():
    assert CHARACTER_CLASSES.count(", ") + 1 == letters.CLASS_COUNT
    for number, name in ((letters.SPACE, "space"), (letters.UPPER, "upper case"), (letters.DASH, "dash")):
        assert f"{number} {name}" in CHARACTER_CLASSES
