"""Pages that are known by their XML are not parsed, and the others are read as without known ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.training.exports import HEADER, export, page
from training.dumps.dump import Dump
from training.dumps.export_file import ExportFile
from training.dumps.page_xml import XmlPart
from training.dumps.xml_export import ExportParser, Page
from training.errors import DamagedDumpError, TruncatedDumpError

NEW_TIME = "2025-05-05T00:00:00Z"
PAGES = [
    one.replace("<!-- a comment -->", "")
    for one in (page("A", number=1), page("B", "[[C]] &lt;b&gt;", number=2), page("C", number=3))
]
DECLARED = '<?xml version="1.0" encoding="{}"?>\n' + HEADER


@dataclass(frozen=True)
class Known:
    """A page of an earlier dump."""

    id: int
    revision: int
    newest: str


class Earlier:
    """The pages of an earlier dump by the digests of their XML."""

    def __init__(self, dump: Path) -> None:
        self.pages: dict[bytes, Known] = {}
        self.found: list[int] = []
        for one in read(dump, lambda _: None):
            if one.source is not None:
                self.pages[one.source.digest] = Known(one.id, one.revision, one.source.newest)

    def find(self, part: XmlPart) -> Known | None:
        known = self.pages.get(part.digest)
        self.found += [known.id] if known else []
        return known


def read(path: Path, find, **options) -> list[Page | Known]:
    with Dump([str(path)], **options) as dump:
        return list(dump.new_and_known(find))


def write(path: Path, *pages: str, header: str = HEADER) -> Path:
    path.write_bytes(export(*pages, header=header))
    return path


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the parser is fed."""
    fed, feed = [], ExportParser.feed

    def noting(self, data: bytes, *, final: bool = False) -> None:
        fed.append(data)
        feed(self, data, final=final)

    monkeypatch.setattr(ExportParser, "feed", noting)
    return fed


def test_only_new_pages_are_parsed(tmp_path: Path, parsed: list[bytes]) -> None:
    earlier = Earlier(write(tmp_path / "old.xml", *PAGES))
    changed = page("B", "Other text.", number=2).replace("2024-01-01T00:00:00Z", NEW_TIME)
    later = write(tmp_path / "new.xml", PAGES[0], changed, PAGES[2], page("D", number=4))
    parsed.clear()
    with Dump([str(later)]) as dump:
        found = list(dump.new_and_known(earlier.find))
        assert dump.pages_read == 4
        assert dump.newest == NEW_TIME
    assert earlier.found == [1, 3]
    assert [type(one) for one in found] == [Known, Page, Known, Page]
    assert found[1].text == "Other text."
    assert found[1].source.newest == NEW_TIME
    fed = b"".join(parsed)
    assert b"<title>B</title>" in fed
    assert b"<title>A</title>" not in fed
    # Messages of the parser name the right lines.
    assert fed.count(b"\n") == later.read_bytes().count(b"\n")


@pytest.mark.parametrize(
    "header", [HEADER, DECLARED.format("utf-8"), DECLARED.format("UTF-8"), HEADER.replace("\n", "")], ids=range(4)
)
def test_pages_are_the_same_as_without_known_ones(tmp_path: Path, header: str) -> None:
    path = write(tmp_path / "dump.xml", *PAGES, header=header)
    with Dump([str(path)]) as dump:
        expected = list(dump)
    found = read(path, lambda _: None)
    assert [(one.id, one.title, one.text) for one in found] == [(one.id, one.title, one.text) for one in expected]
    assert all(one.source for one in found)
    assert not any(one.source for one in expected)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HEADER, DECLARED.format("iso-8859-1")),
        (DECLARED.format("iso-8859-1"), HEADER),
        (DECLARED.format("iso-8859-1"), DECLARED.format("iso-8859-1")),
    ],
    ids=range(3),
)
def test_the_same_bytes_in_another_encoding_are_parsed(tmp_path: Path, old: str, new: str) -> None:
    pages = [page("A", "é", number=1), page("B", number=2)]
    earlier = Earlier(write(tmp_path / "old.xml", *pages, header=old))
    found = read(write(tmp_path / "new.xml", *pages, header=new), earlier.find)
    assert [one.text for one in found] == ["é" if "iso" not in new else "Ã©", "Text."]
    assert earlier.found == []


@pytest.mark.parametrize(
    "odd",
    [
        "<!-- {page} -->",
        "{page}<!-- </page> -->",
        "<page><title>X</title><!-- </page> --><id>8</id><revision><id>1</id><text>T</text></revision></page>",
        "<page><title>X</title><![CDATA[</page><page>]]><id>8</id><revision><text>T</text></revision></page>",
        "<page><title>X</title><id>8</id><page></page></page>",
    ],
)
def test_unusual_xml_is_read_as_always(tmp_path: Path, odd: str) -> None:
    """Comments and character data may contain what looks like tags."""
    pages = PAGES[0], odd.format(page=PAGES[1]), *PAGES[1:]
    earlier = Earlier(write(tmp_path / "old.xml", *PAGES))
    path = write(tmp_path / "new.xml", *pages)
    with Dump([str(path)]) as dump:
        expected = [one.id for one in dump]
    assert [one.id for one in read(path, earlier.find)] == expected


def test_pages_of_other_namespaces_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "dump.xml", PAGES[0], page("Restren:B", number=9, namespace=6), PAGES[2])
    assert [one.id for one in read(path, lambda _: None, namespaces=[0])] == [1, 3]


def test_truncated_and_damaged_files_are_errors_after_known_pages(tmp_path: Path) -> None:
    whole = write(tmp_path / "old.xml", *PAGES)
    earlier, xml = Earlier(whole), whole.read_bytes()
    (tmp_path / "cut.xml").write_bytes(xml[:-200])
    with pytest.raises(TruncatedDumpError) as truncated:
        read(tmp_path / "cut.xml", earlier.find)
    assert truncated.value.pages == 2
    assert len(read(tmp_path / "cut.xml", earlier.find, allow_truncated=True)) == 2
    (tmp_path / "damaged.xml").write_bytes(xml.replace(b"<title>C</title>", b"<title>C</titel>"))
    messages = []
    for find in (earlier.find, lambda _: None):
        with pytest.raises(DamagedDumpError) as damaged:
            read(tmp_path / "damaged.xml", find)
        messages.append(str(damaged.value))
    assert messages[0] == messages[1]
    assert earlier.found == [1, 2, 1, 2, 1, 2]


def test_a_file_has_a_header_and_pages(tmp_path: Path) -> None:
    file = ExportFile(str(write(tmp_path / "dump.xml", *PAGES)), None)
    assert file.read_header().dbname == "kwwiki"
    assert [one.title for one in file.pages()] == ["A", "B", "C"]
    assert file.newest == "2024-01-01T00:00:00Z"
    assert file.consumed == (tmp_path / "dump.xml").stat().st_size
    file.close()
