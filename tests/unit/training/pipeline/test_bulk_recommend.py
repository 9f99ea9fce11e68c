"""Bulk recommendations are the answers of the service, one line for each article of a dump."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.training.bulk_runs import WIKI, articles, pages, served, words, written
from tests.helpers.training.exports import FOOTER, HEADER, export, page
from training.__main__ import main
from training.runtime.progress import Progress
from training.runtime.resumable_jsonl import ResumableFile


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    directory = tmp_path / "data"
    write_complete_bundle(directory, WIKI)
    return directory


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump with articles and other pages."""
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


def test_the_rules_of_the_community_apply(data_dir, dump, out, capsys):
    """A run is not continued with other rules, and not started with invalid ones."""
    rules = data_dir / WIKI / "rules.yaml"
    rules.write_text("rules: [{name: cities, targets: [Rome]}]", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert list(written(out)) == list(served(data_dir, articles(230)))
    rules.write_text("rules: []", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--jobs", "1")) != 0
    rules.write_text("rules:\n- name: cities", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--jobs", "1")) != 0
    assert f"{rules}: line 2" in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_line_is_the_answer_of_the_service(data_dir, dump, out, jobs):
    assert main(words(data_dir, dump, out, "--jobs", jobs)) == 0
    assert list(written(out)) == list(served(data_dir, articles(230)))
    assert any(answer["links_count"] for answer in written(out))


def test_what_all_answers_have_in_common_is_written_once(data_dir, tmp_path, out):
    """An article that is too complex says so in its line."""
    found = [*articles(2), ("Nested", "{{a|" * 60_000)]
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*pages(found)))
    assert main(words(data_dir, dump, out, "--jobs", "1", "--application-version", "7")) == 0
    common = json.loads((tmp_path / "out.jsonl.meta.json").read_text())
    assert common.keys() == {"application_version", "format_version", "dataset_checksums"}
    assert common["application_version"] == "7"
    lines = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert [line.get("meta") for line in lines] == [None, None, {"too_complex": True}]


def test_a_lost_file_with_the_common_part_is_written_again(data_dir, dump, out, tmp_path):
    main(words(data_dir, dump, out, "--jobs", "1"))
    meta = tmp_path / "out.jsonl.meta.json"
    content = meta.read_bytes()
    meta.unlink()
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert meta.read_bytes() == content


def test_answers_of_another_recommender_are_not_continued(data_dir, dump, out, monkeypatch):
    main(words(data_dir, dump, out, "--jobs", "1"))
    before = [path.read_bytes() for path in sorted(out.parent.glob("out.jsonl*"))]
    monkeypatch.setattr("linking.dataset_checksums.ANSWERS_VERSION", 999)
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 73
    assert [path.read_bytes() for path in sorted(out.parent.glob("out.jsonl*"))] == before


def test_progress_counts_answered_articles_only(data_dir, tmp_path, out, monkeypatch):
    """All tasks are created before the first is finished."""
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*pages([(title, text + "z" * 1500) for title, text in articles(600)])))
    shown = []

    @contextmanager
    def open_engine(*_):
        yield SimpleNamespace(map=lambda function, tasks: map(function, list(tasks)))

    monkeypatch.setattr("training.pipeline.bulk_recommend.open_engine", open_engine)
    monkeypatch.setattr(ResumableFile, "append", lambda _, lines: shown.append(lines.count(b"\n")))
    monkeypatch.setattr(Progress, "advance", lambda progress, amount: shown.append(amount / progress.total))
    assert main(words(data_dir, dump, out)) == 0
    assert [entry for entry in shown if entry >= 1] == [250, 250, 100, 1.0]
    assert 0 < shown[0] < 0.5


def test_options_are_the_parameters_of_the_service(data_dir, dump, out):
    options = ["--threshold", "0.05", "--max-recommendations", "1", "--sections-to-exclude", "%LEAD%", "--jobs", "1"]
    assert main(words(data_dir, dump, out, *options)) == 0
    asked = {"threshold": 0.05, "max_recommendations": 1, "sections_to_exclude": "%LEAD%"}
    assert list(written(out)) == list(served(data_dir, articles(230), **asked))


@pytest.mark.parametrize("kept", [0, 1, 100, 4_567, -1])
def test_a_truncated_output_is_continued(data_dir, dump, out, kept):
    main(words(data_dir, dump, out, "--jobs", "1"))
    whole = out.read_bytes()
    out.write_bytes(whole[:kept])
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert out.read_bytes() == whole


def test_a_complete_output_is_not_changed(data_dir, dump, out, capsys):
    main(words(data_dir, dump, out, "--jobs", "1"))
    whole = out.read_bytes()
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 0
    assert out.read_bytes() == whole
    assert f"{WIKI}: 0 articles" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--threshold", "0.9"], ["--max-recommendations", "3"]])
def test_an_output_of_other_settings_is_not_continued(data_dir, dump, out, options, capsys):
    main(words(data_dir, dump, out, "--jobs", "1"))
    before = out.read_bytes()
    assert main(words(data_dir, dump, out, "--jobs", "1", *options)) == 73
    assert "belongs to another dump" in capsys.readouterr().err
    assert out.read_bytes() == before


