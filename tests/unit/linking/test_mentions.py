"""Mentions are grouped by anchor, and a dictionary knows with which punctuation no anchor begins."""

from __future__ import annotations

import marisa_trie

from linking.mentions import Dictionary, Mention, group_by_anchor
from linking.store.tries import SingleTrie
from linking.text.affixes import Affixes


def test_a_dictionary_knows_with_which_punctuation_no_anchor_begins():
    known = Dictionary.of(SingleTrie(marisa_trie.Trie([".net", "a-b"])), Affixes({}, {}, {}, {}), 4)
    assert {"-", "(", "«"} <= known.never_first
    assert not known.never_first & {".", "a"}


def test_mentions_are_grouped_in_order_of_their_first_occurrence():
    first, second, other = Mention(0, 3, 7), Mention(8, 11, 7), Mention(4, 7, 2)
    grouped = group_by_anchor([first, other, second])
    assert grouped.representatives == [first, other]
    assert grouped.occurrences == [[first, second], [other]]


def test_no_mentions_have_no_groups():
    assert group_by_anchor([]).representatives == []
