"""Judgements survive their table, invalid files are refused, and terms are computed from bundles."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from linking.acceptance import LINK_LOG_ODDS, TERMS
from linking.bundle.errors import BundleError
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.training.made_judgements import BAD, GOOD, MINOR, make_judgements
from training.learning.judgements import JudgementError, Judgements, judge_with_bundles, read_table, write_table


def assert_equal(one: Judgements, other: Judgements) -> None:
    for name in ("wikis", "articles", "labels", "terms"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.scales.keys() == other.scales.keys()
    for wiki, scales in one.scales.items():
        np.testing.assert_array_equal(other.scales[wiki], scales)


def test_a_table_has_what_was_written(tmp_path: Path) -> None:
    judgements = make_judgements(size=7)
    write_table(judgements, tmp_path / "table.csv")
    assert_equal(read_table(tmp_path / "table.csv"), judgements)


def test_the_rows_of_a_table_are_in_order_of_wiki_and_article(tmp_path: Path) -> None:
    judgements = make_judgements(size=6)
    order = np.random.default_rng(0).permutation(len(judgements.labels))
    shuffled = Judgements(
        *(getattr(judgements, name)[order] for name in ("wikis", "articles", "labels", "terms")), judgements.scales
    )
    write_table(shuffled, tmp_path / "table.csv")
    found = read_table(tmp_path / "table.csv")
    assert found.wikis.tolist() == judgements.wikis.tolist()
    assert found.articles.tolist() == judgements.articles.tolist()


def test_an_empty_table_has_no_judgements(tmp_path: Path) -> None:
    write_table(make_judgements(wikis=()), tmp_path / "table.csv")
    assert read_table(tmp_path / "table.csv").terms.shape == (0, len(TERMS))


def test_judgements_of_some_wikis():
    found = make_judgements(size=5).of(["cwiki", "awiki"])
    assert found.wikis.tolist() == ["awiki"] * 5 + ["cwiki"] * 5
    assert found.terms.shape == (10, len(TERMS))
    assert make_judgements().of([]).terms.shape == (0, len(TERMS))


HEADER = ",".join(["wiki", "article", "label", *TERMS])
NUMBERS = ",".join(["0.5"] * len(TERMS))
MEAN, DEVIATION = f"awiki,,mean,{NUMBERS}", f"awiki,,deviation,{NUMBERS}"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "other columns"),
        ([HEADER.replace(TERMS[1], "other")], "other columns"),
        ([HEADER.rpartition(",")[0]], "other columns"),
        ([HEADER, MEAN, DEVIATION, f"awiki,1,fine,{NUMBERS}"], "line 4: "),
        ([HEADER, MEAN, DEVIATION, f"awiki,one,good,{NUMBERS}"], "line 4: "),
        ([HEADER, MEAN, DEVIATION, f"awiki,1,good,{NUMBERS},1"], "line 4: .*numbers must follow"),
        ([HEADER, MEAN, f"awiki,,deviation,{NUMBERS.replace('0.5', 'nan')}"], "line 3: .*finite"),
        ([HEADER, MEAN, DEVIATION, "awiki,1"], "line 4: "),
        ([HEADER, MEAN, f"awiki,1,good,{NUMBERS}"], "lacks the mean or the deviation"),
        ([HEADER, MEAN, DEVIATION, f"bwiki,1,good,{NUMBERS}"], "lacks the mean or the deviation"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path: Path, lines: list[str], problem: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(JudgementError, match=rf"table\.csv.* {problem}" if lines else problem):
        read_table(path)


PAGES = (("One", "See Paris."), ("Two", "Rome is on no Seine. Paris again."), ("Three", ""), ("Four", "Paris."))
REVIEWED = (
    ("One", "Paris", "Paris", "good"),
    ("One", "Paris", "Paris (mythology)", "bad"),
    ("One", "Rome", "Rome", "good"),  # this article has no such text
    ("Two", "Seine", "Seine", "minor"),
    ("Two", "Rome", "Kernow", "bad"),  # the bundle does not suggest this target
    ("Three", "Paris", "Paris", "good"),
    ("Missing", "Paris", "Paris", "good"),
)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Judgements]:
    """Computes the terms of REVIEWED, or of other lines."""
    write_complete_bundle(tmp_path / "data")
    write_complete_bundle(tmp_path / "data", "otherwiki")

    def judge(reviewed: list[bytes], pages: list[bytes]) -> Judgements:
        (tmp_path / "reviewed.jsonl").write_bytes(b"".join(line + b"\n" for line in reviewed))
        for wiki in ("tinywiki", "otherwiki"):
            (tmp_path / f"{wiki}-test.jsonl").write_bytes(b"".join(line + b"\n" for line in pages))
        return judge_with_bundles(tmp_path / "reviewed.jsonl", tmp_path, tmp_path / "data")

    return judge


def reviewed_row(row: tuple[str, str, str, str], wiki: str = "tinywiki") -> Mapping[str, str]:
    return dict(zip(("wiki", "title", "link_text", "link_target", "label"), (wiki, *row), strict=True))


def lines_of(rows: list[Mapping[str, str]]) -> list[bytes]:
    return [json.dumps(row).encode() for row in rows]


PAGE_LINES = lines_of([{"title": title, "wikitext": wikitext} for title, wikitext in PAGES])


def test_terms_are_computed_for_the_suggestions_that_were_judged(judged):
    found = judged(lines_of([reviewed_row(row) for row in REVIEWED]), PAGE_LINES)
    assert found.wikis.tolist() == ["tinywiki"] * 3
    assert sorted(zip(found.articles.tolist(), found.labels.tolist(), strict=True)) == [(0, BAD), (0, GOOD), (1, MINOR)]
    odds = found.terms[:, TERMS.index(LINK_LOG_ODDS)]
    good, bad = (odds[found.labels == label].item() for label in (GOOD, BAD))
    assert good > bad


def test_terms_are_standardized_with_the_scales_of_the_bundle(judged):
    """The bundle's scales have mean 0 and deviation 10."""
    found = judged(lines_of([reviewed_row(REVIEWED[3])]), PAGE_LINES)
    np.testing.assert_array_equal(found.scales["tinywiki"], [[0.0] * len(TERMS), [10.0] * len(TERMS)])
    assert found.terms[0, TERMS.index("text_length")] == pytest.approx(np.log(len("Seine")) / 10)


