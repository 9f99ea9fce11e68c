"""Dumps are read as streams of pages, whatever they are packed in; what is wrong with one is said by name."""

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
from training.dumps.dump import Dump, Page, read_pages, read_site
from training.errors import DamagedDump, DumpError, MixedDumps, NotADump, TruncatedDump, UnreadableDump


def write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def many_pages(count: int) -> bytes:
    """An export of `count` pages that hardly compress, so that there are many bzip2 blocks' worth of them."""
    text = (os.urandom(1500).hex() for _ in range(count))
    return export(*(page(f"Page {number}", next(text), number=number) for number in range(count)))


def multistream(data: bytes, size: int = 10_000) -> bytes:
    return b"".join(bz2.compress(data[start : start + size]) for start in range(0, len(data), size))


@pytest.fixture
def dump_file(tmp_path: Path):
    return lambda *pages, **options: write(tmp_path / "dump.xml", export(*pages, **options))


def test_a_page_has_its_title_numbers_and_text(dump_file):
    pages = list(read_pages([dump_file(page("Kernow", "Yma&amp;nbsp;&lt;ref&gt; &quot;Kernow&quot; é 🜚", number=5))]))

    assert pages == [Page(5, 0, "Kernow", None, 'Yma&nbsp;<ref> "Kernow" é 🜚', 1005, "wikitext")]


def test_the_site_is_read_from_siteinfo(dump_file):
    header = read_site([dump_file(page("A"))])

    assert (header.dbname, header.sitename, header.version) == ("kwwiki", "Wikipedya", "0.11")
    assert header.generator == "MediaWiki 1.44"
    assert (header.site.wiki, header.site.language, header.site.case) == ("kwwiki", "kw", "first-letter")
    assert dict(header.site.namespaces) == {
        "arbennek": -1,
        "restren": 6,
        "skeusen goth": 6,
        "gadget definition": 2302,
    }


def test_the_case_rule_is_that_of_articles(dump_file):
    header = HEADER.replace('key="0" case="first-letter"', 'key="0" case="case-sensitive"')

    assert read_site([dump_file(page("a"), header=header)]).site.case == "case-sensitive"


def test_a_dump_without_language_has_the_one_of_its_database(dump_file):
    header = HEADER.replace(' xml:lang="kw"', "").replace("kwwiki", "zh_min_nanwiktionary")

    assert read_site([dump_file(page("A"), header=header)]).site.language == "zh-min-nan"


@pytest.mark.parametrize(
    ("extra", "text", "redirect"),
    [
        ('<redirect title="Gdańsk &amp; Co" />', "#PATRZ [[Gdańsk &amp; Co]]", "Gdańsk & Co"),
        ("<redirect />", "#redirect:[[Gdańsk#Historia|x]]", "Gdańsk#Historia"),
        ("", "\n#REDIRECT [[ :Gdańsk ]]", "Gdańsk"),
        ("", "#REDIRECT nowhere", None),
        ("", "See #REDIRECT [[Gdańsk]]", None),
    ],
)
def test_redirects_are_told_by_element_or_by_text(dump_file, extra, text, redirect):
    (found,) = read_pages([dump_file(page("Danzig", text, extra=extra))])

    assert found.redirect == redirect


def test_of_several_revisions_the_last_counts(dump_file):
    revision = "<revision><id>{}</id><model>wikitext</model><text>{}</text></revision>"
    history = page("A").replace("</revision>", "</revision>" + revision.format(7, "new") + revision.format(9, "newest"))

    (found,) = read_pages([dump_file(history)])

    assert (found.revision, found.text) == (9, "newest")


@pytest.mark.parametrize("text", ['<text bytes="0" deleted="deleted" />', "<text />", ""])
def test_a_deleted_or_missing_text_is_empty(dump_file, text):
    revision = "<revision><id>7</id><model>wikitext</model>{}</revision>"
    whole = (
        f"<page><title>A</title><ns>0</ns><id>1</id>{revision.format('<text>old</text>')}{revision.format(text)}</page>"
    )

    (found,) = read_pages([dump_file(whole)])

    assert (found.title, found.revision, found.text) == ("A", 7, "")


def test_other_content_models_keep_the_title_only(dump_file):
    (found,) = read_pages([dump_file(page("Map").replace("<model>wikitext", "<model>GeoJSON"))])

    assert (found.title, found.model, found.text) == ("Map", "GeoJSON", "")


def test_pages_of_other_namespaces_can_be_left_out(dump_file):
    dump = dump_file(page("A", number=1), page("Restren:B.jpg", number=2, namespace=6), page("C", number=3))

    assert [found.title for found in read_pages([dump], namespaces={0})] == ["A", "C"]
    assert [found.namespace for found in read_pages([dump])] == [0, 6, 0]


def test_exports_without_namespace_numbers_have_them_by_name(dump_file):
    titles = ["A", "Restren:B", "Category:C", "Star Trek: D"]
    dump = dump_file(*(page(title, namespace=None) for title in titles))

    assert [found.namespace for found in read_pages([dump])] == [0, 6, 14, 0]
    assert [found.title for found in read_pages([dump], namespaces=[0])] == ["A", "Star Trek: D"]


