"""The expanded text keeps the offsets of the page."""

from __future__ import annotations

from linking.wikitext.expanded_text import OPAQUE, Piece, flatten, join_pieces


def test_offsets_lead_back_to_the_page() -> None:
    expanded = join_pieces(
        "ab<!---->cd{{e}}f", [Piece(0, 2), Piece(2, 9, ""), [Piece(9, 11), Piece(11, 16, OPAQUE)], Piece(16, 17)]
    )
    assert expanded.text == f"abcd{OPAQUE}f"
    assert [expanded.source(offset) for offset in range(6)] == [0, 1, 9, 10, 11, 16]


def test_behavior_switches_are_removed_in_any_language() -> None:
    assert join_pieces("a__NOTOC__b__KEIN_INHALTSVERZEICHNIS__c__X__", [Piece(0, 46)]).text == "abc__X__"


def test_nested_pieces_are_read_in_order() -> None:
    pieces = [Piece(0, 1), [[Piece(1, 2)], Piece(2, 3)], []]
    assert [piece.start for piece in flatten(pieces)] == [0, 1, 2]
