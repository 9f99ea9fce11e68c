"""Mentions are grouped by anchor, and a dictionary knows with what anchors begin."""

from __future__ import annotations

import marisa_trie

from linking import acceleration, mentions
from linking.mentions import Dictionary, Mention, group_by_anchor
from linking.store.tries import SingleTrie
from linking.text.affixes import Affixes
from tests.helpers.linking.accelerated import needs


def test_a_dictionary_knows_with_which_punctuation_no_anchor_begins():
    known = Dictionary.of(SingleTrie(marisa_trie.Trie([".net", "a-b"])), Affixes({}, {}, {}, {}), 4)
    assert {"-", "(", "«"} <= known.never_first
    assert not known.never_first & {".", "a"}


@needs("mentions")
def test_a_dictionary_has_marks_of_what_its_anchors_begin_with(monkeypatch):
    trie = SingleTrie(marisa_trie.Trie([".net", "a-b"]))
    assert any(Dictionary.of(trie, Affixes({}, {}, {}, {}), 4).starts)
    monkeypatch.setattr(mentions, "_MAX_MARKED", 1)
    assert not Dictionary.of(trie, Affixes({}, {}, {}, {}), 4).starts


def test_without_the_compiled_modules_starts_are_not_marked(monkeypatch):
    monkeypatch.setattr(acceleration, "mentions", None)
    assert not Dictionary.of(SingleTrie(marisa_trie.Trie(["a"])), Affixes({}, {}, {}, {}), 1).starts


def test_mentions_are_grouped_in_order_of_their_first_occurrence():
    first, second, other = Mention(0, 3, 7), Mention(8, 11, 7), Mention(4, 7, 2)
    grouped = group_by_anchor([first, other, second])
    assert grouped.representatives == [first, other]
    assert grouped.occurrences == [[first, second], [other]]


def test_no_mentions_have_no_groups():
    assert group_by_anchor([]).representatives == []
