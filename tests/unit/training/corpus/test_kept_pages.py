"""Unchanged pages are recognised by their content, and have the records that they had."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.text.titles import Site
from training.corpus.chunks import write_chunk
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
from training.dumps.xml_export import Page

SITE = Site("kwwiki", "kw")
ARTICLE = Page(id=7, namespace=0, title="Truru", redirect=None, text="A town on the [[Fal]]. {{box|x=1}}", revision=1)
REDIRECT = Page(id=5, namespace=0, title="Fala", redirect="Fal", text="#REDIRECT [[Fal]]", revision=2)
OTHER = Page(id=9, namespace=0, title="Fal", redirect=None, text="A river.", revision=3)


@pytest.fixture
def extracted(tmp_path: Path) -> Path:
    extractor = PageExtractor(SITE)
    for number, pages in enumerate(([ARTICLE, REDIRECT], [OTHER])):
        kept = [new_page(page, extractor.extract(page), "kw") for page in pages]
        write_pages(tmp_path, number, kept)
        write_chunk(tmp_path / f"chunk-{number:06d}.jsonl.gz", (page.record.line for page in kept))
    write_index(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "place"), [(ARTICLE, (0, 0)), (REDIRECT, (0, 1)), (OTHER, (1, 0))])
def test_an_unchanged_page_has_its_record(extracted: Path, page: Page, place: tuple[int, int]) -> None:
    found = PageIndex(extracted).find(replace(page, revision=99))
    assert found == UnchangedPage(*place, digest_of(page))
    kept = KeptChunk.read(extracted, found.chunk).page(found)
    fresh = new_page(page, PageExtractor(SITE).extract(page), "kw")
    assert kept.record.to_json() == fresh.record.to_json()
    assert kept.record.line == fresh.record.line
    assert (kept.words is None) == (page.redirect is not None)


@pytest.mark.parametrize(
    "change",
    [{"text": "x"}, {"title": "X"}, {"redirect": "Fal"}, {"redirect": ""}, {"model": "json"}, {"id": 8}, {"id": 99}],
    ids=str,
)
def test_a_changed_page_is_read_again(extracted: Path, change: dict[str, object]) -> None:
    page = replace(ARTICLE, **change)
    assert PageIndex(extracted).find(page) is page
