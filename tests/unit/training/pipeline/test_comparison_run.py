"""`compare` asks both bundles about the same articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.linking.complete_bundle import WIKI as CONTENTS
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.training.bulk_runs import WIKI, articles, pages, served
from tests.helpers.training.exports import export, page
from training.__main__ import main

OLD, NEW = "20260101T000000Z", "20260201T000000Z"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The new version does not know Rome and Berlin; another wiki has the contents of the old one."""
    directory = tmp_path / "data"
    write_complete_bundle(directory, "brwiki", OLD)
    write_complete_bundle(directory, WIKI, NEW, WikiOnDisk(anchors={"paris": {"Paris": 90}}))
    write_complete_bundle(directory, WIKI, OLD)
    assert len(CONTENTS.anchors) > 1
    return directory


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.xml"
    redirect = page("Kernow (old)", "#REDIRECT [[A]]", number=900, extra='<redirect title="A" />')
    path.write_bytes(export(*pages(articles(40)), redirect))
    return path


def words(data_dir: Path, dump: Path, *more: str) -> list[str]:
    command = ["compare", "--wiki", WIKI, "--data-dir", str(data_dir), "--dump", str(dump), "--jobs", "1"]
    return [*command, "--threshold", "0.3", *more]


def compared(data_dir: Path, dump: Path, tmp_path: Path, *more: str) -> dict[str, Any]:
    out = tmp_path / "out.json"
    assert main(words(data_dir, dump, "--out-json", str(out), *more)) == 0
    content: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return content


def test_links_of_each_side_are_those_of_the_service(data_dir: Path, dump: Path, tmp_path: Path) -> None:
    found = compared(data_dir, dump, tmp_path, "--versions", OLD, NEW, "--sample", "100", "--top", "100")
    answers = {answer["page_title"]: answer for answer in served(data_dir, articles(40), threshold=0.3)}
    assert found["articles"] == 40
    for article in found["shown"]:
        links = [change["first"] for change in article["changes"] if change["first"]]
        expected = [(link["link_target"], link["wikitext_offset"]) for link in answers[article["title"]]["links"]]
        assert [(link["target"], link["offset"]) for link in links] == expected
    assert found["first_totals"]["links"] == sum(answer["links_count"] for answer in answers.values())
    assert found["kinds"]["gone"] > 0
    assert found["kinds"]["new"] == 0


def test_a_sample_depends_on_its_seed_alone(data_dir: Path, dump: Path, tmp_path: Path) -> None:
    def titles(*more: str) -> set[str]:
        found = compared(data_dir, dump, tmp_path, "--versions", OLD, NEW, "--sample", "8", *more)
        return {article["title"] for article in found["shown"]}

    assert titles() == titles("--jobs", "2")
    assert len(titles()) == 8
    assert titles() != titles("--seed", "2")


def test_the_same_bundle_has_no_differences(data_dir: Path, dump: Path, tmp_path: Path) -> None:
    for names in ((OLD, "current"), ("current", f"brwiki/{OLD}")):
        found = compared(data_dir, dump, tmp_path, "--versions", *names)
        assert found["changed_articles"] == 0
        assert found["agreement"] == 1


def test_one_article_is_found_by_its_title(data_dir: Path, dump: Path, tmp_path: Path, capsys) -> None:
    page = tmp_path / "out.html"
    words = ("--versions", OLD, NEW, "--title", "article_4", "--out-html", str(page))
    found = compared(data_dir, dump, tmp_path, *words)
    assert [article["title"] for article in found["shown"]] == ["Article 4"]
    assert "<bdi>Article 4</bdi>" in page.read_text(encoding="utf-8")
    assert "Article 4\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (("--versions", OLD, "20200101T000000Z"), 1, f"there are: {OLD}, {NEW}"),
        (("--versions", OLD, "no such"), 2, "neither a version"),
        (("--versions", OLD, NEW, "--title", "Nowhere"), 65, "has no article 'Nowhere'"),
        (("--versions", OLD, NEW, "--title", "Kernow (old)"), 65, "has no article"),
    ],
)
def test_a_mistake_is_one_line(data_dir: Path, dump: Path, capsys, more, code: int, message: str) -> None:
    assert main(words(data_dir, dump, *more)) == code
    assert message in capsys.readouterr().err


def test_a_dump_without_articles_is_refused(data_dir: Path, tmp_path: Path, capsys) -> None:
    path = tmp_path / "empty.xml"
    path.write_bytes(export())
    assert main(words(data_dir, path, "--versions", OLD, NEW)) == 65
    assert "no articles to compare" in capsys.readouterr().err
