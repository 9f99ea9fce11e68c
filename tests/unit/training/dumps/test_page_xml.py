"""An export is cut into pages, in whatever pieces it arrives, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.training.exports import FOOTER, page
from training.dumps import page_xml
from training.dumps.page_xml import PageCutter, XmlPart

PAGES = [page("A", number=3), page("B", "Long text. " * 20, number=12), page("C", number=5)]
XML = "".join((*PAGES, FOOTER)).encode()


def cut(xml: bytes, *sizes: int) -> list[XmlPart]:
    """Cut an export that arrives in pieces of some sizes."""
    cutter, parts, start = PageCutter(), [], 0
    for size in sizes:
        parts += cutter.cut(xml[start : start + size]) if size else []
        start += size
    parts += cutter.cut(xml[start:]) if xml[start:] else []
    return [*parts, *cutter.cut(b"")]


def pages_of(parts: list[XmlPart]) -> list[str]:
    return [part.xml[part.start :].decode() for part in parts if part.start is not None]


@given(st.lists(st.integers(0, 700), max_size=8))
def test_pieces_of_any_size_give_the_same_pages(sizes: list[int]) -> None:
    parts = cut(XML, *sizes)
    assert b"".join(part.xml for part in parts) == XML
    assert pages_of(parts) == [one.strip() for one in PAGES]
    assert [part.page_id for part in parts if part.start is not None] == [3, 12, 5]


def test_the_digest_is_that_of_the_page_without_the_space_before_it() -> None:
    (first, *_), (second, *_) = cut(XML), cut(b"\n\n" + XML)
    assert first.xml != second.xml
    assert first.digest == second.digest
    assert first.digest != cut(XML)[1].digest


@pytest.mark.parametrize(
    ("between", "known"),
    [("\n <logitem></logitem>\n", 1), ("<!-- ", 1), ("&amp;", 1), (" \t\n", 3), ("", 3)],
)
def test_nothing_is_cut_after_anything_but_space_between_pages(between: str, known: int) -> None:
    xml = (PAGES[0] + between + PAGES[1] + PAGES[2] + FOOTER).encode()
    parts = cut(xml)
    assert len(pages_of(parts)) == known
    assert b"".join(part.xml for part in parts) == xml


def test_a_page_without_an_end_does_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_xml, "_MAX_PAGE_BYTES", 1000)
    cutter = PageCutter()
    pieces = [b"<page><title>", *[b"x" * 300] * 10]
    found = [part for piece in pieces for part in cutter.cut(piece)]
    assert b"".join(part.xml for part in found) == b"".join(pieces)
    assert max(len(part.xml) for part in found) < 1500


@pytest.mark.parametrize(
    ("xml", "number"), [(b"<id>x</id>", -1), (b"", -1), (b"<id></id>", -1), (b"<id>%s</id>" % (b"9" * 50), 10**19 - 1)]
)
def test_a_page_may_be_without_a_usual_id(xml: bytes, number: int) -> None:
    assert cut(b"<page>%s</page>" % xml)[0].page_id == number
