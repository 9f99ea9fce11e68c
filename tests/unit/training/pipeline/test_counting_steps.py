"""A run that continues the work of the run before counts the same as one that reads everything."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.helpers.cases import ROOT
from tests.helpers.training.dump_edits import edited
from tests.helpers.training.exports import HEADER, export, page
from training.corpus import kept_run
from training.corpus.aggregation import COUNT_TABLES
from training.engines.local import LocalEngine
from training.knowledge.lookup_builder import SUMS
from training.pipeline.corpus_steps import Corpus
from training.runtime.checkpoints import Checkpoints
from training.runtime.worker_pool import WorkerPool
from training.settings import RunSettings

pytestmark = pytest.mark.integration

SAMPLE = (ROOT / "training/sample/samplewiki.xml").read_text(encoding="utf-8")
START = "".join(SAMPLE.partition("  <page>")[0])
PAGES = re.findall(r"  <page>.*?</page>\n", SAMPLE, re.DOTALL)
KEPT_ONLY = ("pages", "records", "words")


class Wiki:
    """Runs of the first steps for versions of a dump, with and without the kept work."""

    def __init__(self, directory: Path, name: str = "samplewiki") -> None:
        self.directory, self.name, self.runs = directory, name, 0

    def corpus(self, dump: str, *, since: bool) -> Corpus:
        self.runs += 1
        work = self.directory / str(self.runs)
        work.mkdir()
        (work / "dump.xml").write_text(dump, encoding="utf-8")
        kept = self.directory / "kept" if since else None
        settings = RunSettings(self.name, (str(work / "dump.xml"),), work, jobs=1, since=kept)
        return Corpus(settings, Checkpoints(work), LocalEngine(WorkerPool([], None), 1))

    def keep(self, dump: str) -> None:
        corpus = self.corpus(dump, since=True)
        assert corpus.sums.exists()
        corpus.keep()

    def check(self, dump: str) -> None:
        """Check that both ways to run the steps have the same output, and keep it for the next check."""
        continued, full = self.corpus(dump, since=True), self.corpus(dump, since=False)
        assert contents(continued.extracted) == contents(full.extracted)
        assert contents(continued.titles) == contents(full.titles)
        found, expected = tables(continued), tables(full)
        for name in COUNT_TABLES:
            assert found[name] == expected[name], name
        continued.keep()


def contents(directory: Path) -> dict[str, str]:
    """The digests of the files, without databases and without what is only for the next run."""
    files = (path for path in directory.iterdir() if path.suffix != ".duckdb" and not path.name.startswith(KEPT_ONLY))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def tables(corpus: Corpus) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(corpus.sums / SUMS), read_only=True) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in COUNT_TABLES}


@pytest.fixture
def wiki(tmp_path: Path) -> Wiki:
    return Wiki(tmp_path)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of articles that were counted by each task."""
    from training.pipeline import counting_steps

    counted: list[int] = []
    count = counting_steps.count_chunks

    def count_chunks(task):
        counted.append(count(task))
        return counted[-1]

    monkeypatch.setattr(counting_steps, "count_chunks", count_chunks)
    return counted


def test_random_edits_leave_no_difference(wiki: Wiki, counted: list[int]) -> None:
    dump = START + "".join(PAGES[:250]) + "</mediawiki>\n"
    wiki.keep(dump)
    for seed, share in enumerate((0.0, 0.05, 0.3)):
        dump = edited(dump, share, seed)
        counted.clear()
        wiki.check(dump)
        if share == 0.05:
            assert sum(counted) < 1.8 * 250, "the first part of these are the articles counted again, twice each"


def wiki_of(*pages: str, header: str = HEADER) -> str:
    return export(*pages, header=header).decode()


TOWN = "'''Truru''' is a [[Town|town]] on the [[Fal]]. The new bridge is old."
FAL = "The '''Fal''' is a river."
BASE = {"Truru": TOWN, "Fal": FAL, "Town": "A town has [[Truru]] and more.", "Bridge": "A bridge over the [[Fal]]."}


