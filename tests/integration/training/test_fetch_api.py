"""The pages of a real MediaWiki are fetched through its API, and read as a dump."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.programs.mediawiki import MediaWiki, running_mediawiki
from tests.helpers.training.commands import run_command
from training.dumps import action_api
from training.dumps.dump import Dump
from training.dumps.page_props import read_page_props
from training.errors import OtherWikiError

pytestmark = [pytest.mark.integration, pytest.mark.mediawiki]

PAGES = ("Prague", "Paris", "Mercury (planet)", "USA", "Berlin", "Vienna")
ODD = "Tom & \"Jerry\" <b>ünï</b> 'x' {{note}}\n\n== A ==\n"


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    with running_mediawiki(tmp_path_factory.mktemp("mediawiki"), PAGES) as wiki:
        wiki.save('AC/DC: "Who?" & 50% more.', ODD)
        wiki.save("Template:Note", "A note.")
        yield wiki


def fetched(wiki: MediaWiki, directory: Path, capsys: pytest.CaptureFixture[str]) -> list[Path]:
    capsys.readouterr()
    assert run_command("fetch", "--wiki", "samplewiki", "--to", directory, "--api", wiki.api) == 0
    return [Path(line) for line in capsys.readouterr().out.splitlines()]


def test_the_files_are_those_of_a_dump(wiki: MediaWiki, tmp_path: Path, capsys, monkeypatch) -> None:
    """Three pages at a time, so that the queries have to be continued."""
    monkeypatch.setattr(action_api, "_PAGES", "3")
    articles, page_props = fetched(wiki, tmp_path, capsys)
    with Dump([str(articles)], namespaces=[0, 10]) as dump:
        pages = {page.title: page for page in dump}
        header = dump.header
    assert (header.dbname, header.site.language, header.site.case) == ("samplewiki", "en", "first-letter")
    assert header.site.namespaces["template"] == 10
    assert {*PAGES, 'AC/DC: "Who?" & 50% more.', "Main Page", "Template:Note"} == pages.keys()
    assert pages["USA"].redirect == "United States"
    assert pages['AC/DC: "Who?" & 50% more.'].text == ODD.rstrip()
    assert len({page.id for page in pages.values()}) == len(pages)
    assert all(page.revision for page in pages.values())
    assert list(read_page_props(str(page_props), ["disambiguation"])) == []
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in (articles, page_props))
    assert fetched(wiki, tmp_path, capsys) == [articles, page_props], "the files are there"


def test_the_wiki_can_be_trained(wiki: MediaWiki, tmp_path: Path, capsys) -> None:
    fetched(wiki, tmp_path / "dumps", capsys)
    words = ("--wiki", "samplewiki", "--dump", tmp_path / "dumps", "--data-dir", tmp_path / "data", "--jobs", 1)
    assert run_command("run", *words, "--publish-anyway") == 0
    assert "samplewiki: " in capsys.readouterr().out


def test_another_wiki_is_refused(wiki: MediaWiki, tmp_path: Path) -> None:
    with pytest.raises(OtherWikiError, match="is of samplewiki, not of kwwiki"):
        run_command("fetch", "--wiki", "kwwiki", "--to", tmp_path, "--api", wiki.api)
    assert [path.name for path in tmp_path.iterdir()] == []
