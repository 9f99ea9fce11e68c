"""Links that templates print: which values of which parameters count as links."""

from __future__ import annotations

import json

import pytest

from linking.template_links import LinkParameters, LinkParametersError, parameter_title
from linking.text.titles import Site
from linking.wikitext.article import parse

SITE = Site("kwwiki", "kw", namespaces={"skantlyn": 10, "klass": 14})
LEARNED = LinkParameters({"Main": {"1", "2"}, "Infobox country": {"capital"}})


@pytest.mark.parametrize(
    ("wikitext", "titles"),
    [
        ("{{main|Vienna}}", ["Vienna"]),
        ("{{Main|vienna#History|Graz}} {{main|Linz}}", ["Vienna", "Graz", "Linz"]),
        ("{{Skantlyn:main|1=Vienna}} {{ template:Main |Graz}}", ["Vienna", "Graz"]),
        ("{{Infobox country\n| name = Austria\n| capital = Vienna\n}}", ["Vienna"]),
        ("{{infobox_country|capital=Vienna|Capital=Graz}}", ["Vienna"]),
        ("{{box|{{main|Vienna}}}} <ref>{{main|Graz}}</ref>", ["Vienna", "Graz"]),
        ("{{main|Klass:Vienna}} {{main|[[Vienna]]}} {{main|{{x}}}} {{main|1918}} {{main|de:Wien}}", []),
        ("{{main|third=Vienna|a|b|Graz}}", ["A", "B"]),
        ("{{other|Vienna}} {{main}} <nowiki>{{main|Vienna}}</nowiki>", []),
    ],
)
def test_values_of_learned_parameters_are_linked_titles(wikitext, titles):
    assert list(LEARNED.linked_titles(SITE, parse(wikitext))) == titles


def test_nothing_is_linked_where_nothing_is_learned():
    assert list(LinkParameters().linked_titles(SITE, parse("{{main|Vienna}}"))) == []


@pytest.mark.parametrize("value", ["x" * 256, "12", "1918-11-12", "a<br>b", "Vienna|Graz", "", "Klass:Vienna"])
def test_values_that_name_no_article_have_no_title(value):
    assert parameter_title(SITE, value) is None


def test_the_file_restores_the_parameters():
    content = json.loads(json.dumps(LEARNED.to_json()))
    assert content == {"Infobox country": ["capital"], "Main": ["1", "2"]}
    assert LinkParameters.from_json(content) == LEARNED


@pytest.mark.parametrize("content", [[], None, {"Main": "1"}, {"Main": [1]}])
def test_another_structure_is_refused(content):
    with pytest.raises(LinkParametersError, match=r"templates\.json"):
        LinkParameters.from_json(content)
