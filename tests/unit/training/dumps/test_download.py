"""The newest complete dump is downloaded from a mirror and verified."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.training.mirrors import FakeMirror, serve
from training.dumps.download import FetchOptions, fetch
from training.dumps.http_mirror import Mirror
from training.errors import ChecksumMismatchError, FetchError, NoCompleteDumpError

ARTICLES = "pages-articles-multistream.xml.bz2"
INDEX = "pages-articles-multistream-index.txt.bz2"
SMALL_WIKI = {"articlesmultistreamdump": [INDEX, ARTICLES], "pagepropstable": ["page_props.sql.gz"]}
CHECKSUMS = "kwwiki-20260101-sha1sums.txt"
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


def test_articles_and_page_properties_are_downloaded(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)

    fetched = fetch(options())

    del published[f"kwwiki-20260101-{INDEX}"]
    assert contents((*fetched.articles, fetched.page_props)) == published
    assert [path.name for path in fetched.articles] == [f"kwwiki-20260101-{ARTICLES}"]
    checksums = options().directory / CHECKSUMS
    assert checksums.read_bytes() == mirror.files[f"/kwwiki/20260101/{CHECKSUMS}"]
    assert sorted(path.name for path in options().directory.iterdir()) == sorted([*published, CHECKSUMS])
    assert {agent for _, _, agent in mirror.requests} == {"tests"}


def test_the_newest_complete_dump_is_downloaded(mirror, options):
    mirror.add_dump("kwwiki", "20251201", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260201", SMALL_WIKI, status="in-progress")
    mirror.add_dump("kwwiki", "20260301", {"articlesmultistreamdump": [ARTICLES]})
    mirror.files["/kwwiki/"] += b'<a href="20260401/">'

    assert fetch(options()).date == "20260101"


def test_the_dump_of_a_given_date_is_downloaded(mirror, options):
    mirror.add_dump("kwwiki", "20251201", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)

    assert fetch(options(date="20251201")).date == "20251201"


def test_the_files_of_a_large_wiki_are_in_order_of_page_id(mirror, options):
    parts = ["10.xml-p7p8", "2.xml-p100p300", "2.xml-p31p99", "1.xml-p1p30"]
    names = [f"pages-articles-multistream{part}.bz2" for part in parts]
    mirror.add_dump("enwiki", "20260101", {**SMALL_WIKI, "articlesmultistreamdump": names})

    fetched = fetch(options("enwiki"))

    order = [path.name.removeprefix("enwiki-20260101-pages-articles-multistream") for path in fetched.articles]
    assert order == ["1.xml-p1p30.bz2", "2.xml-p31p99.bz2", "2.xml-p100p300.bz2", "10.xml-p7p8.bz2"]


def test_single_stream_files_are_the_second_choice(mirror, options):
    jobs = {"articlesdump": ["pages-articles.xml.bz2"], "pagepropstable": ["page_props.sql.gz"]}
    mirror.add_dump("kwwiki", "20260101", jobs)

    assert [path.name for path in fetch(options()).articles] == ["kwwiki-20260101-pages-articles.xml.bz2"]


def test_an_interrupted_download_is_resumed(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts[ARTICLES_OF_JANUARY] = 5

    fetched = fetch(options(attempts=2))

    (article,) = fetched.articles
    assert article.read_bytes() == published[article.name]
    starts = [int((start or "bytes=0-")[6:-1]) for _, start in mirror.paths(ARTICLES)]
    assert len(starts) == 6
    assert starts == sorted(set(starts))


def test_a_later_run_resumes_the_download(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts[ARTICLES_OF_JANUARY] = 1
    with pytest.raises(FetchError, match="connection lost"):
        fetch(options(attempts=1))
    assert {path.name for path in options().directory.iterdir()} == {f"kwwiki-20260101-{ARTICLES}.part", CHECKSUMS}

    (article,) = fetch(options()).articles

    assert article.read_bytes() == published[article.name]
    assert mirror.paths(ARTICLES)[-1][1] == f"bytes={len(published[article.name]) // 2}-"


def test_a_part_that_is_complete_is_not_downloaded_again(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    name = f"kwwiki-20260101-{ARTICLES}"
    options().directory.mkdir()
    (options().directory / f"{name}.part").write_bytes(published[name])

    assert contents(fetch(options()).articles) == {name: published[name]}


@pytest.mark.parametrize("left", [b"something else", b"too long" * 100_000])
def test_a_part_of_another_file_is_replaced(mirror, options, left):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    name = f"kwwiki-20260101-{ARTICLES}"
    options().directory.mkdir()
    (options().directory / f"{name}.part").write_bytes(left)

    assert contents(fetch(options()).articles) == {name: published[name]}


def test_without_range_requests_the_whole_file_is_downloaded_again(mirror, options):
    published = mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts[ARTICLES_OF_JANUARY] = 1
    mirror.ranges = False

    (article,) = fetch(options()).articles

    assert article.read_bytes() == published[article.name]


def test_verified_files_are_not_downloaded_again(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    first = fetch(options())
    mirror.requests.clear()

    assert fetch(options()) == first
    assert mirror.paths(ARTICLES) == []


def test_a_file_with_a_wrong_checksum_is_removed(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.files[ARTICLES_OF_JANUARY] = b"not what was announced"

    with pytest.raises(ChecksumMismatchError) as error:
        fetch(options())

    assert error.value.address == mirror.address + ARTICLES_OF_JANUARY
    assert [path.name for path in options().directory.iterdir()] == [CHECKSUMS]


@pytest.mark.parametrize("missing", ["sha1sums.txt", "name"])
def test_files_without_a_checksum_are_not_downloaded(mirror, options, missing):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    path = "/kwwiki/20260101/kwwiki-20260101-sha1sums.txt"
    mirror.files[path] = b""
    if missing == "sha1sums.txt":
        del mirror.files[path]

    with pytest.raises(FetchError, match="checksums"):
        fetch(options())
    assert mirror.paths(".bz2") == []


def test_requests_to_a_busy_server_are_retried(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.busy.update({"/kwwiki/": 2, ARTICLES_OF_JANUARY: 2})

    assert fetch(options()).date == "20260101"


def test_a_truncated_status_file_is_requested_again(mirror, options):
    mirror.add_dump("kwwiki", "20251201", SMALL_WIKI)
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI)
    mirror.cuts["/kwwiki/20260101/dumpstatus.json"] = 2

    assert fetch(options()).date == "20260101"


def test_a_wiki_without_dumps_is_an_error(mirror, options):
    with pytest.raises(NoCompleteDumpError, match="there are no dumps"):
        fetch(options())


def test_the_error_names_the_dates_of_incomplete_dumps(mirror, options):
    mirror.add_dump("kwwiki", "20260101", SMALL_WIKI, status="waiting")
    mirror.files["/kwwiki/"] += b'<a href="20260201/">'
    mirror.files["/kwwiki/20260201/dumpstatus.json"] = b"[not JSON"

    with pytest.raises(NoCompleteDumpError, match="20260201, 20260101"):
        fetch(options())


def test_names_with_a_path_are_ignored(mirror, options):
    evil = "/../../evil-pages-articles-multistream.xml.bz2"
    mirror.add_dump("kwwiki", "20260101", {**SMALL_WIKI, "articlesmultistreamdump": [evil]})

    with pytest.raises(NoCompleteDumpError):
        fetch(options())
