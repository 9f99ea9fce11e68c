"""Classes are read from Wikidata's entity dump; a dump that is no such thing, or is cut off, is an error."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pytest

from training.dumps import wikidata_entities
from training.dumps.wikidata_entities import InvalidEntityError, best_values, entity_batches, entity_rows
from training.errors import DumpError, UnreadableTableError


def statement(item: str, rank: str = "normal") -> dict[str, object]:
    value = {"value": {"entity-type": "item", "id": item}, "type": "wikibase-entityid"}
    return {"mainsnak": {"snaktype": "value", "property": "P31", "datavalue": value}, "rank": rank, "type": "statement"}


NO_VALUE = {"mainsnak": {"snaktype": "novalue", "property": "P31"}, "rank": "preferred"}


def entity(item: str, *classes: str, **sitelinks: str) -> dict[str, object]:
    links = {wiki: {"site": wiki, "title": title, "badges": []} for wiki, title in sitelinks.items()}
    claims = {"P31": [statement(name) for name in classes]} if classes else []
    return {"type": "item", "id": item, "labels": {}, "claims": claims, "sitelinks": links or []}


ENTITIES = [
    entity("Q1", "Q577", "Q573", kwwiki="1999", cywiki="Blwyddyn 1999"),
    entity("Q2", kwwiki="No class"),
    entity("Q3", "Q5"),
    {"type": "property", "id": "P31", "claims": {"P31": [statement("Q18647515")]}},
]
LINES = ["[", *(json.dumps(row) + "," for row in ENTITIES[:-1]), json.dumps(ENTITIES[-1]), "]", ""]


@pytest.mark.parametrize("pack", [bytes, bz2.compress, gzip.compress])
@pytest.mark.parametrize("at_once", [1, 500])
def test_pages_with_classes_are_read(tmp_path, monkeypatch, pack, at_once):
    monkeypatch.setattr(wikidata_entities, "_LINES_AT_ONCE", at_once)
    path = tmp_path / "dump"
    path.write_bytes(pack("\n".join(LINES).encode()))

    rows = [row for lines in entity_batches(str(path)) for row in entity_rows(lines)]

    assert rows == [("kwwiki", "1999", "Q1", "Q577 Q573"), ("cywiki", "Blwyddyn 1999", "Q1", "Q577 Q573")]


def test_only_the_best_rank_counts():
    statements = [statement("Q1"), statement("Q2", "preferred"), statement("Q3", "deprecated"), NO_VALUE]
    assert best_values(statements) == ["Q2"]
    assert best_values([statement("Q3", "deprecated")]) == []
    assert best_values([statement("Q1"), statement("Q1"), NO_VALUE, "x"]) == ["Q1"]


@pytest.mark.parametrize("line", [b"{", b"3", b'{"claims": {}}', b'{"id": "Q1", "sitelinks": {"kwwiki": 3}}', b"\xff"])
def test_a_line_that_is_no_entity_is_an_error(line):
    with pytest.raises(InvalidEntityError, match="is not an entity"):
        entity_rows([line])


@pytest.mark.parametrize(
    "content", ["", "\n".join(LINES[:3]), "\n".join(LINES[1:]), "<mediawiki>", "\n".join([*LINES, "3"])]
)
def test_a_dump_that_is_cut_off_or_no_array_is_an_error(tmp_path: Path, content):
    path = tmp_path / "dump.json"
    path.write_text(content)
    with pytest.raises(UnreadableTableError):
        list(entity_batches(str(path)))


def test_truncated_compression_is_an_error(tmp_path):
    path = tmp_path / "dump.json.bz2"
    path.write_bytes(bz2.compress("\n".join(LINES).encode())[:-20])
    with pytest.raises(DumpError):
        list(entity_batches(str(path)))
