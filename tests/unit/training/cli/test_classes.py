"""`classes` writes one table for each wiki, in the form that `run` reads, or none."""

from __future__ import annotations

import bz2
import json

import duckdb
import pytest

from tests.unit.training.dumps.test_wikidata_entities import LINES
from training.__main__ import main
from training.dumps.wikidata_instance_of import load_instance_of


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "latest-all.json.bz2"
    path.write_bytes(bz2.compress("\n".join(LINES).encode()))
    return path


def test_tables_are_written_in_the_form_that_run_reads(dump, tmp_path, capsys):
    to = tmp_path / "dumps"

    assert main(["classes", "--wikidata", str(dump), "--to", str(to), "--date", "20261101", "--jobs", "1"]) == 0

    names = ["cywiki-20261101-instance-of.tsv.gz", "kwwiki-20261101-instance-of.tsv.gz"]
    assert sorted(path.name for path in to.iterdir()) == names
    assert capsys.readouterr().out.split() == [str(to / name) for name in names]
    with duckdb.connect() as connection:
        assert load_instance_of(connection, str(to / names[1])) == 2
        rows = connection.execute("SELECT title, item, class FROM instance_of ORDER BY class").fetchall()
    assert rows == [("1999", "Q1", "Q573"), ("1999", "Q1", "Q577")]


def test_some_wikis_can_be_chosen(dump, tmp_path):
    words = ["classes", "--wikidata", str(dump), "--to", str(tmp_path / "to"), "--date", "20261101", "--jobs", "1"]

    assert main([*words, "--wiki", "kwwiki"]) == 0
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["kwwiki-20261101-instance-of.tsv.gz"]


@pytest.mark.parametrize("content", ["{}", "[\n{},\n", json.dumps([1])])
def test_a_broken_dump_leaves_no_table(tmp_path, capsys, content):
    path = tmp_path / "dump.json"
    path.write_text(content)
    to = tmp_path / "to"

    assert main(["classes", "--wikidata", str(path), "--to", str(to), "--date", "20261101", "--jobs", "1"]) == 65
    assert list(to.iterdir()) == []
    assert capsys.readouterr().err.startswith("error: ")
