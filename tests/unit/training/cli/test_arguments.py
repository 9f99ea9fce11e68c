"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tests.helpers.linking.bundles import write_bundle_files
from training.cli import arguments


def parse(add, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize("wiki", ["../etc", "KW", ""])
def test_an_invalid_database_name_is_a_usage_error(wiki: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(arguments.add_wiki, "--wiki", wiki)
    assert caught.value.code == 2
    assert "not a wiki's database name" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parser", "text", "reason"),
    [
        (arguments.version, "latest", "not a version"),
        (arguments.positive, "0", "not a positive integer"),
        (arguments.positive, "1.5", "not a positive integer"),
    ],
)
def test_invalid_values_are_refused(parser, text: str, reason: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=reason):
        parser(text)


def test_valid_values_are_parsed() -> None:
    assert arguments.version("20261123T101500Z") == "20261123T101500Z"
    assert arguments.positive("12") == 12
    assert arguments.wiki("zh_min_nanwiki") == "zh_min_nanwiki"


def test_no_wiki_means_all(tmp_path: Path) -> None:
    def add(parser: argparse.ArgumentParser) -> None:
        arguments.add_data_dir(parser)
        arguments.add_wikis(parser)

    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(tmp_path, wiki)
    assert arguments.chosen_wikis(parse(add, "--data-dir", str(tmp_path))) == ["arcwiki", "kwwiki"]
    chosen = parse(add, "--data-dir", str(tmp_path), "--wiki", "kwwiki", "--wiki", "brwiki")
    assert arguments.chosen_wikis(chosen) == ["kwwiki", "brwiki"]


def test_a_dump_may_have_several_files() -> None:
    assert parse(arguments.add_dump, "--dump", "1.xml", "2.xml").dump == ["1.xml", "2.xml"]


@pytest.mark.parametrize("text", ["-0.1", "1.1", "nan", "much"])
def test_a_score_is_a_number_from_0_to_1(text: str) -> None:
    assert arguments.score("0.25") == 0.25
    with pytest.raises(argparse.ArgumentTypeError, match="from 0 to 1"):
        arguments.score(text)


@pytest.mark.parametrize("text", ["0", "-3", "nan", "inf", "soon"])
def test_days_are_a_number_above_0(text: str) -> None:
    assert arguments.positive_days("0.5") == 0.5
    with pytest.raises(argparse.ArgumentTypeError, match="above 0"):
        arguments.positive_days(text)
