"""The compiled features are those of the definitions, bit by bit, on any page."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import marisa_trie
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from linking import acceleration
from linking.candidates import NEW_PAGE, Candidates
from linking.features.compiled_matrix import CompiledColumns
from linking.features.definitions import FEATURES, LINK_FEATURES, NAMES, matrix
from linking.features.page_context import PageContext, PageContextInputs
from linking.mentions import AnchorMentions, Mention
from linking.store.lookups import WORD_FORMAT, Tries
from linking.store.record_layout import ANCHOR, CANDIDATE, CASE_CLASSES, PAGE, VECTOR_DIMENSIONS, AnchorRows
from linking.store.tries import RecordTrie, SingleTrie
from linking.text.adjacent_tokens import tokenize
from linking.text.folding import casefold_text
from linking.wikitext.article import Article, Section
from tests.helpers.linking.accelerated import needs

pytestmark = needs("features")

RANDOM = np.random.default_rng(0)
TRIE = SingleTrie(marisa_trie.Trie())
PIECES = [
    *("the ", "of ", "de l", " ", "  ", "\n", "\n* ", "\n", "Wales", "University", "ABC", "aB", "a", "B", "1873", "12"),
    *(
        "(",
        ")",
        "（",
        "）",
        '"',
        "“",
        "”",
        "„",
        "«",
        "»",
        "「",
        "」",
        "『",
        "』",
        "《",
        "》",
        "'",
        "’",
        "-",
        "–",
        ".",
        "…",
        ",",
    ),
    *("[[", "]]", "|", "{{", "}}", "<", ">", "_", "*", "#", ":", "=", "\t", "\r", "\x0b", "\x85", "\u2028", "\u00a0"),
    *("京都", "の", "ไทย", "မြန်", "ខ្មែរ", "अन्", "عربي", "ÉCOLE", "ǅ", "ß", "İı", "Ωσς", "e\u0301", "\u200d", "\u0301"),
    *("\U0001f600", "\U00010400", "\U00010428", "\U00020000", "\U000e0100", "\ud800", "\x00", "²", "Ⅷ", "٣", "१२३४"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(codec=None)), min_size=1, max_size=60).map("".join)
RECORD = PAGE.itemsize
NUMBERS = [0, 1, 2, 3, 20, 1000, 2**24 + 1, 2**32 - 1]


@st.composite
def pages(draw: st.DrawFn) -> PageContextInputs:
    """Pages with mentions anywhere, in any order. Their records are random, as these numbers have no structure."""
    text = draw(TEXTS)
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    mentions = [_mention(random, text, number) for number in range(int(random.integers(1, 13)))]
    sections = sorted({0, *random.integers(0, len(text) + 1, random.integers(0, 25)).tolist()})
    if draw(st.booleans()):
        mentions.sort()
    return page_of(text, sections, mentions, _candidates(random, len(mentions)), random)


def _mention(random: np.random.Generator, text: str, number: int) -> Mention:
    start = int(random.integers(len(text)))
    end = int(random.integers(start + 1, min(len(text), start + 30) + 1))
    prefix = int(random.integers(0, min(3, end - start)) * (random.random() < 0.3))
    suffix = int(random.integers(0, min(3, end - start - prefix)) * (random.random() < 0.3))
    return Mention(start, end, number, suffix, prefix)


def _candidates(random: np.random.Generator, size: int) -> Candidates:
    """Candidates, of which at least one is eligible."""
    counts = random.integers(1, 5, size)
    anchors, candidates = np.zeros(size, ANCHOR), np.zeros(counts.sum(), CANDIDATE)
    for name in ("link_articles", "text_articles", "link_uses", "text_uses"):
        anchors[name] = random.choice(NUMBERS, size)
    anchors["case_link_probability"] = random.integers(0, 256, (size, CASE_CLASSES))
    anchors["case_articles"] = random.random((size, CASE_CLASSES)) * random.choice([0, 1e-7, 20])
    candidates["page"] = random.integers(0, 13, len(candidates))
    candidates["articles"] = random.choice(NUMBERS, len(candidates))
    candidates["flags"], candidates["jaro"] = random.integers(0, 256, (2, len(candidates)))
    pages = candidates["page"].tolist()
    articles = {key: _article(random) for key in [*random.integers(0, 15, 12).tolist(), pages[0]]}
    eligible = np.array([key in articles for key in pages]) & (random.random(len(pages)) < 0.8)
    eligible[0] = True
    existing_links = frozenset(random.integers(0, 17, random.integers(0, 9)).tolist())
    rows = AnchorRows(anchors, candidates, np.cumsum([0, *counts]).astype(np.intp))
    return Candidates(rows, eligible, articles, existing_links, NEW_PAGE)


def _article(random: np.random.Generator) -> bytes:
    record = np.zeros(1, PAGE)
    record["incoming"], record["outgoing"] = random.choice(NUMBERS), random.choice([0, 1, 255, 65535])
    record["link_rate"], record["length"] = random.random(), random.random() * random.choice([1e-6, 15])
    record["vector"] = random.integers(-128, 128, VECTOR_DIMENSIONS) * (random.random() < 0.9)
    return record.tobytes()


def page_of(
    text: str, sections: Sequence[int], mentions: list[Mention], candidates: Candidates, random: np.random.Generator
) -> PageContextInputs:
    folded = casefold_text(text, "en")
    words = sorted({token for _, _, token in tokenize(folded) if "\x00" not in token})
    numbers = [(word, tuple(random.integers(0, 256, 4).tolist())) for word in words if random.random() < 0.7]
    occurrences = [[mention] * int(random.integers(1, 5)) for mention in mentions]
    return PageContextInputs(
        article=Article(text, (), (), tuple(Section("", start, 1) for start in sections), ()),
        folded=folded,
        language="en",
        mentions=AnchorMentions(mentions, occurrences),
        candidates=candidates,
        tries=Tries(TRIE, TRIE, RecordTrie(marisa_trie.RecordTrie(WORD_FORMAT, numbers))),
    )


def defined(inputs: PageContextInputs) -> NDArray[np.float32]:
    """The features as they are defined."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceleration, "features", None)
        return matrix(PageContext(inputs))