def test_elements_of_the_same_name_elsewhere_are_not_the_pages(dump_file):
    upload = "<upload><id>55</id><text>no</text></upload><discussionthreadinginfo><id>3</id></discussionthreadinginfo>"

    (found,) = read_pages([dump_file(page("A", extra=upload))])

    assert (found.id, found.revision, found.text) == (1, 1001, "Text.")


def test_a_very_large_page_is_read_whole(dump_file):
    (found,) = read_pages([dump_file(page("A", "línya\n" * 1_000_000))])

    assert found.text == "línya\n" * 1_000_000


@pytest.mark.parametrize("pack", [bytes, bz2.compress, multistream, gzip.compress])
def test_every_packing_gives_the_same_pages(tmp_path, pack):
    data = many_pages(200)

    pages = list(read_pages([write(tmp_path / "dump", pack(data))]))

    assert [found.id for found in pages] == list(range(200))
    assert pages == list(read_pages([write(tmp_path / "plain", data)]))


def test_several_files_are_read_in_order(tmp_path):
    first = write(tmp_path / "p1.bz2", bz2.compress(export(page("B", number=1))))
    second = write(tmp_path / "p2.xml", export(page("A", number=2)))

    assert [found.title for found in read_pages([first, second])] == ["B", "A"]


@pytest.mark.parametrize("pack", [bytes, bz2.compress, multistream, gzip.compress])
def test_standard_input_is_unpacked_by_its_first_bytes(pack):
    script = "from training.dumps.dump import *; d = Dump(['-']); print(d.header.dbname, [p.title for p in d], d.size)"

    done = subprocess.run(
        [sys.executable, "-c", script], input=pack(export(page("A"), page("B"))), capture_output=True, check=True
    )

    assert done.stdout.decode() == "kwwiki ['A', 'B'] None\n"


def test_a_pipe_that_gives_its_first_bytes_one_by_one_is_recognised(tmp_path):
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


def test_a_named_pipe_is_read_as_a_stream(tmp_path):
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


def test_the_newest_revision_tells_how_old_the_dump_is(tmp_path):
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
def test_what_is_not_a_dump_is_refused_at_once(tmp_path, data):
    path = write(tmp_path / "dump", data)

    with pytest.raises(NotADump) as error:
        Dump([path])

    assert error.value.source == path
    assert "\n" not in str(error.value)
    assert error.value.exit_code == 65


@pytest.mark.parametrize("pack", [bytes, bz2.compress, multistream, gzip.compress])
def test_a_dump_that_is_cut_off_is_an_error_unless_allowed(tmp_path, pack, caplog):
    packed = pack(many_pages(900))
    path = write(tmp_path / "dump", packed[: len(packed) * 9 // 10])

    with pytest.raises(TruncatedDump) as error:
        list(read_pages([path]))
    with caplog.at_level(logging.WARNING):
        pages = list(read_pages([path], allow_truncated=True))

    assert len(pages) == error.value.pages
    assert 300 < len(pages) < 900
    assert [found.id for found in pages] == list(range(len(pages)))
    assert "cut off" in caplog.text


def test_a_cut_between_two_pages_is_a_cut(tmp_path):
    path = write(tmp_path / "dump.bz2", bz2.compress((HEADER + page("A")).encode()))

    with pytest.raises(TruncatedDump):
        list(read_pages([path]))
    assert [found.title for found in read_pages([path], allow_truncated=True)] == ["A"]


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress])
def test_a_damaged_file_is_an_error_even_where_cuts_are_allowed(tmp_path, pack):
    packed = bytearray(pack(many_pages(900)))
    packed[len(packed) // 2] ^= 0xFF
    path = write(tmp_path / "dump", bytes(packed))

    with pytest.raises(DamagedDump):
        list(read_pages([path], allow_truncated=True))


@pytest.mark.parametrize("rest", ["<page>&nbsp;</page>", "<page></siteinfo>", "\0", FOOTER + HEADER])
def test_broken_xml_is_named_with_its_place(tmp_path, rest):
    path = write(tmp_path / "dump", (HEADER + page("A") + rest + FOOTER).encode())

    with pytest.raises(DamagedDump, match=r"XML|</mediawiki>"):
        list(read_pages([path], allow_truncated=True))


def test_a_file_of_another_wiki_among_the_files_is_an_error(tmp_path):
    first = write(tmp_path / "a", export(page("A")))
    second = write(tmp_path / "b", export(page("B"), header=HEADER.replace("kwwiki", "cywiki")))

    with pytest.raises(MixedDumps, match="cywiki"):
        list(read_pages([first, second]))


def test_every_missing_file_is_found_before_reading_begins(tmp_path):
    first = write(tmp_path / "a", export(page("A")))

    with pytest.raises(UnreadableDump, match="No such file"):
        Dump([first, str(tmp_path / "b")])


def test_errors_of_dumps_say_which_source():
    assert DumpError("x.xml", "is odd").source == "x.xml"
