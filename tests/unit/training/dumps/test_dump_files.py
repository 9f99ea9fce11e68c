"""A directory gives the newest complete dump of a wiki, and no page is read twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.dumps.dump_files import DumpFiles, find_dump_files
from training.errors import NoDumpFoundError, RepeatedPagesError

OLD, NEW = "kwwiki-20260101-", "kwwiki-20260201-"
WHOLE, MULTI = "pages-articles.xml.bz2", "pages-articles-multistream.xml.bz2"
PARTS = ("pages-articles1.xml-p1p500.bz2", "pages-articles2.xml-p501p900.bz2", "pages-articles2.xml-p901p2000.bz2")
MULTI_PARTS = tuple(name.replace("articles", "articles-multistream") for name in PARTS)
PROPS, CLASSES = "page_props.sql.gz", "instance-of.tsv.gz"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "dumps").mkdir()
    return tmp_path / "dumps"


def add(directory: Path, prefix: str, *names: str, listed: tuple[str, ...] = ()) -> None:
    for name in names:
        (directory / (prefix + name)).write_bytes(b"")
    if listed:
        lines = "".join(f"{'0' * 40}  {prefix}{name}\n" for name in listed)
        (directory / f"{prefix}sha1sums.txt").write_text(lines)


def found(directory: Path, wiki: str = "kwwiki", **options: bool) -> tuple[list[str], str | None, str | None]:
    files = find_dump_files([str(directory)], wiki, **options)
    tables = (path.name if path else None for path in (files.page_props, files.instance_of))
    return [Path(name).name for name in files.articles], *tables


def test_the_newest_dump_is_used_with_the_tables_beside_it(directory, caplog):
    add(directory, OLD, MULTI, PROPS, CLASSES)
    add(directory, NEW, MULTI, "pages-articles-multistream-index.txt.bz2", PROPS, "sha1sums.txt")
    add(directory, "arcwiki-20260301-", MULTI)
    caplog.set_level("INFO", logger="training.dumps.dump_files")
    assert found(directory) == ([NEW + MULTI], NEW + PROPS, None)
    assert NEW + MULTI in caplog.text
    assert NEW + PROPS in caplog.text
    add(directory, NEW, CLASSES)
    assert found(directory) == ([NEW + MULTI], NEW + PROPS, NEW + CLASSES)


@pytest.mark.parametrize(
    ("names", "used"),
    [
        ((WHOLE, MULTI), (MULTI,)),
        ((WHOLE, *PARTS), (WHOLE,)),
        ((*PARTS, *MULTI_PARTS, WHOLE), MULTI_PARTS),
        ((WHOLE, *MULTI_PARTS[:1], *MULTI_PARTS[2:]), (WHOLE,)),
        ((WHOLE, WHOLE.removesuffix(".bz2")), (WHOLE,)),
        ((WHOLE.removesuffix(".bz2"),), (WHOLE.removesuffix(".bz2"),)),
        ((f"{MULTI}.part", WHOLE), (WHOLE,)),
        ((f"{MULTI}.part", MULTI), (MULTI,)),
        (
            tuple(f"pages-articles{number}.xml.bz2" for number in (10, 2, 1, *range(3, 10))),
            tuple(f"pages-articles{number}.xml.bz2" for number in range(1, 11)),
        ),
    ],
)
def test_one_edition_of_the_articles_is_used(directory, names, used):
    add(directory, NEW, *names)
    assert found(directory)[0] == [NEW + name for name in used]


@pytest.mark.parametrize(
    ("names", "listed", "missing"),
    [
        ((f"{MULTI}.part",), (), MULTI),
        ((*PARTS[:1], *PARTS[2:]), (), f"the part before {NEW}{PARTS[2]}"),
        (PARTS[1:], (), f"the part before {NEW}{PARTS[1]}"),
        (PARTS[:2], PARTS, PARTS[2]),
        ((MULTI,), (MULTI, PROPS), PROPS),
        ((MULTI, f"{PROPS}.part"), (), PROPS),
        (("pages-articles1.xml.bz2", "pages-articles3.xml.bz2"), (), f"the part before {NEW}pages-articles3.xml.bz2"),
    ],
)
def test_an_incomplete_dump_is_not_used(directory, caplog, names, listed, missing):
    add(directory, NEW, *names, listed=listed)
    with pytest.raises(NoDumpFoundError, match="20260201 is incomplete"):
        found(directory, needs_page_props=True)
    assert f"{missing} is missing" in caplog.text
    add(directory, OLD, WHOLE)
    assert found(directory, needs_page_props=True) == ([OLD + WHOLE], None, None)


def test_page_props_that_are_not_needed_need_not_be_complete(directory):
    add(directory, NEW, MULTI, listed=(MULTI, PROPS))
    assert found(directory) == ([NEW + MULTI], None, None)


def test_a_directory_without_a_dump_of_the_wiki(directory):
    with pytest.raises(NoDumpFoundError, match="no complete dump of kwwiki; download one"):
        found(directory)
    add(directory, "arcwiki-20260101-", MULTI)
    with pytest.raises(NoDumpFoundError, match="only of arcwiki"):
        found(directory)


def test_given_files_are_used_with_the_tables_beside_them(directory):
    add(directory, NEW, *PARTS, PROPS, CLASSES)
    add(directory, OLD, PROPS)
    sources = [str(directory / (NEW + name)) for name in PARTS]
    assert find_dump_files(sources, "kwwiki") == DumpFiles(
        tuple(sources), directory / (NEW + PROPS), directory / (NEW + CLASSES)
    )


@pytest.mark.parametrize("sources", [["-"], ["a.xml", "b.xml"], ["missing/kwwiki-20260101-pages-articles.xml.bz2"]])
def test_other_files_are_used_as_they_are(sources):
    assert find_dump_files(sources, "kwwiki") == DumpFiles(tuple(sources))


@pytest.mark.parametrize(
    "names",
    [
        (OLD + WHOLE, NEW + WHOLE),
        (NEW + WHOLE, NEW + MULTI),
        (NEW + PARTS[0], NEW + WHOLE),
        (NEW + PARTS[0], NEW + MULTI_PARTS[1]),
        (NEW + "pages-articles1.xml-p1p500.bz2", NEW + "pages-articles2.xml-p400p900.bz2"),
        ("export.xml", "export.xml"),
        ("export.xml", "./export.xml"),
    ],
)
def test_the_same_pages_are_not_read_twice(names):
    with pytest.raises(RepeatedPagesError, match="pass the directory alone"):
        find_dump_files(names, "kwwiki")


def test_a_directory_is_the_only_source(directory):
    with pytest.raises(RepeatedPagesError):
        find_dump_files([str(directory), "export.xml"], "kwwiki")
