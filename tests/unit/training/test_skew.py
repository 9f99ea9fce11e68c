"""Training and serving see the same mentions and features: one table of texts is given to both."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from linking.analysis import AnalyzedArticle, ArticleQuery, Stages, open_analyzer
from linking.features.definitions import LINK_FEATURES, matrix
from linking.text.adjacent_tokens import tokenize, word_after, word_before
from linking.text.character_classes import case_class
from linking.text.folding import casefold_text
from linking.wikitext.article import parse
from tests.helpers.cases import cases
from tests.helpers.linking.articles import all_mentions
from tests.helpers.training.counted import CountedWiki
from training.learning.examples import ExampleTask, TrainingSet, label_pairs, link_resolver, take_examples
from training.learning.link_masking import MaskingScheme, mask_links

CASES = cases("serving_and_training.yaml")
ANCHORS = (
    *("fal", "falan", "prefal", "kernow", "the", "the county", "new york city", "new york", "york", "york (city)"),
    *("st. ives", "river", "l'eau", "東京", "東京都", "京都", "ไทย"),
)


def pages_of(case: dict[str, Any]) -> dict[str, str]:
    """Return a page with the text of the case, and one that links every anchor."""
    dictionary = " ".join(f"[[Target|{anchor}]]." for anchor in ANCHORS)
    return {"Fal": "", "Kernow": "", "Target": "", "Dictionary": dictionary, "Case": case["text"]}


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case["text"][:20])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture(scope="module")
def counted(case: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> CountedWiki:
    return CountedWiki(tmp_path_factory.mktemp("case"), pages_of(case))


def test_training_counts_what_the_table_says(case, counted):
    links, plain = Counter(case["links"]), Counter(case["plain"])
    for anchor in ANCHORS:
        _, _, linked, occurrences = counted.text_counts(anchor)
        linked, occurrences = linked - 1, occurrences - 1  # without those of the dictionary page
        assert (linked, occurrences - linked) == (links[anchor], plain[anchor]), anchor


def test_serving_finds_what_the_table_says(case, counted):
    """Serving sees only texts that are not linked."""
    text = case["text"]
    analyzed = counted.reader().analyze(ArticleQuery("New", text), Stages())
    folded = casefold_text(text, "kw").replace("’", "'")
    found = Counter(folded[mention.start : mention.end] for mention in all_mentions(analyzed))
    assert {anchor: found[anchor] for anchor in ANCHORS if found[anchor]} == dict(Counter(case["plain"]))


def test_both_see_the_same_case_class(case, counted):
    text, folded = case["text"], casefold_text(case["text"], "kw")
    analyzed = counted.reader().analyze(ArticleQuery("New", text), Stages())
    seen = Counter(
        (folded[m.start : m.end], case_class(text[m.start : m.end], folded[m.start : m.end]))
        for m in all_mentions(analyzed)
    )
    rows = counted.rows(
        "SELECT text, case_class, sum(occurrences) - sum(links) FROM text_counts GROUP BY text, case_class"
    )
    training = {(counted.texts.restore_key(text), case): int(count) for text, case, count in rows if count}
    assert {key: count for key, count in training.items() if key[0] in ANCHORS} == {
        key: count for key, count in seen.items() if key[0] in ANCHORS
    }


def test_serving_sees_the_adjacent_words_that_training_counts():
    text = casefold_text("The Fal, by Kernow.\n* 東京 is (old)\nend", "kw")
    found = list(tokenize(text))
    for (_, end, word), (start, _, following) in pairwise(found):
        if word != "\n":
            assert word_after(text, end) == following
        if following != "\n":
            assert word_before(text, start) == word


def test_the_features_of_an_example_are_those_that_serving_computes(tmp_path):
    pages = {f"Page {n}": f"The [[Fal]] in [[Kernow]] and Page {n}. By the river." for n in range(12)}
    counted = CountedWiki(tmp_path, {"Fal": "A river.", "Kernow": "A county.", **pages})
    (chunk,) = counted.corpus.chunks
    task = ExampleTask(
        chunk=chunk,
        titles=counted.corpus.titles,
        training_sets=[TrainingSet([counted.built] * counted.corpus.split.cv_folds, True)],
        split=counted.corpus.split,
        sampling_rate=1.0,
        seed=0,
    )
    (examples,) = take_examples(task)
    analyzer = open_analyzer(counted.built, 100)
    served = analyzer.analyze(ArticleQuery("Page 3", "The Fal in Kernow and Page 3. By the river."), Stages())
    assert isinstance(served, AnalyzedArticle)
    rows = {row.tobytes() for row in examples.features}
    assert {row.tobytes() for row in matrix(served.context, LINK_FEATURES)} <= rows
    assert examples.features.shape[1] == len(LINK_FEATURES)


def test_the_labels_of_an_example_are_the_links_of_its_article(tmp_path):
    pages = {f"Page {n}": f"The [[Fal]] in [[Kernow]] and Page {n}. By the river." for n in range(12)}
    counted = CountedWiki(tmp_path, {"Fal": "A river.", "Kernow": "A county.", **pages})
    analyzer = open_analyzer(counted.built, 100)
    resolve = link_resolver(counted.titles, analyzer.site)
    masked = mask_links("Page 3", parse(pages["Page 3"]), MaskingScheme.ARTICLE, resolve, lambda _: ())
    assert masked is not None
    analyzed = analyzer.analyze(ArticleQuery("Page 3", masked.wikitext), Stages())
    assert isinstance(analyzed, AnalyzedArticle)
    found = label_pairs(masked, analyzed, counted.titles).labels.tolist()
    titles = analyzer.lookups.tries.titles
    labels = dict(zip(analyzed.context.pairs.page.tolist(), found, strict=True))
    assert labels == {titles["Fal"]: True, titles["Kernow"]: True}
