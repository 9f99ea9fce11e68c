"""Dumps are read as streams of pages in every supported format, and invalid ones are specific errors."""

from __future__ import annotations

import bz2
import gzip
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.helpers.training.exports import FOOTER, HEADER, export, page
from training.dumps.dump import Dump, Page, read_pages
from training.errors import (
    DamagedDumpError,
    DumpError,
    MixedDumpsError,
    NotADumpError,
    TruncatedDumpError,
    UnreadableDumpError,
)


def write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def many_pages(count: int) -> bytes:
    """Return an export with many bzip2 blocks: `count` pages of random text."""
    text = (os.urandom(1500).hex() for _ in range(count))
    return export(*(page(f"Page {number}", next(text), number=number) for number in range(count)))


def multistream(data: bytes, size: int = 10_000) -> bytes:
    return b"".join(bz2.compress(data[start : start + size]) for start in range(0, len(data), size))


@pytest.fixture
def dump_file(tmp_path: Path):
    return lambda *pages, **options: write(tmp_path / "dump.xml", export(*pages, **options))


def test_a_page_has_a_title_ids_and_text(dump_file):
    pages = list(read_pages([dump_file(page("Kernow", "Yma&amp;nbsp;&lt;ref&gt; &quot;Kernow&quot; é 🜚", number=5))]))

    assert pages == [Page(5, 0, "Kernow", None, 'Yma&nbsp;<ref> "Kernow" é 🜚', 1005, "wikitext")]


def test_pages_can_be_filtered_by_namespace(dump_file):
    dump = dump_file(page("A", number=1), page("Restren:B.jpg", number=2, namespace=6), page("C", number=3))

    assert [found.title for found in read_pages([dump], namespaces={0})] == ["A", "C"]
    assert [found.namespace for found in read_pages([dump])] == [0, 6, 0]


@pytest.mark.parametrize("pack", [bytes, bz2.compress, multistream, gzip.compress])
def test_every_compression_gives_the_same_pages(tmp_path, pack):
    data = many_pages(200)

    pages = list(read_pages([write(tmp_path / "dump", pack(data))]))

    assert [found.id for found in pages] == list(range(200))
    assert pages == list(read_pages([write(tmp_path / "plain", data)]))


def test_several_files_are_read_in_order(tmp_path):
    first = write(tmp_path / "p1.bz2", bz2.compress(export(page("B", number=1))))
    second = write(tmp_path / "p2.xml", export(page("A", number=2)))

    assert [found.title for found in read_pages([first, second])] == ["B", "A"]


@pytest.mark.parametrize("pack", [bytes, bz2.compress, multistream, gzip.compress])
def test_standard_input_is_decompressed(pack):
    script = "from training.dumps.dump import *; d = Dump(['-']); print(d.header.dbname, [p.title for p in d], d.size)"

    done = subprocess.run(
        [sys.executable, "-c", script], input=pack(export(page("A"), page("B"))), capture_output=True, check=True
    )

    assert done.stdout.decode() == "kwwiki ['A', 'B'] None\n"