def test_each_wiki_is_judged_with_its_own_bundle(judged):
    rows = [reviewed_row(REVIEWED[0], wiki) for wiki in ("tinywiki", "otherwiki")]
    found = judged(lines_of(rows), PAGE_LINES)
    assert found.wikis.tolist() == ["otherwiki", "tinywiki"]
    np.testing.assert_array_equal(found.terms[0], found.terms[1])


def test_judgements_without_suggestions_make_an_empty_table(judged):
    assert judged(lines_of([reviewed_row(REVIEWED[2])]), PAGE_LINES).terms.shape == (0, len(TERMS))


FIRST = lines_of([reviewed_row(REVIEWED[0])])


@pytest.mark.parametrize(
    ("reviewed", "pages", "problem"),
    [
        ([*FIRST, b"{"], PAGE_LINES, r"reviewed\.jsonl, line 2: not valid JSON"),
        ([*FIRST, b""], PAGE_LINES, r"reviewed\.jsonl, line 2: not valid JSON"),
        ([*FIRST, b'{"wiki": "\xff"}'], PAGE_LINES, r"reviewed\.jsonl, line 2: not valid JSON"),
        ([*FIRST, b"[1]"], PAGE_LINES, r"reviewed\.jsonl, line 2: wiki is missing"),
        ([FIRST[0].replace(b"label", b"verdict")], PAGE_LINES, r"line 1: label is missing, or is not a string"),
        ([FIRST[0].replace(b'"Paris"', b"7")], PAGE_LINES, r"line 1: link_text is missing, or is not a string"),
        ([FIRST[0].replace(b"good", b"fine")], PAGE_LINES, r"'fine' is no label; use bad, minor, good"),
        (FIRST, [*PAGE_LINES, b"nonsense"], r"tinywiki-test\.jsonl, line 5: not valid JSON"),
        (FIRST, [b'{"title": "One"}'], r"tinywiki-test\.jsonl, line 1: wikitext is missing"),
    ],
)
def test_an_invalid_line_is_named(judged, reviewed, pages, problem):
    with pytest.raises(JudgementError, match=problem):
        judged(reviewed, pages)


def test_a_wiki_without_a_bundle_is_named(judged):
    with pytest.raises(BundleError, match="nowiki"):
        judged(lines_of([reviewed_row(REVIEWED[0], "nowiki")]), PAGE_LINES)


def test_the_table_of_the_program_can_be_read():
    judgements = read_table()
    assert judgements.terms.shape == (len(judgements.labels), len(TERMS))
    assert set(judgements.wikis.tolist()) <= judgements.scales.keys()
    assert len(judgements.labels) > 0
