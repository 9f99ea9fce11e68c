"""The `rules` command on files and on a real bundle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.__main__ import main
from linking.bundle.names import RULES_FILE
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle

GOOD = "rules:\n- {name: cities, targets: [Rome]}\nlift: [{rule: words}]\n"
WRONG = "rules:\n- name: a\n- {name: b, texts: ['*']}\n"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_complete_bundle(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps({"title": title, "wikitext": text}) + "\n" for title, text in ARTICLES.items()))
    return path


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "new.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_good_file_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, GOOD)
    assert main(["rules", "check", path]) == 0
    assert capsys.readouterr() == (f"{path}: 1 rules, 1 lifted\n", "")


def test_all_problems_of_a_file_are_listed_with_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, WRONG)
    assert main(["rules", "check", path]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith(f"{path}: line 2, rules[0]: has no effect")
    assert second == f"{path}: line 3, rules[1].texts[0]: would suppress every text"


def test_the_rules_for_all_wikis_lift_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", "--for-all", written(tmp_path, GOOD)]) == 1
    assert "line 3, lift" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_not_good(tmp_path: Path) -> None:
    assert main(["rules", "check", str(tmp_path / "none.yaml")]) == 1


def tried(capsys: pytest.CaptureFixture[str], data_dir: Path, articles: Path, *more: str) -> str:
    words = ["rules", "try", "--wiki", "tinywiki", "--data-dir", str(data_dir), "--test", str(articles)]
    code = main([*words, "--threshold", "0", *more])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


def test_a_change_of_the_wikis_rules_is_tried(
    data_dir: Path, articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file replaces the wiki's rules, and those for all wikis stay."""
    (data_dir / RULES_FILE).write_text("rules: [{name: words, texts: [paris]}]")
    (data_dir / "tinywiki" / RULES_FILE).write_text("rules: [{name: few, targets: [River]}]")
    out = tried(capsys, data_dir, articles, "--rules", written(tmp_path, GOOD))
    assert out == (
        "Capitals\n"
        "  - Rome -> Rome (1.00)  cities: Nothing is linked to “Rome”.\n"
        "  + Paris -> Paris (1.00)\n"
        "  + river -> River (0.01)\n"
        "  + Rome -> Roman Empire (0.01)\n"
        "Linked already\n"
        "  - Rome -> Rome (1.00)  cities: Nothing is linked to “Rome”.\n"
        "  + Rome -> Roman Empire (0.01)\n"
        "2 of 4 articles change: 2 links go, 4 come\n"
        "  2 cities: Nothing is linked to “Rome”.\n"
    )


def test_without_a_change_the_rules_of_now_are_compared_with_none(
    data_dir: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data_dir / RULES_FILE).write_text("rules: [{name: words, texts: [paris]}]")
    out = tried(capsys, data_dir, articles)
    assert out.splitlines()[:2] == ["Capitals", "  - Paris -> Paris (1.00)  words: The text “paris” is not linked."]


def test_a_change_of_the_rules_for_all_wikis_is_tried(
    data_dir: Path, articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data_dir / RULES_FILE).write_text("rules: [{name: words, texts: [paris]}]")
    out = tried(capsys, data_dir, articles, "--for-all", "--rules", written(tmp_path, "rules: []"))
    assert out.splitlines()[:2] == ["Capitals", "  + Paris -> Paris (1.00)"]


@pytest.mark.parametrize(
    ("rules", "line", "said"),
    [(WRONG, "{}", "new.yaml: line 2"), (GOOD, '{"title": 1}', "line 1: must be a JSON object")],
    ids=["rules", "articles"],
)
def test_an_invalid_file_is_an_error(
    rules: str, line: str, said: str, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text(line)
    words = ["rules", "try", "--wiki", "tinywiki", "--data-dir", str(data_dir), "--test", str(articles)]
    assert main([*words, "--rules", written(tmp_path, rules)]) == 1
    assert said in capsys.readouterr().err


def test_articles_of_another_wiki_are_a_wrong_command_line(
    data_dir: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = articles.rename(articles.with_name("arcwiki-test.jsonl"))
    words = ["rules", "try", "--wiki", "tinywiki", "--data-dir", str(data_dir), "--test", str(other)]
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "is of arcwiki, not of tinywiki" in err
    assert main([*words, "--allow-other-dbname"]) == 0