def test_a_pipe_may_return_the_first_bytes_one_by_one(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    data = bz2.compress(export(page("A")))

    def trickle() -> None:
        with fifo.open("wb", buffering=0) as pipe:
            for start in range(10):
                pipe.write(data[start : start + 1])
            pipe.write(data[10:])

    writer = threading.Thread(target=trickle)
    writer.start()
    assert [found.title for found in read_pages([str(fifo)])] == ["A"]
    writer.join()


def test_a_named_pipe_can_be_read(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    source = write(tmp_path / "dump.bz2", bz2.compress(export(page("A"))))
    with subprocess.Popen(["sh", "-c", 'cat "$0" > "$1"', source, str(fifo)]):
        assert [found.title for found in read_pages([str(fifo)])] == ["A"]


@pytest.mark.parametrize("pack", [bytes, bz2.compress, gzip.compress])
def test_the_bytes_consumed_grow_to_the_size_of_all_files(tmp_path, pack):
    sources = [write(tmp_path / f"{number}", pack(many_pages(300))) for number in range(2)]

    with Dump(sources) as dump:
        consumed = [dump.consumed for _ in dump]
        assert dump.consumed == dump.size == sum(Path(source).stat().st_size for source in sources)
        assert dump.pages_read == 600
    assert consumed == sorted(consumed)
    assert consumed[0] <= Path(sources[0]).stat().st_size <= consumed[300]


def test_the_newest_timestamp_is_that_of_all_files(tmp_path):
    pages = [page("A").replace("2024-01-01", day) for day in ("2024-01-03", "2024-02-01", "2023-12-31")]
    sources = [write(tmp_path / str(number), export(text)) for number, text in enumerate(pages)]

    with Dump(sources) as dump:
        assert list(dump)
        assert dump.newest == "2024-02-01T00:00:00Z"


NOT_DUMPS = {
    "nothing": b"",
    "plain text": b"Just text.",
    "html": b"<html><body>502 Bad gateway</body></html>",
    "only a beginning": b"<mediawiki><siteinfo>",
    "no pages, no site": b"<mediawiki></mediawiki>",
    "a document type": b'<!DOCTYPE mediawiki [<!ENTITY a "aaaa">]>' + export(page("&a;")),
    "an external entity": b'<!DOCTYPE mediawiki SYSTEM "file:///etc/passwd">' + export(page("A")),
    "7-Zip": b"7z\xbc\xaf\x27\x1c" + b"\0" * 100,
    "bzip2 of something else": bz2.compress(b"hello"),
    "the beginning of a bzip2 file": bz2.compress(b"hello")[:10],
}


@pytest.mark.parametrize("data", NOT_DUMPS.values(), ids=NOT_DUMPS.keys())
def test_a_file_that_is_not_a_dump_is_an_error_when_opened(tmp_path, data):
    path = write(tmp_path / "dump", data)

    with pytest.raises(NotADumpError) as error:
        Dump([path])

    assert error.value.source == path
    assert "\n" not in str(error.value)
    assert error.value.exit_code == 65


@pytest.mark.parametrize("pack", [bytes, bz2.compress, multistream, gzip.compress])
def test_a_truncated_dump_is_an_error_unless_it_is_allowed(tmp_path, pack, caplog):
    packed = pack(many_pages(900))
    path = write(tmp_path / "dump", packed[: len(packed) * 9 // 10])

    with pytest.raises(TruncatedDumpError) as error:
        list(read_pages([path]))
    with caplog.at_level(logging.WARNING):
        pages = list(read_pages([path], allow_truncated=True))

    assert len(pages) == error.value.pages
    assert 300 < len(pages) < 900
    assert [found.id for found in pages] == list(range(len(pages)))
    assert "is truncated" in caplog.text


def test_a_dump_that_ends_between_two_pages_is_truncated(tmp_path):
    path = write(tmp_path / "dump.bz2", bz2.compress((HEADER + page("A")).encode()))

    with pytest.raises(TruncatedDumpError):
        list(read_pages([path]))
    assert [found.title for found in read_pages([path], allow_truncated=True)] == ["A"]


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress])
def test_a_damaged_file_is_an_error_even_if_truncation_is_allowed(tmp_path, pack):
    packed = bytearray(pack(many_pages(900)))
    packed[len(packed) // 2] ^= 0xFF
    path = write(tmp_path / "dump", bytes(packed))

    with pytest.raises(DamagedDumpError):
        list(read_pages([path], allow_truncated=True))


@pytest.mark.parametrize("rest", ["<page>&nbsp;</page>", "<page></siteinfo>", "\0", FOOTER + HEADER])
def test_invalid_xml_is_an_error(tmp_path, rest):
    path = write(tmp_path / "dump", (HEADER + page("A") + rest + FOOTER).encode())

    with pytest.raises(DamagedDumpError, match=r"XML|</mediawiki>"):
        list(read_pages([path], allow_truncated=True))


def test_files_of_different_wikis_are_an_error(tmp_path):
    first = write(tmp_path / "a", export(page("A")))
    second = write(tmp_path / "b", export(page("B"), header=HEADER.replace("kwwiki", "cywiki")))

    with pytest.raises(MixedDumpsError, match="cywiki"):
        list(read_pages([first, second]))


def test_a_missing_file_is_an_error_when_the_dump_is_opened(tmp_path):
    first = write(tmp_path / "a", export(page("A")))

    with pytest.raises(UnreadableDumpError, match="No such file"):
        Dump([first, str(tmp_path / "b")])


def test_errors_name_the_source():
    assert DumpError("x.xml", "is odd").source == "x.xml"
