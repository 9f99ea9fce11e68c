"""`sample-suggestions` writes the suggestions of the service with what a reviewer needs."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.helpers.cases import ROOT
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.training.bulk_runs import TEXTS, WIKI, articles, pages, served
from tests.helpers.training.exports import HEADER, export, page
from training.__main__ import main

SCHEMA = json.loads((ROOT / "spec/review-sample.schema.json").read_text(encoding="utf-8"))
OTHERS = (
    page("France", "#REDIRECT [[République]]", number=901, extra='<redirect title="République" />'),
    page("République", "{{Infobox}}\n'''République''' ({{x}}) is [[land]].", number=902),
    page("Paris", "'''Paris''' is a city.", number=903),
    page("Loop", "#REDIRECT [[Loop]]", number=904, extra='<redirect title="Loop" />'),
)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    directory = tmp_path / "data"
    write_complete_bundle(directory, WIKI)
    return directory


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.xml"
    path.write_bytes(export(*pages(articles(160))[:150], *OTHERS))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "review.json"


def words(data_dir: Path, dump: Path | str, out: Path, *more: str) -> list[str]:
    command = ["sample-suggestions", "--wiki", WIKI, "--data-dir", str(data_dir), "--dump", str(dump)]
    return [*command, "--out", str(out), "--jobs", "1", *more]


def sample(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    return content


def test_the_suggestions_are_those_of_the_service_in_their_paragraphs(data_dir, dump, out, capsys):
    assert main(words(data_dir, dump, out, "--count", "50", "--threshold", "0.3")) == 0
    answers = {answer["page_title"]: answer for answer in served(data_dir, articles(150), threshold=0.3)}
    content = sample(out)
    assert len({one["title"] for one in content["suggestions"]}) == 50
    for one in content["suggestions"]:
        answer = answers[one["title"]]
        assert one["revid"] == answer["revid"]
        keys = ("link_text", "link_target", "wikitext_offset", "score")
        assert {key: one[key] for key in keys} in [{key: link[key] for key in keys} for link in answer["links"]]
        assert one["paragraph"]["text"] == one["link_text"]
        assert "".join(one["paragraph"].values()) in TEXTS[int(one["title"].split()[1]) % 4].replace("* ", "")
    assert "50 suggestions in 50 articles" in capsys.readouterr().out


def test_both_articles_are_shown_from_their_start_and_redirects_are_followed(data_dir, dump, out):
    main(words(data_dir, dump, out, "--threshold", "0.1", "--count", "500"))
    starts = {one["link_target"]: one["target_start"] for one in sample(out)["suggestions"]}
    assert starts["France"] == "République is land."
    assert starts["Paris"] == "Paris is a city."
    assert starts["Rome"] is None
    assert "Capitals of old.\nParis is the capital of France, on the river Seine.\nRome is older." in {
        one["article_start"] for one in sample(out)["suggestions"]
    }


def test_the_same_seed_writes_the_same_file_with_any_number_of_jobs(data_dir, dump, out):
    contents = []
    for options in (("--jobs", "1"), ("--jobs", "2"), ("--seed", "2")):
        more = ("--count", "10", "--threshold", "0.1", "--stratify", "0.6", "0.8", *options)
        assert main(words(data_dir, dump, out, *more)) == 0
        contents.append(out.read_bytes())
    assert contents[0] == contents[1] != contents[2]


def test_no_more_articles_are_drawn_than_allowed(data_dir, dump, out):
    assert main(words(data_dir, dump, out, "--threshold", "0.1", "--max-articles", "20")) == 0
    content = sample(out)
    assert content["articles"] == 20
    assert len({one["title"] for one in content["suggestions"]}) == content["articles_with_suggestions"] < 20


def test_bands_of_scores(data_dir, dump, out, capsys):
    assert main(words(data_dir, dump, out, "--count", "10", "--threshold", "0.1", "--stratify")) == 0
    content = sample(out)
    assert [band["low"] for band in content["strata"]] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert all(left["high"] == right["low"] for left, right in pairwise(content["strata"]))
    assert len(capsys.readouterr().out.splitlines()) == 2 + 9


def test_rules_and_excluded_sections_take_suggestions_away(data_dir, dump, out):
    (data_dir / WIKI / "rules.yaml").write_text("rules: [{name: cities, targets: [Paris]}]", encoding="utf-8")
    main(words(data_dir, dump, out, "--threshold", "0.1", "--count", "500"))
    assert "Paris" not in {one["link_target"] for one in sample(out)["suggestions"]}
    assert main(words(data_dir, dump, out, "--threshold", "0.1", "--sections-to-exclude", "%LEAD%")) == 65


def test_a_sample_without_suggestions_is_an_error_and_leaves_the_old_file(data_dir, dump, out, capsys):
    out.write_text("old", encoding="utf-8")
    assert main(words(data_dir, dump, out, "--threshold", "1")) == 65
    assert out.read_text(encoding="utf-8") == "old"
    assert "choose a lower --threshold" in capsys.readouterr().err


def test_what_cannot_work_is_refused(data_dir, dump, out, tmp_path, capsys):
    assert main(words(data_dir, "-", out)) == 65
    assert main(words(data_dir, dump, out, "--stratify", "0.2")) == 2
    other = tmp_path / "other.xml"
    other.write_bytes(export(*pages(articles(4)), header=HEADER.replace("kwwiki", "gawiki")))
    assert main(words(data_dir, other, out)) == 2
    assert main(words(data_dir, other, out, "--allow-other-dbname", "--threshold", "0.1")) == 0
    assert main(words(tmp_path, dump, out)) == 1
    for place in (tmp_path / "missing" / "review.json", tmp_path):
        assert main(words(data_dir, tmp_path / "unread.xml", place)) == 74
    errors = capsys.readouterr().err
    assert "reads the dump twice" in errors
    assert "--stratify 0.2: the bounds of bands are above the threshold, which is 0.5" in errors


def test_an_article_with_an_error_is_left_out(data_dir, dump, out, monkeypatch):
    from linking.recommender import Recommender

    recommend = Recommender.recommend

    def fail(self, query):
        if query.title == "Article 0":
            raise ZeroDivisionError
        return recommend(self, query)

    monkeypatch.setattr(Recommender, "recommend", fail)
    assert main(words(data_dir, dump, out, "--threshold", "0.1", "--count", "500")) == 0
    assert "Article 0" not in {one["title"] for one in sample(out)["suggestions"]}
    assert "Article 4" in {one["title"] for one in sample(out)["suggestions"]}
