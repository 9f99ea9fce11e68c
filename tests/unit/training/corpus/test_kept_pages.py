"""Unchanged pages are recognised by their content, and have the records that they had."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.text.titles import Site
from training.corpus.chunks import write_lines
from training.corpus.kept_pages import (
    KeptChunk,
    PageIndex,
    UnchangedPage,
    digest_of,
    new_page,
    write_index,
    write_pages,
)
from training.corpus.page_record import PageExtractor
from training.dumps.page_xml import PageSource, XmlPart
from training.dumps.xml_export import Page

SITE = Site("kwwiki", "kw")
XML, TIME = XmlPart(b"\n<page>\n<id>7</id>...</page>", 1), "2026-01-01T00:00:00Z"
ARTICLE = Page(
    id=7,
    namespace=0,
    title="Truru",
    redirect=None,
    text="A town on the [[Fal]]. {{box|x=1}}",
    revision=1,
    source=PageSource(XML.digest, TIME),
)
REDIRECT = Page(id=5, namespace=0, title="Fala", redirect="Fal", text="#REDIRECT [[Fal]]", revision=2)
OTHER = Page(id=9, namespace=0, title="Fal", redirect=None, text="A river.", revision=3)


@pytest.fixture
def extracted(tmp_path: Path) -> Path:
    extractor = PageExtractor(SITE)
    for number, pages in enumerate(([ARTICLE, REDIRECT], [OTHER])):
        kept = [new_page(page, extractor.extract(page), "kw") for page in pages]
        write_pages(tmp_path, number, kept)
        write_lines(tmp_path / f"chunk-{number:06d}.jsonl.gz", (page.record.line for page in kept))
    write_index(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "place"), [(ARTICLE, (0, 0)), (REDIRECT, (0, 1)), (OTHER, (1, 0))])
def test_an_unchanged_page_has_its_record(extracted: Path, page: Page, place: tuple[int, int]) -> None:
    found = PageIndex(extracted).find(replace(page, revision=99))
    assert found == UnchangedPage(page.id, 99, len(page.text), page.source, *place, digest_of(page))
    kept = KeptChunk.read(extracted, found.chunk).page(found)
    assert kept.revision == 99
    fresh = new_page(page, PageExtractor(SITE).extract(page), "kw")
    assert kept.record.to_json() == fresh.record.to_json()
    assert kept.record.line == fresh.record.line
    assert (kept.words is None) == (page.redirect is not None)


def test_a_page_with_the_same_xml_is_found(extracted: Path) -> None:
    index = PageIndex(extracted)
    found = index.find_xml(XML)
    assert found == UnchangedPage(7, 1, len(ARTICLE.text), ARTICLE.source, 0, 0, digest_of(ARTICLE))
    assert found.newest == TIME
    assert index.find_xml(replace(XML, xml=XML.xml + b" ")) is None
    assert index.find_xml(XmlPart(b"<page><id>5</id></page>", 0)) is None, "the source of page 5 is unknown"
    assert index.find_xml(XmlPart(b"<page></page>", 0)) is None


@pytest.mark.parametrize(("time", "is_found"), [("", True), (TIME, True), ("é", False), ("2" * 33, False)])
def test_a_page_of_an_unusual_time_is_not_found_by_its_xml(tmp_path: Path, time: str, is_found: bool) -> None:
    page = replace(ARTICLE, source=PageSource(XML.digest, time))
    write_pages(tmp_path, 0, [new_page(page, PageExtractor(SITE).extract(page), "kw")])
    write_index(tmp_path)
    found = PageIndex(tmp_path).find_xml(XML)
    assert (found.newest if found else None) == (time if is_found else None)


@pytest.mark.parametrize(
    "change",
    [{"text": "x"}, {"title": "X"}, {"redirect": "Fal"}, {"redirect": ""}, {"model": "json"}, {"id": 8}, {"id": 99}],
    ids=str,
)
def test_a_changed_page_is_read_again(extracted: Path, change: dict[str, object]) -> None:
    page = replace(ARTICLE, **change)
    assert PageIndex(extracted).find(page) is page
