"""Character references as MediaWiki decodes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.character_references import decode_references

INVALID = [0, 1, 0x0B, 0x0D, 0x1F, 0x7F, 0x80, 0x9F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x110000, 10**10, 10**4400 // 7]
VALID = [9, 10, 0x20, 0x7E, 0xA0, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF]


@pytest.mark.parametrize("code", VALID, ids=hex)
def test_a_code_point_becomes_its_character(code: int) -> None:
    assert decode_references(f"a&#{code};b") == f"a{chr(code)}b"
    assert decode_references(f"&#x{code:x};&#X000{code:X};") == chr(code) * 2


@pytest.mark.parametrize("code", INVALID, ids=lambda code: f"{code:x}"[:10])
def test_a_code_point_that_is_no_character_becomes_the_replacement_character(code: int) -> None:
    """Also a number that Python's int() refuses to read in decimal."""
    digits = "1" * 4400 if code > 10**4000 else str(code)
    assert decode_references(f"&#{digits};") == "\ufffd"
    assert decode_references(f"&#x{code:x};") == "\ufffd"


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("R&amp;D", "R&D"),
        ("&eacute;&Eacute;", "éÉ"),
        ("&acE;", "\u223e\u0333"),
        ("&nosuchname;", "&nosuchname;"),
        ("&amp", "&amp"),
        ("&;&#;&#x;&#xg;&#1a;", "&;&#;&#x;&#xg;&#1a;"),
        ("&amp;amp;", "&amp;"),
        ("&#0065;", "A"),
        ("", ""),
    ],
)
def test_names_and_broken_references(text: str, decoded: str) -> None:
    assert decode_references(text) == decoded


@given(st.text("&#x;0159aefAEmp\x00\ud800", max_size=20))
def test_a_text_is_never_decoded_to_nothing(text: str) -> None:
    assert bool(decode_references(text)) == bool(text)


def test_a_long_reference_without_an_end_takes_linear_time() -> None:
    """Quadratic time would take minutes here."""
    text = "&#" + "0" * 1_000_000
    assert decode_references(text) == text
