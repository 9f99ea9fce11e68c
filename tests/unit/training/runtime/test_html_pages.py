"""HTML files for people: one file, with the design and without scripts."""

from __future__ import annotations

import pytest

from linking.design.files import style_sheet
from training.runtime.html_pages import render

TEMPLATE = """{% extends "output.html" %}
{% block title %}{{ name }}{% endblock %}
{% block style %}p { margin: 0; }{% endblock %}
{% block main %}<h1>{{ name }}</h1>{{ 0.1234|percent }}{% endblock %}"""


@pytest.fixture
def package(tmp_path, monkeypatch) -> str:
    templates = tmp_path / "made_pages" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "made_pages" / "__init__.py").touch()
    (templates / "made.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "made_pages"


def test_a_page_is_one_file_with_the_design_and_its_own_styles(package):
    page = render(package, "made.html", name="kwwiki")
    assert page.startswith("<!DOCTYPE html>")
    assert style_sheet() in page
    assert "p { margin: 0; }" in page
    assert page.count("<style>") == 1
    assert "style=" not in page
    assert "<script" not in page
    assert "12.3" in page


def test_text_is_escaped(package):
    assert "<h1>&lt;b&gt;</h1>" in render(package, "made.html", name="<b>")
