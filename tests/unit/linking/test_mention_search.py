"""Mentions are found: anchors of the dictionary on word boundaries, with endings and prefixes."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import marisa_trie
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking import acceleration
from linking.mention_search import find_mentions
from linking.mentions import Dictionary, Mention
from linking.store.tries import SingleTrie
from linking.text.affixes import MAX_PREFIX, MAX_SUFFIX, Affixes, PartKind
from linking.text.folding import casefold_text
from linking.text.word_boundaries import find_word_boundaries
from linking.wikitext.article import parse
from tests.helpers.cases import cases
from tests.helpers.linking.accelerated import needs, variants

CASES = cases("mentions.yaml")
WORDS = (
    st.text("abİß é́ก京'-. ", min_size=1, max_size=6).map(lambda text: casefold_text(text, "en").strip()).filter(bool)
)


# Spaced and unspaced scripts, joiners, marks and characters beyond the Basic Multilingual Plane.
MIXED = "ab1 é'’-·.&#[]\nไกำ漢字カーབོ་ក္א\u05f4\u0301\u200d\u202f\U0001f3fb\U00020000"
PIECES = st.text(MIXED, min_size=1, max_size=3)


@pytest.fixture(scope="module", params=variants("mentions"))
def _variant(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceleration, "mentions", request.param)
        yield


in_both_variants = pytest.mark.usefixtures("_variant")


def dictionary(anchors: Any, suffixes: Any = (), prefixes: Any = (), after: Any = (), before: Any = ()) -> Dictionary:
    parts = ({part: PartKind(kind) for part, kind in dict(side).items()} for side in (after, before))
    affixes = Affixes(dict.fromkeys(suffixes, 3), dict.fromkeys(prefixes, 3), *parts)
    return Dictionary.of(SingleTrie(marisa_trie.Trie(anchors)), affixes, max(map(len, anchors), default=0))


def find(text: str, known: Dictionary, language: str = "en") -> list[Mention]:
    spans = [(run.start, run.start + len(run.text)) for run in parse(text).runs]
    return find_mentions(casefold_text(text, language), spans, known)[0]


@in_both_variants
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_mentions_are_found(case: dict[str, Any]) -> None:
    given = {name: case.get(name, ()) for name in ("suffixes", "prefixes", "after", "before")}
    known = dictionary(case["anchors"], **given)
    text, language = case["text"], case.get("language", "en")
    found = []
    for mention in find(text, known, language):
        shown, anchor = text[mention.start : mention.end], known.trie.restore_key(mention.anchor)
        found.append(shown if casefold_text(shown, language).replace("’", "'") == anchor else f"{shown} = {anchor}")
    assert found == case["found"]


@in_both_variants
@given(
    st.text("abİß é́ก京'-. \n", max_size=40), st.sets(WORDS, max_size=8), st.sets(st.text("aé", min_size=1, max_size=2))
)
def test_a_mention_is_its_anchor_between_boundaries(text, anchors, affixes):
    known = dictionary(sorted(anchors), affixes, affixes)
    folded = casefold_text(text, "en")
    flags = find_word_boundaries(folded).flags
    spans = [(0, len(text) // 2), (len(text) // 2, len(text))]
    mentions, late = find_mentions(folded, spans, known)
    assert not late
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)
    assert len(set(mentions)) == len(mentions)
    for start, end, anchor, suffix, prefix in mentions:
        assert any(low <= start < end <= high for low, high in spans)
        assert flags[start]
        assert flags[end]
        assert folded[start + prefix : end - suffix] == known.trie.restore_key(anchor)
        assert suffix <= MAX_SUFFIX
        assert prefix <= MAX_PREFIX
        assert not suffix or folded[end - suffix : end] in affixes
        assert not prefix or folded[start : start + prefix] in affixes


@in_both_variants
@given(st.text("ab c", max_size=30), st.sets(st.text("abc ", min_size=1, max_size=4).filter(str.strip), min_size=1))
def test_every_anchor_between_boundaries_is_found(text, anchors):
    stripped = sorted({anchor.strip() for anchor in anchors})
    flags = find_word_boundaries(text).flags
    expected = {
        (start, start + len(anchor))
        for anchor in stripped
        for start in range(len(text) - len(anchor) + 1)
        if text.startswith(anchor, start) and flags[start] and flags[start + len(anchor)]
    }
    mentions, _ = find_mentions(text, [(0, len(text))], dictionary(stripped))
    assert {(mention.start, mention.end) for mention in mentions} == expected


@needs("mentions")
@given(st.data())
def test_the_compiled_module_finds_the_same_mentions(data):
    pieces = data.draw(st.lists(PIECES, min_size=1, max_size=5, unique=True))
    text = "".join(data.draw(st.lists(st.sampled_from(pieces) | PIECES, max_size=15)))
    anchors = data.draw(st.sets(st.lists(st.sampled_from(pieces), min_size=1, max_size=3).map("".join), min_size=1))
    affixes = data.draw(st.sets(st.sampled_from(pieces)))
    kinds = st.sampled_from(["separate", "inflection", "name"])
    after, before = (data.draw(st.dictionaries(st.sampled_from(pieces), kinds)) for _ in range(2))
    known = dictionary(sorted(anchors), affixes, affixes, after, before)
    known = replace(known, never_first=data.draw(st.frozensets(st.sampled_from(MIXED), max_size=3)))
    ends = data.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    spans = list(zip(ends[::2], ends[1::2], strict=False)) or [(0, len(text))]
    found = find_mentions(text, spans, known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceleration, "mentions", None)
        assert find_mentions(text, spans, known) == found


@needs("mentions")
def test_the_compiled_module_wants_the_boundaries_of_the_text():
    boundaries = find_word_boundaries("a b")
    wrong = (boundaries.flags, boundaries.kinds[1:], boundaries.starts)
    limits = {"min_stem": 3, "max_suffix": 6, "max_prefix": 3, "starts_between_checks": 9}
    with pytest.raises(ValueError, match="not the boundaries"):
        acceleration.mentions.search("a b", [(0, 3)], wrong, dictionary(["a"]), None, None, mention=Mention, **limits)


@needs("mentions")
def test_the_compiled_module_wants_the_starts_of_a_dictionary():
    boundaries = find_word_boundaries("a b")
    limits = {"min_stem": 3, "max_suffix": 6, "max_prefix": 3, "starts_between_checks": 9}
    known = replace(dictionary(["a"]), starts=b"abc")
    given = ("a b", [(0, 3)], (boundaries.flags, boundaries.kinds, boundaries.starts), known, None, None)
    with pytest.raises(ValueError, match="not the starts"):
        acceleration.mentions.search(*given, mention=Mention, **limits)


@needs("mentions")
def test_anchors_longer_and_shorter_than_the_marked_starts_are_found():
    anchors = [("a" * length) + "b" for length in range(20)]
    text = " ".join(anchors)
    assert len(find_mentions(text, [(0, len(text))], dictionary(anchors))[0]) == len(anchors)


@in_both_variants
def test_a_passed_deadline_stops_the_search():
    known = dictionary(["a"])
    text = "a " * 10_000
    half = len(text) // 2
    assert find_mentions(text, [(0, half), (half, len(text))], known, time.monotonic() - 1) == ([], True)
    mentions, late = find_mentions(text, [(0, half), (half, len(text))], known, time.monotonic() + 1000)
    assert (len(mentions), late) == (10_000, False)


@in_both_variants
def test_the_deadline_is_checked_within_a_long_text(monkeypatch):
    clock = iter([0.0, *[10.0] * 10])
    monkeypatch.setattr("linking.mention_search.time.monotonic", lambda: next(clock))
    text = "a " * 10_000
    mentions, late = find_mentions(text, [(0, len(text))], dictionary(["a"]), 5.0)
    assert late
    assert 0 < len(mentions) < 10_000