def test_a_file_of_another_program_is_not_changed(data_dir, dump, out):
    out.write_text("mine\n")
    assert main(words(data_dir, dump, out)) == 73
    assert out.read_text() == "mine\n"


def test_an_output_of_another_dump_is_not_continued(data_dir, dump, out, capsys):
    main(words(data_dir, dump, out, "--jobs", "1"))
    dump.write_bytes(export(*pages(articles(3))))
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 73


@pytest.mark.parametrize("value", ["-0.1", "1.1", "nan", "much"])
def test_an_invalid_threshold_is_refused(data_dir, dump, out, value):
    with pytest.raises(SystemExit):
        main(words(data_dir, dump, out, f"--threshold={value}"))


def test_a_missing_bundle_is_a_one_line_error(data_dir, dump, out, capsys):
    command = words(data_dir, dump, out)
    command[command.index(WIKI)] = "otherwiki"
    assert main(command) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()


def test_a_bundle_that_does_not_fit_leaves_no_output(data_dir, dump, out, monkeypatch):
    monkeypatch.setattr("linking.recommender.FOLDING_VERSION", 999)
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 1
    assert list(out.parent.glob("out.jsonl*")) == []


def test_a_truncated_dump_is_an_error_unless_accepted(data_dir, tmp_path, out):
    dump = tmp_path / "cut.xml"
    dump.write_bytes(export(*pages(articles(10)))[: -len(FOOTER) - 40])
    assert main(words(data_dir, dump, out, "--jobs", "1")) == 65
    assert main(words(data_dir, dump, out, "--jobs", "1", "--allow-truncated")) == 0
    assert list(written(out)) == list(served(data_dir, articles(9)))


@pytest.mark.parametrize("from_pipe", [False, True])
def test_a_dump_of_another_wiki_is_refused(data_dir, tmp_path, out, capsys, monkeypatch, from_pipe):
    path = tmp_path / "dump.xml"
    path.write_bytes(export(*pages(articles(3)), header=HEADER.replace("kwwiki", "arcwiki")))
    with path.open("rb") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        source = "-" if from_pipe else path
        assert main(words(data_dir, source, out, "--jobs", "1")) == 2
    assert "is of arcwiki, not of kwwiki" in capsys.readouterr().err
    assert not out.exists()
    assert main(words(data_dir, path, out, "--jobs", "1", "--allow-other-dbname")) == 0


def test_a_directory_gives_the_newest_dump(data_dir, dump, tmp_path, out):
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    dump.rename(dumps / "kwwiki-20260101-pages-articles.xml")
    assert main(words(data_dir, dumps, out, "--jobs", "1")) == 0
    assert list(written(out)) == list(served(data_dir, articles(230)))


def run_on(
    found: list[tuple[str, str]], data_dir: Path, out: Path, *more: str, others: tuple[str, ...] = ()
) -> list[str]:
    """Return the titles of the lines that a run on some articles writes."""
    dump = out.with_name("some.xml")
    dump.write_bytes(export(*pages(found), *others))
    assert main(words(data_dir, dump, out, "--jobs", "1", *more)) == 0
    return [json.loads(line)["page_title"] for line in out.read_bytes().splitlines()]


def test_articles_with_few_links_can_be_left_out(data_dir, out):
    titles = run_on(articles(8), data_dir, out, "--min-links", "2")
    counts = {answer["page_title"]: answer["links_count"] for answer in served(data_dir, articles(8))}
    assert titles == [title for title, count in counts.items() if count >= 2]
    assert 0 < len(titles) < 8


def test_articles_can_be_excluded_by_category_and_template_through_redirects(data_dir, out):
    text = articles(1)[0][1]
    found = [
        ("Plain", text),
        ("Listed", f"{text}\n[[Category:lists_of things]]"),
        ("In use", f"{{{{in use}}}}\n{text}"),
        ("Renamed", f"{{{{Working|now}}}}\n{text}"),
        ("Linked", f"{text}\n[[:Category:Lists of things]]"),
    ]
    redirect = page(
        "Template:Working",
        "#REDIRECT [[Template:In use]]",
        number=99,
        namespace=10,
        extra='<redirect title="Template:In use" />',
    )
    options = ("--exclude-category", "Lists of things", "--exclude-template", "Template:in_use", "--min-links", "1")
    assert run_on(found, data_dir, out, *options, others=(redirect,)) == ["Plain", "Linked"]


def test_excluded_templates_need_a_dump_that_can_be_read_twice(data_dir, out, capsys):
    assert main(words(data_dir, "-", out, "--exclude-template", "In use")) == 64
    assert "reads the dump twice" in capsys.readouterr().err


def test_articles_that_need_links_most_come_first(data_dir, out):
    text = articles(1)[0][1]
    linked = " ".join(f"[[Rome|word{number}]]" for number in range(20))
    found = [*((f"Full {number}", f"{linked} {text}") for number in range(3)), ("Bare", f"{'word ' * 20} {text}")]
    titles = run_on(found, data_dir, out, "--order", "underlinked")
    assert titles[0] == "Bare"
    first = json.loads(out.read_bytes().splitlines()[0])["meta"]["underlinked"]
    assert first["links"] < first["expected_links"]
    assert first["need"] > 0
    assert not list(out.parent.glob("out.jsonl.unordered*"))
    assert (out.parent / "out.jsonl.meta.json").exists()
