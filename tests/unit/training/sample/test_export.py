"""The committed export is up to date, and can be read as a dump."""

from __future__ import annotations

import pytest

from training.dumps.dump import Dump
from training.sample.articles import SamplePage, pages
from training.sample.export import EXPORT, export
from training.sample.facts import Facts


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.read()


def test_the_committed_export_is_up_to_date(facts):
    assert EXPORT.read_text(encoding="utf-8") == "".join(export(pages(facts))), "run `make sample`"


def test_the_export_can_be_read_as_a_dump(facts):
    with Dump([str(EXPORT)]) as dump:
        read = [(page.title, page.redirect, page.text) for page in dump]
    written = [(page.title, page.redirect, page.text) for page in pages(facts)]
    assert read == written


def test_special_characters_are_escaped(tmp_path):
    page = SamplePage('A & "B"', "<b>&amp;</b>", redirect='C & "D"')
    (tmp_path / "dump.xml").write_text("".join(export([page])), encoding="utf-8")
    with Dump([str(tmp_path / "dump.xml")]) as dump:
        (found,) = dump
    assert (found.title, found.text, found.redirect) == (page.title, page.text, page.redirect)
