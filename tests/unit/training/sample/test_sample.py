"""The sample wiki: what is committed is what the generator writes, and what a newcomer should meet in it is there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

from training.dumps.dump import Dump
from training.sample.articles import pages
from training.sample.export import EXPORT, export
from training.sample.facts import Facts
from training.sample.marks import Linker, marked


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.read()


def test_the_committed_export_is_what_the_generator_writes(facts):
    assert EXPORT.read_text(encoding="utf-8") == "".join(export(pages(facts))), "run `make sample`"


def test_every_mark_leads_to_an_article_or_a_redirect(facts):
    known = {*facts.articles, *facts.redirects}
    rows = [*facts.articles.values(), *facts.disambiguations]
    texts = [row.get("text", "") + row.get("meanings", "") for row in rows]
    assert {title for text in texts for title in marked(text)} <= known


def test_redirects_and_disambiguations_lead_to_pages(facts):
    titles = {*facts.articles, *facts.redirects}
    targets = {target.partition("#")[0] for target in facts.redirects.values()}
    meanings = {meaning.split(":")[0] for row in facts.disambiguations for meaning in row["meanings"].split(";")}
    assert targets | meanings <= titles


def test_no_title_stands_for_two_pages(facts):
    counts = Counter(page.title for page in pages(facts))
    assert [title for title, count in counts.items() if count > 1] == []


def test_it_holds_what_training_has_to_cope_with(facts):
    by_title = {page.title: page for page in pages(facts)}
    text = "\n".join(page.text for page in by_title.values())
    assert len(facts.articles) >= 400
    assert any(target in facts.redirects for target in facts.redirects.values()), "a double redirect"
    for what in ("{|", "<ref>", "{{Infobox", "[[File:", "[[Category:", "=== Further reading ===", "__DISAMBIG__"):
        assert what in text
    assert re.search(r"\[\[\w+\]\][a-z]", text), "a link with a trail"


def test_the_dump_reader_reads_it_whole(facts):
    with Dump([str(EXPORT)]) as dump:
        read = [(page.title, page.redirect, page.text) for page in dump]
    written = [(page.title, page.redirect, page.text) for page in pages(facts)]
    assert read == written


@pytest.mark.parametrize(
    ("marked_text", "expected"),
    [
        ("The [Danube] and the [Danube].", "The [[Danube]] and the Danube."),
        ("[river]s, [grey wolf|wolves]", "[[river]]s, [[grey wolf|wolves]]"),
        ("* [Danube]\n* [Danube]", "* [[Danube]]\n* [[Danube]]"),
        ("[Vienna] is [Vienna]", "Vienna is Vienna"),
        ("[[Danube#Course|its course]]", "[[Danube#Course|its course]]"),
    ],
)
def test_editors_link_the_first_mention(monkeypatch, marked_text, expected):
    monkeypatch.setattr("training.sample.marks.percent", lambda *_: 99)
    assert Linker("Vienna", {}).link(marked_text) == expected


def test_the_printed_request_goes_to_the_given_address():
    command = [sys.executable, "-m", "training.sample", "curl", "--url", "http://127.0.0.1:1234"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "curl -s http://127.0.0.1:1234/v1/linkrecommendations/samplewiki/" in printed