def assert_compiled_features_are_the_defined_ones(inputs: PageContextInputs) -> None:
    compiled, expected = matrix(PageContext(inputs)), defined(inputs)
    different = compiled.view(np.uint32) != expected.view(np.uint32)
    names = [NAMES[index] for index in np.flatnonzero(different.any(axis=0))]
    assert not names, (compiled[different], expected[different])


@settings(deadline=None)
@given(pages())
def test_the_compiled_features_are_the_defined_ones(inputs: PageContextInputs) -> None:
    assert_compiled_features_are_the_defined_ones(inputs)


def one_candidate_each(size: int) -> Candidates:
    candidates = np.zeros(size, CANDIDATE)
    candidates["page"] = np.arange(size) % 7
    rows = AnchorRows(np.zeros(size, ANCHOR), candidates, np.arange(size + 1))
    articles = {key: _article(RANDOM) for key in range(9)}
    return Candidates(rows, np.ones(size, np.bool_), articles, frozenset(), NEW_PAGE)


@pytest.mark.parametrize("unit", ["(“Fal of ", "京都「の", "x", '" )'])
def test_a_page_of_one_long_line(unit):
    """Each mention would read the line again if this took quadratic time."""
    text = unit * (200_000 // len(unit))
    mentions = [Mention(start, start + 2, start) for start in range(1, len(text) - 2, 997)]
    assert_compiled_features_are_the_defined_ones(
        page_of(text, [0], mentions, one_candidate_each(len(mentions)), RANDOM)
    )


def test_many_mentions_of_few_targets():
    text = "Fal, Kernow. " * 100
    mentions = [Mention(start, start + 3, start) for start in range(0, len(text) - 3, 2)]
    assert_compiled_features_are_the_defined_ones(
        page_of(text, [0], mentions, one_candidate_each(len(mentions)), RANDOM)
    )


def test_every_feature_is_compiled():
    known = [*acceleration.features.COLUMNS, *acceleration.mention_text.COLUMNS]
    assert sorted(known) == sorted(NAMES)


def test_a_feature_that_is_not_compiled_is_computed_from_its_definition(monkeypatch):
    inputs = page_of("The Fal.", [0], [Mention(4, 7, 0)], one_candidate_each(1), RANDOM)
    expected = defined(inputs)
    assert CompiledColumns(("words", "new", "share")).missing == [1]
    for module in (acceleration.features, acceleration.mention_text):
        renamed = tuple(f"old_{name}" if name in {"share", "words"} else name for name in module.COLUMNS)
        monkeypatch.setattr(module, "COLUMNS", renamed)
    columns = CompiledColumns(NAMES)
    assert [NAMES[position] for position in columns.missing] == ["words", "share"]
    monkeypatch.setattr("linking.features.definitions._compiled_columns", lambda size: columns)
    np.testing.assert_array_equal(matrix(PageContext(inputs)), expected)


def test_the_features_of_the_link_model_alone():
    inputs = page_of("The Fal.", [0], [Mention(4, 7, 0)], one_candidate_each(1), RANDOM)
    found = matrix(PageContext(inputs), LINK_FEATURES)
    np.testing.assert_array_equal(found, matrix(PageContext(inputs), FEATURES)[:, : len(LINK_FEATURES)])


def pairs_with(**changes: object) -> Callable[[], object]:
    rows = one_candidate_each(2)
    arguments: dict[str, object] = {
        "mentions": [Mention(0, 3, 0), Mention(4, 5, 1)],
        "occurrences": [[1], [1]],
        "length": 5,
        "cases": np.zeros(2, np.float32),
        "anchors": rows.rows.anchors,
        "candidates": rows.rows.candidates,
        "offsets": rows.rows.offsets,
        "eligible": rows.eligible,
        "articles": rows.articles,
        "existing_links": frozenset([1]),
        "probabilities": np.zeros(256, np.float32),
        **changes,
    }
    return lambda: acceleration.features.Pairs(**arguments)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mentions": [Mention(0, 3, 0), Mention(4, 6, 1)]}, "outside"),
        ({"mentions": [Mention(-1, 3, 0), Mention(4, 5, 1)]}, "outside"),
        ({"mentions": [Mention(3, 2, 0), Mention(4, 5, 1)]}, "outside"),
        ({"mentions": [Mention(0, 3, 0, 2, 2), Mention(4, 5, 1)]}, "no anchor"),
        ({"mentions": [Mention(0, 3, 0)]}, "differ in number"),
        ({"cases": np.zeros(3, np.float32)}, "bytes instead"),
        ({"cases": np.array([0, 4], np.float32)}, "case class"),
        ({"cases": np.array([0, np.nan], np.float32)}, "case class"),
        ({"anchors": np.zeros(1, ANCHOR)}, "bytes instead"),
        ({"offsets": np.array([0, 1])}, "bytes instead"),
        ({"offsets": np.array([0, 1, 3])}, "do not fit"),
        ({"offsets": np.array([0, 2, 2])}, "no candidate"),
        ({"offsets": np.array([0, 5, 2])}, "no candidate"),
        ({"eligible": np.ones(1, np.bool_)}, "bytes instead"),
        ({"articles": {}}, "no record"),
        ({"articles": {0: b"", 1: bytes(RECORD)}}, "too short"),
        ({"articles": {0: bytes(RECORD), 1: "x" * RECORD}}, "too short"),
        ({"probabilities": np.zeros(255, np.float32)}, "bytes instead"),
    ],
)
def test_arguments_that_do_not_fit_each_other_are_refused(changes, message):
    pairs_with()()
    with pytest.raises(ValueError, match=message):
        pairs_with(**changes)()


