"""The parser returns the pages of an export that it is fed in pieces of any size."""

from __future__ import annotations

from collections.abc import Collection
from xml.parsers.expat import ExpatError

import pytest

from tests.helpers.training.exports import HEADER, export, page
from training.dumps.xml_export import ExportParser, ForbiddenXmlError, Page


def parse(data: bytes, *, namespaces: Collection[int] | None = None) -> list[Page]:
    parser = ExportParser(namespaces)
    parser.feed(data, final=True)
    return parser.take_pages()


@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_export_may_be_fed_in_pieces_of_any_size(size):
    data = export(page("Kernow", "é 🜚", number=1), page("Fal", number=2))
    parser = ExportParser()
    pages = []
    for start in range(0, len(data), size):
        parser.feed(data[start : start + size])
        pages += parser.take_pages()
    parser.feed(b"", final=True)  # a parser may delay the last pieces until then
    pages += parser.take_pages()

    assert pages == parse(data)
    assert parser.finished
    assert parser.root == "mediawiki"


@pytest.mark.parametrize(
    ("extra", "text", "redirect"),
    [
        ('<redirect title="Gdańsk &amp; Co" />', "#PATRZ [[Gdańsk &amp; Co]]", "Gdańsk & Co"),
        ("<redirect />", "#redirect:[[Gdańsk#Historia|x]]", "Gdańsk#Historia"),
        ("", "\n#REDIRECT [[ :Gdańsk ]]", "Gdańsk"),
        ("", "#REDIRECT nowhere", None),
        ("", "See #REDIRECT [[Gdańsk]]", None),
    ],
)
def test_redirects_are_read_from_the_element_or_the_wikitext(extra, text, redirect):
    (found,) = parse(export(page("Danzig", text, extra=extra)))

    assert found.redirect == redirect


def test_the_last_of_several_revisions_is_used():
    revision = "<revision><id>{}</id><model>wikitext</model><text>{}</text></revision>"
    history = page("A").replace("</revision>", "</revision>" + revision.format(7, "new") + revision.format(9, "newest"))

    (found,) = parse(export(history))

    assert (found.revision, found.text) == (9, "newest")


@pytest.mark.parametrize("text", ['<text bytes="0" deleted="deleted" />', "<text />", ""])
def test_a_deleted_or_missing_text_is_empty(text):
    revision = "<revision><id>7</id><model>wikitext</model>{}</revision>"
    whole = (
        f"<page><title>A</title><ns>0</ns><id>1</id>{revision.format('<text>old</text>')}{revision.format(text)}</page>"
    )

    (found,) = parse(export(whole))

    assert (found.title, found.revision, found.text) == ("A", 7, "")


def test_pages_with_other_content_models_have_no_text():
    (found,) = parse(export(page("Map").replace("<model>wikitext", "<model>GeoJSON")))

    assert (found.title, found.model, found.text) == ("Map", "GeoJSON", "")


def test_without_a_namespace_number_the_prefix_of_the_title_is_used():
    titles = ["A", "Restren:B", "Category:C", "Star Trek: D"]
    data = export(*(page(title, namespace=None) for title in titles))

    assert [found.namespace for found in parse(data)] == [0, 6, 14, 0]
    assert [found.title for found in parse(data, namespaces=[0])] == ["A", "Star Trek: D"]


def test_elements_of_the_same_name_in_other_places_are_ignored():
    upload = "<upload><id>55</id><text>no</text></upload><discussionthreadinginfo><id>3</id></discussionthreadinginfo>"

    (found,) = parse(export(page("A", extra=upload)))

    assert (found.id, found.revision, found.text) == (1, 1001, "Text.")


def test_a_very_large_page_is_complete():
    (found,) = parse(export(page("A", "línya\n" * 1_000_000)))

    assert found.text == "línya\n" * 1_000_000


def test_the_newest_timestamp_is_known():
    parser = ExportParser()
    assert parser.newest == ""
    parser.feed(export(page("A"), page("B").replace("2024-01-01", "2023-01-01")))

    assert parser.newest == "2024-01-01T00:00:00Z"


def test_a_document_type_declaration_is_an_error():
    with pytest.raises(ForbiddenXmlError):
        parse(b"<!DOCTYPE mediawiki>" + export(page("A")))


def test_an_incomplete_export_is_an_error_at_the_end():
    parser = ExportParser()
    parser.feed((HEADER + page("A")).encode())

    with pytest.raises(ExpatError):
        parser.feed(b"", final=True)
    assert not parser.finished
