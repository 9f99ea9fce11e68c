"""Training and serving read alike: one table of texts runs through both."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from linking.analysis import Question, Stages
from linking.features.definitions import NAMES, matrix
from linking.recommender import open_reader
from linking.text.adjacent_tokens import tokens, word_after, word_before
from linking.text.character_classes import case_class
from linking.text.folding import fold
from tests.helpers.cases import cases
from tests.helpers.training.counted import Counted
from training.corpus.chunks import read_chunk
from training.learning.examples import examples_of, resolver
from training.learning.link_masking import Case, View, make_view

CASES = cases("serving_and_training.yaml")
ANCHORS = (
    *("fal", "falan", "prefal", "kernow", "the", "the county", "new york city", "new york", "york", "york (city)"),
    *("st. ives", "river", "l'eau", "東京", "東京都", "京都", "ไทย"),
)


def pages_of(case: dict[str, Any]) -> dict[str, str]:
    """The case's text, and a page that makes the dictionary."""
    dictionary = " ".join(f"[[Target|{anchor}]]." for anchor in ANCHORS)
    return {"Fal": "", "Kernow": "", "Target": "", "Dictionary": dictionary, "Case": case["text"]}


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case["text"][:20])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture(scope="module")
def counted(case: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Counted:
    return Counted(tmp_path_factory.mktemp("case"), pages_of(case))


def test_training_counts_what_the_table_says(case, counted):
    links, plain = Counter(case["links"]), Counter(case["plain"])
    for anchor in ANCHORS:
        _, _, link_uses, uses = counted.uses(anchor)
        link_uses, uses = link_uses - 1, uses - 1  # the dictionary's own
        assert (link_uses, uses - link_uses) == (links[anchor], plain[anchor]), anchor


def test_serving_finds_what_the_table_says(case, counted):
    """Of links, serving sees the texts that are not linked."""
    text = case["text"]
    reading = counted.reader().read(Question("New", text), Stages())
    folded = fold(text, "kw").replace("’", "'")
    found = Counter(folded[mention.start : mention.end] for mention in reading.scored.everything)
    assert {anchor: found[anchor] for anchor in ANCHORS if found[anchor]} == dict(Counter(case["plain"]))


def test_both_see_the_same_case_of_letters(case, counted):
    text, folded = case["text"], fold(case["text"], "kw")
    reading = counted.reader().read(Question("New", text), Stages())
    seen = Counter(
        (reading.folded[m.start : m.end], case_class(text[m.start : m.end], folded[m.start : m.end]))
        for m in reading.scored.everything
    )
    rows = counted.rows("SELECT text, kase, sum(uses) - sum(link_uses) FROM uses WHERE grp >= 0 GROUP BY text, kase")
    training = {(counted.texts.restore_key(text), kase): int(uses) for text, kase, uses in rows if uses}
    assert {key: uses for key, uses in training.items() if key[0] in ANCHORS} == {
        key: uses for key, uses in seen.items() if key[0] in ANCHORS
    }


def test_the_words_beside_a_place_are_those_that_are_counted():
    """Each token's neighbours, as serving asks for them."""
    text = fold("The Fal, by Kernow.\n* 東京 is (old)\nend", "kw")
    found = list(tokens(text))
    for (_, end, word), (start, _, following) in pairwise(found):
        if word != "\n":
            assert word_after(text, end) == following
        if following != "\n":
            assert word_before(text, start) == word


def test_an_example_is_what_serving_would_compute(tmp_path):
    """A row of training is the row of the same article, asked of the same look-ups over the service's reader."""
    pages = {f"Page {n}": f"The [[Fal]] in [[Kernow]] and Page {n}. By the river." for n in range(12)}
    counted = Counted(tmp_path, {"Fal": "A river.", "Kernow": "A county.", **pages})
    reader = open_reader(counted.built, 100)
    resolve = resolver(counted.titles)
    (chunk,) = counted.statistics.chunks
    article = next(article for article in read_chunk(chunk) if article.title == "Page 3")
    case = make_view(article.title, article.wikitext, View.ARTICLE, reader.site, resolve)
    assert isinstance(case, Case)
    examples = examples_of(case, reader, counted.titles)
    assert examples is not None
    served = reader.read(Question("Page 3", "The Fal in Kernow and Page 3. By the river."), Stages())
    assert served.context is not None
    np.testing.assert_array_equal(examples.features, matrix(served.context))
    labels = dict(zip(served.context.page.tolist(), examples.labels.tolist(), strict=True))
    titles = reader.lookups.tries.titles
    assert labels == {titles["Fal"]: True, titles["Kernow"]: True}
    assert examples.features.shape[1] == len(NAMES)
