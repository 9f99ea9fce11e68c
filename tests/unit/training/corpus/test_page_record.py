"""What is extracted from one page."""

from __future__ import annotations

import json

import pytest

from linking.text.titles import Site
from training.corpus.chunks import chunk_article
from training.corpus.link_parameters import MAX_CHUNK_VALUES
from training.corpus.page_record import PageExtractor, PageRecord
from training.dumps.xml_export import Page

SITE = Site("enwiki", "en", namespaces={"category": 14})
TEXT = "'''Truro''' is a [[town]]s' seat on the [[River Fal|Fal]]. {{box|place=Fal}} [[Category:Towns]]"


def extract(text: str, redirect: str | None = None) -> PageRecord:
    page = Page(id=7, namespace=0, title="truro", redirect=redirect, text=text, revision=1)
    return PageExtractor(SITE).extract(page)


def test_an_article_has_all_that_later_steps_need() -> None:
    record = extract(TEXT)
    assert (record.page_id, record.title_row[1:4]) == (7, ("Truro", "", len(TEXT)))
    assert record.linked
    assert record.categories == ["Towns"]
    assert record.parameters == [("Box", "place", "Fal")]
    assert record.uses == ["Box"]
    assert record.texts == ["fal", "town", "towns"]
    assert chunk_article(record.line).wikitext == TEXT


def test_a_redirect_has_only_a_title() -> None:
    record = extract("#REDIRECT [[fal#History]]", "fal#History")
    assert (record.title_row[2], record.line, record.linked) == ("Fal", b"", False)


@pytest.mark.parametrize("text", [TEXT, "", "a \ud800 surrogate in [[a\ud800]]"])
def test_a_record_can_be_stored(text: str) -> None:
    record = extract(text)
    restored = PageRecord.from_json(json.loads(record.to_json().decode("utf-8", "surrogatepass")), record.line)
    assert restored.to_json() == record.to_json()
    assert (restored.line, restored.title_row) == (record.line, record.title_row)


def test_no_more_values_of_a_parameter_are_stored_than_a_chunk_counts() -> None:
    assert len(extract("{{box|x=Fal}}" * (MAX_CHUNK_VALUES + 5)).parameters) == MAX_CHUNK_VALUES