def test_what_is_no_mention_is_refused():
    with pytest.raises(TypeError):
        pairs_with(mentions=[(0, 3, 0), (4, 5, 1)])()


def test_a_folded_text_of_another_length_is_refused():
    inputs = page_of("The Fal.", [0], [Mention(4, 7, 0)], one_candidate_each(1), RANDOM)
    with pytest.raises(ValueError, match="length"):
        matrix(PageContext(dataclasses.replace(inputs, folded="the fal")))


@pytest.mark.parametrize(("rows", "positions"), [(1, bytes(30)), (63, bytes([63] * 30)), (63, bytes(29))])
def test_rows_that_the_matrix_does_not_have_are_not_written(rows, positions):
    pairs = pairs_with()()
    columns = np.zeros((63, 2), np.float32)
    with pytest.raises(ValueError):
        pairs.fill(
            columns,
            rows,
            positions,
            logarithms=np.zeros(4),
            logarithms_of_counts=np.zeros(12),
            logarithms_of_small_counts=np.zeros(4, np.float32),
            to_existing_links=np.zeros(2, np.float32),
            to_context=np.zeros(2, np.float32),
        )
    assert not columns.any()


@pytest.mark.parametrize(
    ("classes", "marks", "ranges"),
    [(b"", "", []), (bytes(0x10000), "", [(0, 1)] * 33), (None, "", []), (bytes(0x10000), None, [])],
)
def test_tables_of_another_size_are_refused(classes, marks, ranges):
    with pytest.raises((TypeError, ValueError)):
        acceleration.mention_text.Characters(classes, marks, ranges)
    with pytest.raises(ValueError, match="size"):
        acceleration.mention_text.WordLevels((1, 2, 3), *[np.zeros(256, np.float32)] * 2)


def test_a_record_of_a_word_of_another_size_is_refused():
    inputs = page_of("The Fal.", [0], [Mention(4, 7, 0)], one_candidate_each(1), RANDOM)
    tries = Tries(TRIE, TRIE, RecordTrie(marisa_trie.RecordTrie("<2B", [("the", (1, 2))])))
    with pytest.raises(ValueError, match="2 numbers"):
        matrix(PageContext(dataclasses.replace(inputs, tries=tries)))
