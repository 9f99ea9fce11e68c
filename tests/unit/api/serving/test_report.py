"""What the service reads from a report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.serving.report import Estimate, read_report
from tests.helpers.api.reports import REPORT


def read(**changes: Any) -> Any:
    return read_report(json.dumps({**REPORT, **changes}).encode())


def test_it_reads_the_figures_with_their_intervals() -> None:
    report = read()
    assert report.first_sentences.precision == Estimate(0.86, 0.84, 0.88)
    assert report.first_sentences.recall == Estimate(0.78, 0.75, 0.8)
    assert report.pool == Estimate(448, 335, 593)
    assert report.example == "Joan <Petchey>"


def test_a_report_of_an_earlier_version_may_lack_members() -> None:
    report = read_report(b'{"wiki": "kwwiki", "unknown": [1]}')
    assert report is not None
    assert (report.first_sentences, report.pool, report.example) == (None, None, "")


def test_figures_that_nothing_was_measured_for_are_missing() -> None:
    protocol = {**REPORT["protocols"][0], "links": 0}
    report = read(protocols=[protocol], newcomers={**REPORT["newcomers"], "articles": 0})
    assert (report.first_sentences.precision, report.first_sentences.recall, report.pool) == (None, None, None)
    nothing_suggested = {**REPORT["protocols"][0], "at_threshold": {"threshold": 0.5, "precision": None, "recall": 0}}
    assert read(protocols=[nothing_suggested]).first_sentences.precision is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"protocols": 5}', b"\xff", b'{"newcomers": {"pool": 1}}'])
def test_what_is_no_report_is_none(content: bytes) -> None:
    assert read_report(content) is None
