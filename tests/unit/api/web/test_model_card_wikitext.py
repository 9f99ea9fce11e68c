"""A model card as wikitext: what it says, and that no text in it becomes markup."""

from __future__ import annotations

from dataclasses import replace

import mwparserfromhell
import pytest

from api.web.model_card import ModelCard, Section, Table
from api.web.model_card_wikitext import escape, wikitext

HOSTILE = (
    "}}\n== a ==|x=1 [[b]] {{c}} <script>d</script></nowiki><ref>e</ref> ''f'' ~~~~ __NOTOC__ &amp; -- https://g.h"
)
CARD = ModelCard(
    wiki="kwwiki",
    title="Link recommendation for kwwiki",
    summary="Suggests links.",
    facts=(("Dump", "kwwiki.xml"),),
    sections=[Section("Limits", ("None.",), ("One", "Two"), Table("All", ("a", "b"), [("c", "5 %")]))],
    contact="The team",
    contact_address="",
)


def test_it_begins_with_the_template_and_has_the_sections() -> None:
    code = mwparserfromhell.parse(wikitext(CARD))
    (template,) = code.filter_templates()
    assert template.name.strip() == "Model card"
    assert template.get("model_name").value.strip() == "Link recommendation for kwwiki"
    assert template.get("model_owner").value.strip() == "The team"
    assert [str(heading.title).strip() for heading in code.filter_headings()] == ["Limits", "Contact"]
    assert '|+ All\n|-\n! scope="col" | a\n' in str(code)
    assert str(code).count("{|") == str(code).count("|}\n") == 2


def test_a_card_without_contact_has_no_such_section() -> None:
    assert "Contact" not in wikitext(replace(CARD, contact=""))


def test_hostile_text_stays_text_everywhere() -> None:
    section = Section(HOSTILE, (HOSTILE,), (HOSTILE,), Table(HOSTILE, (HOSTILE,), [(HOSTILE, HOSTILE)]))
    hostile = replace(
        CARD,
        title=HOSTILE,
        summary=HOSTILE,
        contact=HOSTILE,
        facts=((HOSTILE, HOSTILE),),
        sections=[section],
    )
    code = mwparserfromhell.parse(wikitext(hostile))
    assert len(code.filter_templates()) == 1
    assert code.filter_wikilinks() == code.filter_external_links() == []
    assert len(code.filter_headings()) == 2
    assert {str(tag.tag) for tag in code.filter_tags()} <= {"nowiki", "table", "tr", "td", "th", "li"}
    assert len(code.filter_templates()[0].params) == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 345 articles, 5 %", "12 345 articles, 5 %"),
        ("a\n b", "a b"),
        ("", ""),
        (0.5, "0.5"),
        ("- a", "<nowiki>- a</nowiki>"),
        ("a|b", "<nowiki>a|b</nowiki>"),
        ("</nowiki>", "<nowiki>&lt;/nowiki&gt;</nowiki>"),
        ("mailto:a", "<nowiki>mailto:a</nowiki>"),
    ],
)
def test_only_text_that_could_be_markup_is_marked(text: object, expected: str) -> None:
    assert escape(text) == expected
