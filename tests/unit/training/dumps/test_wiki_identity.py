"""Files of another wiki are refused, unless they are allowed."""

from __future__ import annotations

import gzip
import logging
import os
from pathlib import Path

import pytest

from tests.helpers.training.exports import HEADER, export, page
from training.dumps.dump import Dump
from training.dumps.wiki_identity import check_dumps, check_instance_of, check_stream, check_table
from training.errors import MixedDumpsError, OtherWikiError

INSERT = "INSERT INTO `page_props` VALUES (1,'a','b');\n"
SQL_HEADER = "-- MySQL dump 10.19\n--\n-- Host: db1    Database: {name}\n-- ----\n"


def write_export(path: Path, dbname: str | None, sitename: str = "Wikipedya") -> str:
    """Write an export, without <dbname> if it is None."""
    element = "" if dbname is None else f"<dbname>{dbname}</dbname>"
    header = HEADER.replace("<dbname>kwwiki</dbname>", element).replace("Wikipedya", sitename)
    path.write_bytes(export(page("Kernow"), header=header))
    return str(path)


@pytest.mark.parametrize("dbname", ["kwwiki", "KWWIKI"])
def test_a_dump_of_the_wiki_is_accepted(tmp_path, caplog, dbname):
    check_dumps([write_export(tmp_path / "a.xml", dbname)], "kwwiki")
    assert not caplog.messages


def test_a_dump_of_another_wiki_is_refused(tmp_path, caplog):
    dump = write_export(tmp_path / "a.xml", "arcwiki")
    with pytest.raises(OtherWikiError, match=r"a\.xml: is of arcwiki, not of kwwiki; .*--allow-other-dbname") as caught:
        check_dumps([dump], "kwwiki")
    assert caught.value.exit_code == 2
    check_dumps([dump], "kwwiki", allow_other=True)
    assert "is of arcwiki, but is used for kwwiki" in caplog.text


def test_an_export_without_a_database_name_cannot_be_checked(tmp_path, caplog):
    check_dumps([write_export(tmp_path / "a.xml", None)], "kwwiki")
    (message,) = caplog.messages
    assert "has no <dbname>" in message
    assert "Wikipedya" in message


@pytest.mark.parametrize(
    ("first", "second"),
    [(("kwwiki", "A"), ("arcwiki", "A")), ((None, "A"), ("kwwiki", "B")), ((None, "A"), (None, "B"))],
)
def test_dumps_of_several_wikis_are_refused_before_any_is_read(tmp_path, first, second):
    dumps = [write_export(tmp_path / "a.xml", *first), write_export(tmp_path / "b.xml", *second)]
    for allow_other in (False, True):
        with pytest.raises(MixedDumpsError, match=r"b\.xml"):
            check_dumps(dumps, "kwwiki", allow_other=allow_other)


def test_a_pipe_is_checked_when_it_is_read(tmp_path):
    content = Path(write_export(tmp_path / "a.xml", "arcwiki")).read_bytes()
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    source = f"/dev/fd/{reading}"
    check_dumps([source], "kwwiki")
    with Dump([source]) as dump, pytest.raises(OtherWikiError):
        check_stream([source], dump.header, "kwwiki")
    os.close(reading)


def test_a_file_was_checked_before_it_is_read(tmp_path, caplog):
    path = write_export(tmp_path / "a.xml", None)
    with Dump([path]) as dump:
        check_stream([path], dump.header, "kwwiki")
    assert not caplog.messages


@pytest.mark.parametrize(
    ("name", "database", "refused"),
    [
        ("kwwiki-20260101-page_props.sql.gz", "kwwiki", False),
        ("arcwiki-20260101-page_props.sql.gz", "kwwiki", False),
        ("kwwiki-20260101-page_props.sql.gz", "arcwiki", True),
        ("props.sql.gz", "arcwiki", True),
        ("props.sql.gz", None, False),
        ("arcwiki-20260101-page_props.sql.gz", None, True),
    ],
)
def test_a_table_of_page_props_names_its_database(tmp_path, caplog, name, database, refused):
    path = tmp_path / name
    header = SQL_HEADER.format(name=database) if database else ""
    path.write_bytes(gzip.compress((header + INSERT).encode()))
    if refused:
        with pytest.raises(OtherWikiError):
            check_table(path, "kwwiki")
    caplog.set_level(logging.WARNING)
    check_table(path, "kwwiki", allow_other=True)
    assert bool(caplog.messages) is refused


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("kwwiki-20260101-instance-of.tsv.gz", False),
        ("classes.parquet", False),
        ("wikidatawiki-20260101.tsv", False),
        ("arcwiki-20260101-instance-of.tsv.gz", True),
    ],
)
def test_a_table_of_classes_may_name_its_wiki(name, refused):
    if refused:
        with pytest.raises(OtherWikiError):
            check_instance_of(Path(name), "kwwiki")
    else:
        check_instance_of(Path(name), "kwwiki")
    check_instance_of(Path(name), "kwwiki", allow_other=True)
