"""`recommend`: a line for every article of a dump, as the service answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from api.__main__ import open_catalog
from api.app import create_app
from api.serving.bundle_cache import Registry
from api.settings.config import Config
from tests.helpers.linking.servable import ARTICLES, write_servable_bundle
from tests.helpers.programs.running import ROOT, until
from tests.helpers.training.exports import FOOTER, HEADER, export, page
from training.__main__ import main

WIKI = "tinywiki"
CAPITALS, KERNOW = ARTICLES["Capitals"], ARTICLES["Kernow"]


def articles(count: int) -> list[tuple[str, str]]:
    return [(f"Article {number}", (CAPITALS, KERNOW, "Nothing here.", "Rome.")[number % 4]) for number in range(count)]


def pages(found: list[tuple[str, str]]) -> list[str]:
    return [page(title, text, number=number) for number, (title, text) in enumerate(found, 1)]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    directory = tmp_path / "data"
    write_servable_bundle(directory, WIKI)
    return directory


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Articles, and what is none."""
    path = tmp_path / "dump.xml"
    others = [
        page("Old name", "#REDIRECT [[Rome]]", number=901, extra='<redirect title="Rome" />'),
        page("Restren:Map", "Paris", number=902, namespace=6),
    ]
    found = pages(articles(230))
    path.write_bytes(export(*found[:100], *others, *found[100:]))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def words(data_dir: Path, dump: Path | str, out: Path, *more: str) -> list[str]:
    return ["recommend", "--wiki", WIKI, "--data-dir", str(data_dir), "--dump", str(dump), "--out", str(out), *more]


def served(data_dir: Path, found: list[tuple[str, str]], **parameters: object) -> Iterator[bytes]:
    config = Config(data_dir=data_dir)
    registry = Registry(open_catalog(config), config.max_models)
    client = create_app(config, registry).test_client()
    for number, (title, text) in enumerate(found, 1):
        body = {"wikitext": text, "pageid": number, "revid": number + 1000}
        path = f"/v1/linkrecommendations/{WIKI}/{quote(title, safe='')}"
        yield client.post(path, query_string=parameters, json=body).data
    registry.close()


def test_the_rules_of_the_community_hold(data_dir, dump, out, capsys):
    """As in the service; a run does not go on by other rules, nor begin with wrong ones."""
    rules = data_dir / WIKI / "rules.yaml"
    rules.write_text("rules: [{name: cities, targets: [Rome]}]", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert out.read_bytes().splitlines() == list(served(data_dir, articles(230)))
    rules.write_text("rules: []", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--jobs", "1")) != 0
    rules.write_text("rules:\n- name: cities", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--jobs", "1")) != 0
    assert f"{rules}: line 2" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_line_is_the_services_answer_in_the_order_of_the_dump(data_dir, dump, out, jobs):
    assert main(words(data_dir, dump, out, "--jobs", jobs)) == 0
    assert out.read_bytes().splitlines() == list(served(data_dir, articles(230)))
    assert any(json.loads(line)["links_count"] for line in out.read_bytes().splitlines())


def test_options_are_the_services_parameters(data_dir, dump, out):
    options = ["--threshold", "0.05", "--max-recommendations", "1", "--sections-to-exclude", "%LEAD%", "--jobs", "1"]
    assert main(words(data_dir, dump, out, *options)) == 0
    asked = {"threshold": 0.05, "max_recommendations": 1, "sections_to_exclude": "%LEAD%"}
    assert out.read_bytes().splitlines() == list(served(data_dir, articles(230), **asked))


@pytest.mark.parametrize("kept", [0, 1, 100, 4_567, -1])
def test_an_output_that_was_cut_off_anywhere_is_gone_on_with(data_dir, dump, out, kept):
    main(words(data_dir, dump, out, "--jobs", "1"))
    whole = out.read_bytes()
    out.write_bytes(whole[:kept])
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert out.read_bytes() == whole


def test_a_whole_output_is_left_as_it_is(data_dir, dump, out, capsys):
    main(words(data_dir, dump, out, "--jobs", "1"))
    whole = out.read_bytes()
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert out.read_bytes() == whole
    assert "tinywiki: 0 articles" in capsys.readouterr().out


def test_a_killed_run_leaves_whole_lines_and_the_next_loses_none(data_dir, dump, out):
    """The dump comes through a pipe that stops in the middle, so that the kill finds the run at work."""
    # long enough for several batches to come through before the pipe's reader waits for more
    found = [(title, text + "\n\n" + "z" * 1000) for title, text in articles(2600)]
    command = [sys.executable, "-m", "training", *words(data_dir, "-", out, "--jobs", "2")]
    content = export(*pages(found))
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        try:
            process.stdin.write((HEADER + "".join(pages(found)[:2590])).encode())
            process.stdin.flush()
            until(lambda: out.exists() and out.read_bytes().count(b"\n") >= 100, "the first articles are answered")
        finally:
            process.kill()
            process.stdin.close()
    lines = out.read_bytes().count(b"\n")
    assert lines < 2600
    done = subprocess.run(command, input=content, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    assert f"{2600 - lines} articles".encode() in done.stdout
    assert out.read_bytes().splitlines() == list(served(data_dir, found))


@pytest.mark.parametrize("options", [["--threshold", "0.9"], ["--max-recommendations", "3"]])
def test_an_output_of_other_settings_is_not_gone_on_with(data_dir, dump, out, options, capsys):
    main(words(data_dir, dump, out, "--jobs", "1"))
    before = out.read_bytes()
    assert main(words(data_dir, dump, out, "--jobs", "1", *options)) == 73
    assert "is there already" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_a_file_that_something_else_wrote_is_not_touched(data_dir, dump, out):
    out.write_text("mine\n")
    assert main(words(data_dir, dump, out)) == 73
    assert out.read_text() == "mine\n"


def test_another_dump_in_the_same_place_is_noticed(data_dir, dump, out, capsys):
    main(words(data_dir, dump, out, "--jobs", "1"))
    dump.write_bytes(export(*pages(articles(3))))
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 73


@pytest.mark.parametrize("value", ["-0.1", "1.1", "nan", "much"])
def test_a_threshold_that_is_none_is_refused(data_dir, dump, out, value):
    with pytest.raises(SystemExit):
        main(words(data_dir, dump, out, f"--threshold={value}"))


def test_a_wiki_without_a_bundle_is_one_line(data_dir, dump, out, capsys):
    command = words(data_dir, dump, out)
    command[command.index(WIKI)] = "otherwiki"
    assert main(command) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()


def test_articles_that_are_cut_off_are_an_error_after_those_before(data_dir, tmp_path, out):
    dump = tmp_path / "cut.xml"
    dump.write_bytes(export(*pages(articles(10)))[: -len(FOOTER) - 40])
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 65
    assert main(words(data_dir, dump, out, "--jobs", "1", "--allow-truncated")) == 0
    assert out.read_bytes().splitlines() == list(served(data_dir, articles(9)))
