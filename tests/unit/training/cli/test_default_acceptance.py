"""`default-acceptance` trains a model on a table of judgements, and measures it on wikis left out of training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linking.acceptance import TERMS
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.training.commands import run_command
from tests.helpers.training.made_judgements import WIKIS, make_judgements
from training.learning import default_acceptance
from training.learning.judgements import JudgementError, read_table, write_table


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    write_table(make_judgements(size=30), path)
    return path


def test_a_model_is_trained_and_measured(tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "model.json"
    assert run_command("default-acceptance", "--table", table, "--out", out) == 0
    assert len(default_acceptance.load(out).weights) == len(TERMS)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [*WIKIS, "all", "all", str(out)]
    assert lines[0].startswith("awiki: 30 judged by models of the other wikis; area good 0.")
    assert lines[4].startswith("all: 120 judged by models of the other wikis; area good 0.")
    assert lines[5].startswith("all: 95 % intervals of the areas: good 0.")
    assert lines[6].endswith("trained on 120 judgements of 4 wikis")


def test_the_same_table_gives_the_same_model(tmp_path: Path, table: Path) -> None:
    for name in ("one.json", "two.json"):
        assert run_command("default-acceptance", "--table", table, "--out", tmp_path / name) == 0
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_an_ablation_measures_the_model_without_each_term(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command("default-acceptance", "--table", table, "--out", tmp_path / "model.json", "--ablation") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("without ")]
    assert [line.split(":")[0] for line in lines] == [f"without {name}" for name in TERMS]
    assert all("area good 0." in line and "not bad 0." in line and " to " in line for line in lines)


@pytest.mark.parametrize("given", [(), ("--articles",), ("--data-dir",)])
def test_judgements_need_the_articles_and_the_bundles(tmp_path: Path, table: Path, given: tuple[str, ...]) -> None:
    options = [word for name in given for word in (name, tmp_path)]
    out, before = tmp_path / "model.json", table.read_bytes()
    with pytest.raises(JudgementError, match="--reviewed needs --articles and --data-dir"):
        run_command("default-acceptance", "--reviewed", tmp_path / "r.jsonl", "--table", table, "--out", out, *options)
    assert table.read_bytes() == before
    assert not out.exists()


def test_the_table_is_made_from_judgements(tmp_path: Path) -> None:
    rows = []
    for wiki in WIKIS:
        write_complete_bundle(tmp_path / "data", wiki)
        pages = [{"title": f"Page {number}", "wikitext": "Paris. Rome."} for number in range(3)]
        (tmp_path / f"{wiki}-test.jsonl").write_text("".join(f"{json.dumps(page)}\n" for page in pages))
        for number in range(3):
            row = {"wiki": wiki, "title": f"Page {number}"}
            rows.append({**row, "link_text": "Paris", "link_target": "Paris", "label": "good"})
            rows.append({**row, "link_text": "Rome", "link_target": "Roman Empire", "label": "bad"})
    reviewed, table, out = tmp_path / "reviewed.jsonl", tmp_path / "new.csv", tmp_path / "model.json"
    reviewed.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    words = ("--reviewed", reviewed, "--articles", tmp_path, "--data-dir", tmp_path / "data")
    assert run_command("default-acceptance", *words, "--table", table, "--out", out) == 0
    found = read_table(table)
    assert found.wikis.tolist() == [wiki for wiki in WIKIS for _ in range(6)]
    assert sorted(set(found.labels.tolist())) == [0, 2]
    assert out.exists()


def test_a_table_of_too_few_wikis_is_refused(tmp_path: Path) -> None:
    write_table(make_judgements(WIKIS[:2], size=5), tmp_path / "table.csv")
    with pytest.raises(JudgementError, match="too few"):
        run_command("default-acceptance", "--table", tmp_path / "table.csv", "--out", tmp_path / "model.json")
    assert not (tmp_path / "model.json").exists()


def test_the_learning_curve_is_simulated_without_training_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, curve, model = tmp_path / "table.csv", tmp_path / "curve.json", tmp_path / "model.json"
    write_table(make_judgements(size=56), table)
    words = ("--table", table, "--out", model, "--learning-curve", curve, "--repeats", "1")
    assert run_command("default-acceptance", *words) == 0
    points = json.loads(curve.read_text())
    assert {point["setting"]["decisions"] for point in points} == {25}
    assert len(points) == 4 * (2 + 4)  # wikis, with careful reviewers in two communities and four others
    assert len(capsys.readouterr().out.splitlines()) == 2 + len(points)
    assert not model.exists()
