"""The design's files: complete style sheets, and templates that Jinja can read."""

from __future__ import annotations

import re

from linking.design.files import TEMPLATES, style_sheet

SHEET = style_sheet()


def test_the_tokens_come_first_with_their_version_and_licence():
    assert re.match(
        r"/\* Codex design tokens of Wikimedia: @wikimedia/codex-design-tokens \d+\.\d+\.\d+, sha512-", SHEET
    )
    assert "Licence: GPL-2.0+" in SHEET


def test_the_dark_theme_applies_to_screens_alone_so_that_prints_are_light():
    dark = SHEET.partition("@media screen and (prefers-color-scheme: dark) {")[2]
    assert "--background-color-base: #101418;" in dark
    assert "--background-color-base: #fff;" in SHEET


def test_every_property_that_the_styles_use_is_defined():
    assert set(re.findall(r"var\(\s*(--[\w-]+)", SHEET)) <= set(re.findall(r"(--[\w-]+):", SHEET))


def test_nothing_is_loaded_from_elsewhere():
    assert not re.search(r"url\(|@import|https?:", SHEET)


def test_the_styles_have_no_physical_sides():
    base = SHEET.partition("Base styles")[2]
    assert not re.search(r"(margin|padding|border|inset)-(left|right)|\b(left|right):|text-align: (left|right)", base)


def test_the_frame_of_a_document_is_a_template():
    frame = (TEMPLATES / "document.html").read_text(encoding="utf-8")
    assert 'class="skip" href="#content"' in frame
    assert 'id="content"' in frame
