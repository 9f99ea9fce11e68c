"""The header of an export describes the wiki."""

from __future__ import annotations

import pytest

from tests.helpers.training.exports import HEADER, export
from training.dumps.siteinfo import DumpHeader, parse_number
from training.dumps.xml_export import ExportParser


def header_of(header: str) -> DumpHeader:
    parser = ExportParser()
    parser.feed(export(header=header))
    assert parser.header is not None
    return parser.header


def test_the_site_is_read_from_siteinfo():
    header = header_of(HEADER)

    assert (header.dbname, header.sitename, header.version) == ("kwwiki", "Wikipedya", "0.11")
    assert header.generator == "MediaWiki 1.44"
    assert (header.site.wiki, header.site.language, header.site.case) == ("kwwiki", "kw", "first-letter")
    assert dict(header.site.namespaces) == {
        "arbennek": -1,
        "restren": 6,
        "skeusen goth": 6,
        "gadget definition": 2302,
    }


def test_the_case_rule_is_that_of_the_main_namespace():
    header = HEADER.replace('key="0" case="first-letter"', 'key="0" case="case-sensitive"')

    assert header_of(header).site.case == "case-sensitive"


def test_without_a_language_the_database_name_is_used():
    header = HEADER.replace(' xml:lang="kw"', "").replace("kwwiki", "zh_min_nanwiktionary")

    assert header_of(header).site.language == "zh-min-nan"


def test_without_a_database_name_the_language_is_undetermined():
    header = HEADER.replace(' xml:lang="kw"', "").replace("<dbname>kwwiki</dbname>", "")

    assert header_of(header).site.language == "und"


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("-1", -1), ("", 0), ("x", 0)])
def test_an_invalid_number_is_0(text, number):
    assert parse_number(text) == number


def test_the_address_of_the_main_page_is_that_of_the_wiki():
    base = "https://kw.wikipedia.org/wiki/Folen_dre"
    header = HEADER.replace("<dbname>", f"<base>{base}</base><dbname>")

    assert header_of(header).site.base == base
    assert header_of(HEADER).site.base == ""
