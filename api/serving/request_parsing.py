"""Parsing of requests for recommendations, whose form spec/openapi.yaml describes.

References:
    https://www.mediawiki.org/wiki/Manual:Page_title
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict

from api.errors import BodyError, ParameterError
from linking.recommender import DEFAULT_RECOMMENDATIONS, DEFAULT_THRESHOLD, MAX_RECOMMENDATIONS, RecommendationQuery
from linking.rules.model import Rule, RulesError
from linking.rules.validation import parse_rules

MAX_SECTIONS = 500
MAX_SECTION_LENGTH = 1000
MAX_TITLE_LENGTH = 255  # MediaWiki's limit, which counts bytes
MAX_RULE_VALUES = 20_000
MAX_ID = (1 << 63) - 1

_MAX_NAMED_PROBLEMS = 10
_MAX_PROBLEM_LENGTH = 2000
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
_INVALID_IN_TITLES = re.compile(r"[\x00-\x1f\x7f#<>\[\]{}|\ufffd\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MAX_INTEGER_DIGITS = 19
_SECTIONS_PROBLEM = f"must be a list of at most {MAX_SECTIONS} names of at most {MAX_SECTION_LENGTH} characters"
_FALSE, _TRUE = ("0", "false", "no"), ("", "1", "true", "yes")


@dataclass(frozen=True, slots=True)
class RecommendationRequest:
    """A validated request for recommendations.

    Attributes:
        new_query: Makes the recommender's query with the request's parameters, from the title and the wikitext; takes
            the deadline and the compiled rules as keyword arguments.
        wikitext: The article's text; None if the service must fetch it.
        pageid: The article's page id, 0 if unknown.
        revid: Revision of the text, 0 if unknown.
        revision: Revision to fetch; None for the current one.
        rules: Rules of the request, which apply in addition to those of the wiki.
    """

    new_query: partial[RecommendationQuery]
    wikitext: str | None
    pageid: int
    revid: int
    revision: int | None
    rules: tuple[Rule, ...] = ()


def parse_request(parameters: MultiDict[str, str], body: bytes) -> RecommendationRequest:
    """Parse the parameters of the query string, and the body if there is one.

    Raises:
        ParameterError: If a parameter is invalid.
        BodyError: If the body is invalid.
    """
    fields = _object(body) if body else {}
    sections = parameters.getlist("sections_to_exclude")
    if not _are_section_names(sections):
        raise ParameterError("sections_to_exclude", _SECTIONS_PROBLEM)
    new_query = partial(
        RecommendationQuery,
        threshold=_threshold(parameters.get("threshold")),
        max_recommendations=_integer(parameters, "max_recommendations", MAX_RECOMMENDATIONS, DEFAULT_RECOMMENDATIONS),
        language=_language(parameters.get("language_code")),
        sections_to_exclude=(*_sections(fields), *sections),
        explain=_flag(parameters, "explain"),
    )
    return RecommendationRequest(
        new_query=new_query,
        wikitext=_wikitext(fields),
        pageid=_identifier(fields, "pageid"),
        revid=_identifier(fields, "revid"),
        revision=_integer(parameters, "revision", MAX_ID, 0) or None,
        rules=_rules(fields),
    )


def check_title(title: str) -> str:
    """Return the title if a page can have it.

    Raises:
        ParameterError: If no page can have this title.
    """
    if _INVALID_IN_TITLES.search(title):
        raise ParameterError("title", "has characters that no title can have, or is not percent-encoded UTF-8")
    if not 0 < len(title) <= MAX_TITLE_LENGTH:
        raise ParameterError("title", f"must have 1 to {MAX_TITLE_LENGTH} characters")
    return title


def _threshold(text: str | None) -> float:
    if text is None:
        return DEFAULT_THRESHOLD
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not 0 <= value <= 1:
        raise ParameterError("threshold", "must be a number from 0 to 1")
    return value


def _integer(parameters: MultiDict[str, str], name: str, maximum: int, default: int) -> int:
    text = parameters.get(name)
    if text is None:
        return default
    is_integer = text.isascii() and text.isdigit() and len(text) <= _MAX_INTEGER_DIGITS
    if not is_integer or not 1 <= int(text) <= maximum:
        bound = "a positive whole number" if maximum == MAX_ID else f"a whole number from 1 to {maximum}"
        raise ParameterError(name, f"must be {bound}")
    return int(text)


def _language(text: str | None) -> str | None:
    if text is not None and not _LANGUAGE.fullmatch(text):
        raise ParameterError("language_code", "must be a language code such as kw or zh-hant")
    return text


def _flag(parameters: MultiDict[str, str], name: str) -> bool:
    text = parameters.get(name)
    if text is None or text.lower() in _FALSE:
        return False
    if text.lower() in _TRUE:
        return True
    raise ParameterError(name, "must be true or false")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BodyError("body", "is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise BodyError("body", "must be a JSON object")
    return value


def _wikitext(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("wikitext")
    if value is None:
        return None
    if not isinstance(value, str):
        raise BodyError("wikitext", "must be a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BodyError("wikitext", "contains an unpaired surrogate, which is not a character") from error
    return value


def _identifier(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is float and value.is_integer():
        value = int(value)  # JSON Schema counts 5.0 as an integer
    if type(value) is not int or not 0 <= value <= MAX_ID:
        raise BodyError(name, "must be a whole number, not negative")
    return value


def _sections(fields: Mapping[str, Any]) -> Sequence[str]:
    value = fields.get("sections_to_exclude")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value) or not _are_section_names(value):
        raise BodyError("sections_to_exclude", _SECTIONS_PROBLEM)
    return value


def _are_section_names(names: Sequence[str]) -> bool:
    return len(names) <= MAX_SECTIONS and all(len(name) <= MAX_SECTION_LENGTH for name in names)


def _rules(fields: Mapping[str, Any]) -> tuple[Rule, ...]:
    value = fields.get("rules")
    if _count_values(value) > MAX_RULE_VALUES:
        raise BodyError("rules", f"have more than {MAX_RULE_VALUES} values")
    try:
        return parse_rules(value, "request").rules
    except RulesError as error:
        problems = "; ".join(map(str, error.problems[:_MAX_NAMED_PROBLEMS]))
        raise BodyError("rules", f"cannot be used: {problems}"[:_MAX_PROBLEM_LENGTH]) from error


def _count_values(value: object) -> int:
    """Count the values in parsed JSON, at any depth."""
    values, count = [value], 0
    for item in values:
        count += 1
        if isinstance(item, list):
            values += item
        elif isinstance(item, dict):
            values += item.values()
    return count
