"""The parameters of template calls."""

from __future__ import annotations

import pytest

from linking.wikitext.article import parse
from linking.wikitext.template_parameters import TemplateCall, call_parameters, named_calls
from tests.helpers.cases import cases


@pytest.mark.parametrize("case", cases("template_parameters.yaml"), ids=lambda case: case["call"])
def test_names_and_parameters_are_those_that_mediawiki_reads(case):
    text = f"Text. {case['call']} Text."
    end = len(text) - len(" Text.")
    names = [call.name for call in named_calls(text, [(6, end)])]
    assert names == ([] if case["name"] is None else [case["name"]])
    assert dict(call_parameters(text, TemplateCall("", 6, end))) == case["parameters"]


def test_the_calls_of_an_article_have_their_exact_spans():
    wikitext = "A {{main|Vienna}} <ref>{{cite|x}}</ref> {{box|{{flag|AUT}}}}\n{{{arg}}}"
    spans = [wikitext[start:end] for start, end in parse(wikitext).templates]
    assert spans == ["{{main|Vienna}}", "{{cite|x}}", "{{flag|AUT}}", "{{box|{{flag|AUT}}}}"]


@pytest.mark.parametrize("unclosed", ["<!--", "<nowiki>", "<ref ", "{{", "[[", "}}", "|=", " ", "<!-- -->"])
def test_any_repetition_is_read(unclosed):
    """An expression that searches to the end at each of them would take hours."""
    text = "{{box|" + unclosed * 200_000 + "}}"
    (call,) = named_calls(text, [(0, len(text))])
    assert len(list(call_parameters(text, call))) <= 200_000
    text = "{{box" + unclosed * 200_000
    assert len(list(named_calls(text, [(0, len(text))]))) <= 1


def test_calls_that_are_nested_deeply_are_read_from_the_inside():
    """Reading each of them to its end would take a time that grows with the depth."""
    wikitext = "{{a|" * 10 + "x" * 5_000 + "}}" * 10
    calls = list(named_calls(wikitext, parse(wikitext).templates))
    assert len(calls) == 5
    assert calls[0].end - calls[0].start == 5_006
