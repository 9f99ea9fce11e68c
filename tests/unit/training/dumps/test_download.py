"""The newest complete dump is downloaded from a mirror, whatever happens on the way, and checked."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from linking.bundle.errors import NameInvalidError
from tests.helpers.training.mirrors import FakeMirror, serve
from training.dumps.download import FetchOptions, add_arguments, fetch, options_of, run
from training.dumps.http_mirror import Mirror
from training.errors import ChecksumMismatch, FetchError, NoCompleteDump

ARTICLES = "pages-articles-multistream.xml.bz2"
INDEX = "pages-articles-multistream-index.txt.bz2"
SMALL_WIKI = {"articlesmultistreamdump": [INDEX, ARTICLES], "pagepropstable": ["page_props.sql.gz"]}
ARTICLES_OF_JANUARY = f"/kwwiki/20260101/kwwiki-20260101-{ARTICLES}"


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with serve(FakeMirror()) as served:
        yield served


@pytest.fixture
def options(mirror, tmp_path):
    return lambda wiki="kwwiki", date=None, attempts=3: FetchOptions(
        wiki, tmp_path / "dumps", Mirror(mirror.address, "tests", timeout=30, attempts=attempts, backoff=0), date
    )


def contents(paths: tuple[Path, ...]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


def test_articles_and_page_properties_are_fetched(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)

    fetched = fetch(options())

    del published[f"kwwiki-20260101-{INDEX}"]
    assert contents((*fetched.articles, fetched.page_props)) == published
    assert [path.name for path in fetched.articles] == [f"kwwiki-20260101-{ARTICLES}"]
    assert sorted(path.name for path in options().directory.iterdir()) == sorted(published)
    assert {agent for _, _, agent in mirror.requests} == {"tests"}


def test_the_newest_complete_dump_is_taken(mirror, options):
    mirror.add_dump("kwwiki", "20251201", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260201", SMALL_WIKI, status="in-progress")
    mirror.add_dump("kwwiki", "20260301", {"articlesmultistreamdump": [ARTICLES]})
    mirror.files["/kwwiki/"] += b'<a href="20260401/">'

    assert fetch(options()).date == "20260101"


def test_a_given_date_is_taken(mirror, options):
    mirror.add_dump("kwwiki", "20251201", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)

    assert fetch(options(date="20251201")).date == "20251201"


def test_the_parts_of_a_large_wiki_come_in_the_order_of_their_pages(mirror, options):
    parts = ["10.xml-p7p8", "2.xml-p100p300", "2.xml-p31p99", "1.xml-p1p30"]
    names = [f"pages-articles-multistream{part}.bz2" for part in parts]
    mirror.add_dump("enwiki", "20260101", {**SMALL_WIKI, "articlesmultistreamdump": names})

    fetched = fetch(options("enwiki"))

    order = [path.name.removeprefix("enwiki-20260101-pages-articles-multistream") for path in fetched.articles]
    assert order == ["1.xml-p1p30.bz2", "2.xml-p31p99.bz2", "2.xml-p100p300.bz2", "10.xml-p7p8.bz2"]


def test_without_multistream_files_the_others_are_taken(mirror, options):
    jobs = {"articlesdump": ["pages-articles.xml.bz2"], "pagepropstable": ["page_props.sql.gz"]}
    mirror.add_dump("kwwiki", "20260101", jobs)

    assert [path.name for path in fetch(options()).articles] == ["kwwiki-20260101-pages-articles.xml.bz2"]


def test_a_download_that_breaks_off_goes_on_where_it_was(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts[ARTICLES_OF_JANUARY] = 5

    fetched = fetch(options(attempts=2))

    (article,) = fetched.articles
    assert article.read_bytes() == published[article.name]
    starts = [int((start or "bytes=0-")[6:-1]) for _, start in mirror.paths(ARTICLES)]
    assert len(starts) == 6
    assert starts == sorted(set(starts))


def test_what_an_earlier_run_left_is_used(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts[ARTICLES_OF_JANUARY] = 1
    with pytest.raises(FetchError, match="connection lost"):
        fetch(options(attempts=1))
    assert [path.suffix for path in options().directory.iterdir()] == [".part"]

    (article,) = fetch(options()).articles

    assert article.read_bytes() == published[article.name]
    assert mirror.paths(ARTICLES)[-1][1] == f"bytes={len(published[article.name]) // 2}-"


def test_a_part_that_is_whole_already_only_gets_its_name(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    name = f"kwwiki-20260101-{ARTICLES}"
    options().directory.mkdir()
    (options().directory / f"{name}.part").write_bytes(published[name])

    assert contents(fetch(options()).articles) == {name: published[name]}


@pytest.mark.parametrize("left", [b"something else", b"too long" * 100_000])
def test_a_part_of_another_file_is_thrown_away(mirror, options, left):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    name = f"kwwiki-20260101-{ARTICLES}"
    options().directory.mkdir()
    (options().directory / f"{name}.part").write_bytes(left)

    assert contents(fetch(options()).articles) == {name: published[name]}


def test_a_server_without_ranges_sends_the_file_anew(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts[ARTICLES_OF_JANUARY] = 1
    mirror.ranges = False

    (article,) = fetch(options()).articles

    assert article.read_bytes() == published[article.name]


def test_verified_files_are_not_fetched_again(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    first = fetch(options())
    mirror.requests.clear()

    assert fetch(options()) == first
    assert mirror.paths(ARTICLES) == []


def test_a_wrong_checksum_leaves_no_file(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.files[ARTICLES_OF_JANUARY] = b"not what was announced"

    with pytest.raises(ChecksumMismatch) as error:
        fetch(options())

    assert error.value.address == mirror.address + ARTICLES_OF_JANUARY
    assert list(options().directory.iterdir()) == []


@pytest.mark.parametrize("missing", ["sha1sums.txt", "name"])
def test_nothing_is_fetched_without_checksums(mirror, options, missing):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    path = "/kwwiki/20260101/kwwiki-20260101-sha1sums.txt"
    mirror.files[path] = b""
    if missing == "sha1sums.txt":
        del mirror.files[path]

    with pytest.raises(FetchError, match="checksums"):
        fetch(options())
    assert mirror.paths(".bz2") == []


def test_a_busy_server_is_asked_again(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.busy.update({"/kwwiki/": 2, ARTICLES_OF_JANUARY: 2})

    assert fetch(options()).date == "20260101"


def test_a_status_that_breaks_off_is_not_taken_for_an_incomplete_dump(mirror, options):
    mirror.add_dump("kwwiki", "20251201", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts["/kwwiki/20260101/dumpstatus.json"] = 2

    assert fetch(options()).date == "20260101"


def test_a_server_that_stays_busy_is_given_up(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.busy["/kwwiki/"] = 100

    with pytest.raises(FetchError, match="503") as error:
        fetch(options())
    assert error.value.exit_code == 69
    assert len(mirror.requests) == 3


def test_a_server_that_is_not_there_is_an_error(mirror, options):
    without_server = Mirror("http://127.0.0.1:1", "tests", attempts=2, backoff=0)

    with pytest.raises(FetchError):
        fetch(FetchOptions("kwwiki", options().directory, without_server))


def test_a_wiki_without_dumps_is_an_error(mirror, options):
    with pytest.raises(NoCompleteDump, match="no dumps there"):
        fetch(options())


def test_without_a_complete_dump_the_dates_are_named(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI, status="waiting")
    mirror.files["/kwwiki/"] += b'<a href="20260201/">'
    mirror.files["/kwwiki/20260201/dumpstatus.json"] = b"[not JSON"

    with pytest.raises(NoCompleteDump, match="20260201, 20260101"):
        fetch(options())


def test_names_that_lead_out_of_the_directory_are_left_out(mirror, options):
    evil = "/../../evil-pages-articles-multistream.xml.bz2"
    mirror.add_dump("kwwiki", "20260101", {**SMALL_WIKI, "articlesmultistreamdump": [evil]})

    with pytest.raises(NoCompleteDump):
        fetch(options())


def test_the_command_prints_the_files(mirror, tmp_path, capsys):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    assert run(parser.parse_args(["--wiki", "kwwiki", "--to", str(tmp_path), "--mirror", mirror.address])) == 0

    prefix = f"{tmp_path}/kwwiki-20260101-"
    assert capsys.readouterr().out.splitlines() == [f"{prefix}{ARTICLES}", f"{prefix}page_props.sql.gz"]


def parsed(*arguments: str) -> FetchOptions:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return options_of(parser.parse_args(["--to", "dumps", *arguments]))


def test_the_default_mirror_is_wikimedias():
    options = parsed("--wiki", "simplewiki")

    assert (options.wiki, options.directory, options.date) == ("simplewiki", Path("dumps"), None)
    assert options.mirror.address == "https://dumps.wikimedia.org"


@pytest.mark.parametrize("wiki", ["../etc", "simplewiki/..", "", "Simple"])
def test_a_wiki_name_that_is_none_is_refused(wiki):
    with pytest.raises(NameInvalidError):
        parsed("--wiki", wiki)


@pytest.mark.parametrize("address", ["file:///etc", "dumps.wikimedia.org", "ftp://x/"])
def test_an_address_that_is_not_of_the_web_is_refused(address):
    with pytest.raises(FetchError):
        parsed("--wiki", "simplewiki", "--mirror", address)


def test_a_date_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        parsed("--wiki", "simplewiki", "--date", "../2026")
    assert "not a date" in capsys.readouterr().err
