"""The command `fetch` downloads a dump and the classes of its pages, and prints the paths of the files."""

from __future__ import annotations

import argparse
import bz2
import gzip
from pathlib import Path

import pytest

from linking.bundle.errors import InvalidNameError
from tests.helpers.training.commands import run_command
from tests.helpers.training.exports import FOOTER, HEADER
from tests.helpers.training.mirrors import FakeMirror, serve
from tests.helpers.training.sparql_servers import SITE, FakeSparql, Fault, serve_sparql
from training.cli.fetch import add_arguments, fetch_options, run
from training.dumps.download import FetchOptions
from training.dumps.dump_files import find_dump_files
from training.errors import ConflictingOptionsError, FetchError

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


EXPORT = bz2.compress((HEADER + FOOTER).encode())
TABLE = "kwwiki-20260101-instance-of.tsv.gz"


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _: None)
    with serve(FakeMirror()) as served:
        jobs = {"articlesmultistreamdump": [ARTICLES], "pagepropstable": ["page_props.sql.gz"]}
        served.add_dump("kwwiki", "20260101", jobs, contents_of={ARTICLES: EXPORT})
        monkeypatch.setenv("DUMP_MIRROR", served.address)
        yield served


@pytest.fixture
def sparql(mirror):
    with serve_sparql(FakeSparql(pages={"Q577": ["1999"], "Q4167410": ["Ceres"]})) as served:
        yield served


@pytest.fixture
def fetch_classes(sparql, tmp_path):
    words = ("--wiki", "kwwiki", "--to", str(tmp_path), "--classes", "--sparql", sparql.address)
    return lambda *more: run(parse(*words, *more))


def test_classes_are_written_where_run_finds_them(sparql, fetch_classes, tmp_path, capsys):
    assert fetch_classes("--user-agent", "me@example") == 0

    assert capsys.readouterr().out.splitlines()[-1] == str(tmp_path / TABLE)
    assert find_dump_files([str(tmp_path)], "kwwiki").instance_of == tmp_path / TABLE
    assert gzip.decompress((tmp_path / TABLE).read_bytes()).decode().splitlines() == [
        "title\titem\tclass",
        "1999\tQ1\tQ577",
        "Ceres\tQ2\tQ4167410",
    ]
    assert set(sparql.user_agents) == {"me@example"}
    assert all(f"<{SITE}>" in query for query in sparql.queries)


def test_all_classes_of_the_rules_are_asked_for_once(sparql, fetch_classes):
    fetch_classes()

    asked = [class_id for class_id, *_ in sparql.asked]
    assert len(asked) == len(set(asked))
    assert {"Q4167410", "Q13406463", "Q577", "Q202444", "Q8142"} <= set(asked)
    assert not {"Q6256", "Q5107"} & set(asked)  # the rules of enwiki


def test_a_finished_table_is_not_fetched_again(sparql, fetch_classes):
    fetch_classes()
    asked = len(sparql.queries)

    assert fetch_classes() == 0
    assert len(sparql.queries) == asked


def test_the_dump_is_kept_if_the_classes_fail(sparql, fetch_classes, tmp_path):
    sparql.faults = [Fault(403)]
    with pytest.raises(FetchError, match="403"):
        fetch_classes()

    found = find_dump_files([str(tmp_path)], "kwwiki")
    assert (len(found.articles), found.instance_of) == (1, None)


def test_a_complete_dump_of_the_date_needs_no_mirror(mirror, fetch_classes, tmp_path):
    fetch_classes()
    (tmp_path / TABLE).unlink()
    mirror.requests.clear()

    assert fetch_classes("--date", "20260101") == 0
    assert (tmp_path / TABLE).exists()
    assert mirror.requests == []


def test_without_the_mirror_the_classes_are_those_of_the_local_dump(mirror, fetch_classes, tmp_path, caplog):
    fetch_classes()
    (tmp_path / TABLE).unlink()
    mirror.files.clear()

    assert fetch_classes() == 0
    assert (tmp_path / TABLE).exists()
    assert "cannot look for a newer dump" in caplog.text


def test_without_mirror_and_dump_there_is_an_error(mirror, fetch_classes):
    mirror.files.clear()

    with pytest.raises(FetchError, match="there are no dumps"):
        fetch_classes()


def test_the_endpoint_is_checked_before_the_download(mirror, tmp_path, monkeypatch):
    monkeypatch.setenv("SPARQL_ENDPOINT", "file:///etc/passwd")

    with pytest.raises(FetchError, match="must be an http"):
        run(parse("--wiki", "kwwiki", "--to", str(tmp_path), "--classes"))
    assert mirror.requests == []


def test_a_host_may_have_its_own_endpoint(sparql, tmp_path, monkeypatch):
    monkeypatch.setenv("SPARQL_ENDPOINT", sparql.address)

    assert run(parse("--wiki", "kwwiki", "--to", str(tmp_path), "--classes")) == 0
    assert sparql.queries


def test_a_wiki_itself_has_no_mirror_and_no_date(tmp_path: Path) -> None:
    words = ("fetch", "--wiki", "kwwiki", "--to", tmp_path, "--api", "http://127.0.0.1:1/api.php")
    with pytest.raises(ConflictingOptionsError, match="--api and --mirror and --date cannot be used together"):
        run_command(*words, "--mirror", "http://127.0.0.1:1", "--date", "20260101")
