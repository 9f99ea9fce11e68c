"""What a model card says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from api.serving.report import read_report
from api.serving.rules_watcher import RulesState
from api.serving.wiki_overview import WikiOverview
from api.web.model_card import ModelCard, Section, contact_address, make_model_card
from tests.helpers.api.fakes import make_manifest
from tests.helpers.api.reports import REPORT

TRAINED: dict[str, Any] = {"trials": [], "examples": 59433, "default_model": False}


def card(training: dict[str, Any] = TRAINED, *, report: bool = True, rules: int = 0) -> ModelCard:
    content = read_report(json.dumps(REPORT).encode()) if report else None
    manifest = replace(make_manifest("kwwiki"), training=training, language="kw")
    return make_model_card(
        WikiOverview("kwwiki", manifest, None, content, rules=RulesState(rules, ())), "team@example.org", "1.2.3"
    )


def section(found: ModelCard, heading: str) -> Section:
    return next(section for section in found.sections if section.heading == heading)


def test_it_names_the_bundle_and_its_data() -> None:
    facts = dict(card().facts)
    assert facts["Language"] == "Cornish (kw)"
    assert facts["Version"] == "20260101T000000Z, made on 2026-01-01"
    assert facts["Dump"] == "dump.xml of 2026-01-01"
    assert "59\u202f433 training examples" in " ".join(section(card(), "Data").items)


def test_it_says_what_it_is_for_and_what_not() -> None:
    headings = [section.heading for section in card().sections]
    assert headings == [
        *("Use it for", "Do not use it for", "Data", "How it learns", "Figures", "Figures by review", "Limits"),
    ]


def test_figures_have_intervals_by_protocol_and_by_review() -> None:
    figures = section(card(), "Figures").table
    assert figures is not None
    assert list(figures.rows) == [("first sentences", "86 % (84–88)", "78 % (75–80)", "1\u202f056")]
    review = section(card(), "Figures by review").table
    assert review is not None
    assert list(review.rows) == [("0.5", "64 %", "760", "600–900"), ("0.6", "–", "448", "335–593")]


def test_without_a_report_the_quality_is_unknown() -> None:
    assert "has not been measured" in section(card(report=False), "Figures").paragraphs[0]


@pytest.mark.parametrize(
    ("training", "said"),
    [
        (TRAINED, "on this wiki's own articles"),
        ({**TRAINED, "default_model": True}, "too small for a model of its own"),
        ({}, "imported"),
    ],
)
def test_it_says_where_the_model_learned(training: dict[str, Any], said: str) -> None:
    assert said in section(card(training), "How it learns").paragraphs[0]


def test_limits_include_cautions_and_rules() -> None:
    limits = " ".join(section(card(rules=3), "Limits").items)
    assert "The evaluation had <few> links." in limits
    assert "3 rules of the community hold links back" in limits


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("https://example.org/help", "https://example.org/help"),
        ("team@example.org", "mailto:team@example.org"),
        ("The @team on IRC", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_contact_is_a_link_if_it_is_an_address(contact: str, address: str) -> None:
    assert contact_address(contact) == address