def dump_of(pages: dict[str, str], *more: str, header: str = HEADER) -> str:
    numbered = enumerate(pages.items(), 1)
    return wiki_of(*(page(title, text, number=number) for number, (title, text) in numbered), *more, header=header)


CHANGES = (
    {"Bridge": "A '''new bridge''' over the [[Fal]]."},
    {"Bridge": "A bridge, the [[Town|new bridge]]."},
    {"Fal": "#REDIRECT [[Bridge]]"},
    {"Town": "#REDIRECT [[Truru]]"},
    {"New bridge": "It was built here."},
    {"Truru": "Nothing."},
    {"Truru": "#REDIRECT [[Truru]]"},
)


def test_changes_of_one_page_reach_the_others(wiki: Wiki) -> None:
    wiki.name = "kwwiki"
    wiki.keep(dump_of(BASE))
    for change in CHANGES:
        wiki.check(dump_of(BASE | change))


def test_a_template_that_becomes_a_marker_excludes_unchanged_pages(wiki: Wiki) -> None:
    """The pages of other namespaces are always read."""
    wiki.name = "kwwiki"
    header = HEADER.replace(
        '<namespace key="6"', '<namespace key="10" case="first-letter">Skantlyn</namespace>\n<namespace key="6"', 1
    )
    pages = BASE | {"Mercury": "{{other uses}} [[Fal]] or [[Town]]"}

    def dump(text: str) -> str:
        return dump_of(pages, page("Skantlyn:Other uses", text, number=99, namespace=10), header=header)

    wiki.keep(dump("Nothing."))
    marked = wiki.corpus(dump("__DISAMBIG__"), since=True)
    assert sum(entry["pages"] for entry in marked.excluded_counts) == 1
    wiki.check(dump("__DISAMBIG__"))


def test_titles_of_two_articles_are_counted_in_full(wiki: Wiki, caplog: pytest.LogCaptureFixture) -> None:
    wiki.name = "kwwiki"
    wiki.keep(dump_of(BASE))
    wiki.check(dump_of(BASE, page("Fal", "Again the [[Town]].", number=50)))
    assert "all articles are counted again: several articles have the same title" in caplog.messages


@pytest.mark.parametrize("what", ["site", "program", "damaged"])
def test_work_of_another_kind_is_not_used(wiki: Wiki, caplog, monkeypatch, what: str) -> None:
    wiki.name = "kwwiki"
    wiki.keep(dump_of(BASE))
    header = HEADER
    if what == "site":
        header = HEADER.replace("Restren", "Folder")
    elif what == "program":
        monkeypatch.setattr(kept_run, "program_checksum", lambda: "another")
    else:
        (wiki.directory / "kept/kwwiki/kept.json").write_text("{")
    wiki.check(dump_of(BASE, header=header))
    assert any("all articles are read again" in message for message in caplog.messages)


def test_adds_changes_dumps_are_applied_and_only_changed_articles_are_counted(wiki: Wiki, counted: list[int]) -> None:
    wiki.name = "kwwiki"
    wiki.keep(dump_of(BASE))
    later = page("Bridge", "A '''great bridge''' over the [[Fal]].", number=4).replace("<id>1004</id>", "<id>2004</id>")
    (wiki.directory / "incr.xml").write_text(wiki_of(later, page("Lost", "No [[Town|link]].", number=9)))
    counted.clear()
    continued, full = (wiki.corpus(dump_of(BASE), since=since) for since in (True, False))
    for corpus in (continued, full):
        corpus._settings = replace(corpus._settings, changes=(str(wiki.directory / "incr.xml"),))
    assert contents(continued.extracted) == contents(full.extracted)
    assert continued.articles == 5
    assert tables(continued) == tables(full)
