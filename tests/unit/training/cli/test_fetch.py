"""The command `fetch` downloads a dump and prints the paths of its files."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from linking.bundle.errors import InvalidNameError
from tests.helpers.training.mirrors import FakeMirror, serve
from training.cli.fetch import add_arguments, fetch_options, run
from training.dumps.download import FetchOptions
from training.errors import FetchError

ARTICLES = "pages-articles-multistream.xml.bz2"


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def options(*words: str) -> FetchOptions:
    return fetch_options(parse("--to", "dumps", *words))


def test_the_paths_of_the_files_are_printed(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("no_proxy", "*")
    with serve(FakeMirror()) as mirror:
        mirror.add_dump(
            "kwwiki", "20260101", {"articlesmultistreamdump": [ARTICLES], "pagepropstable": ["page_props.sql.gz"]}
        )
        assert run(parse("--wiki", "kwwiki", "--to", str(tmp_path), "--mirror", mirror.address)) == 0

    prefix = f"{tmp_path}/kwwiki-20260101-"
    assert capsys.readouterr().out.splitlines() == [f"{prefix}{ARTICLES}", f"{prefix}page_props.sql.gz"]


def test_a_host_may_have_its_own_mirror(monkeypatch):
    monkeypatch.setenv("DUMP_MIRROR", "http://mirror.example/dumps")
    assert options("--wiki", "simplewiki").mirror.address == "http://mirror.example/dumps"
    assert options("--wiki", "simplewiki", "--mirror", "http://x.example").mirror.address == "http://x.example"


def test_the_default_is_the_newest_dump_of_wikimedia(monkeypatch):
    monkeypatch.delenv("DUMP_MIRROR", raising=False)
    found = options("--wiki", "simplewiki")

    assert (found.wiki, found.directory, found.date) == ("simplewiki", Path("dumps"), None)
    assert found.mirror.address == "https://dumps.wikimedia.org"


@pytest.mark.parametrize("wiki", ["../etc", "simplewiki/..", "", "Simple"])
def test_an_invalid_database_name_is_an_error(wiki):
    with pytest.raises(InvalidNameError):
        options("--wiki", wiki)


def test_an_invalid_mirror_is_an_error():
    with pytest.raises(FetchError):
        options("--wiki", "simplewiki", "--mirror", "ftp://x/")


def test_an_invalid_date_is_an_error(capsys):
    with pytest.raises(SystemExit):
        options("--wiki", "simplewiki", "--date", "../2026")
    assert "not a date" in capsys.readouterr().err
