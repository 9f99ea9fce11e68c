"""Parsing of requests for recommendations, whose form spec/openapi.yaml describes.

References:
    https://www.mediawiki.org/wiki/Manual:Page_title
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from api.errors import BodyError, ParameterError
from api.serving import request_options
from api.serving.request_options import json_integer, whole_number
from linking.recommender import RecommendationQuery
from linking.rules.model import Rule, RulesError
from linking.rules.validation import parse_rules

MAX_SECTIONS = 500
MAX_SECTION_LENGTH = 1000
MAX_TITLE_LENGTH = 255  # MediaWiki's limit, which counts bytes
MAX_RULE_VALUES = 20_000
MAX_ID = (1 << 63) - 1

_MAX_NAMED_PROBLEMS = 10
_MAX_PROBLEM_LENGTH = 2000
_INVALID_IN_TITLES = re.compile(r"[\x00-\x1f\x7f#<>\[\]{}|\ufffd\ud800-\udfff]")
_SECTIONS_PROBLEM = f"must be a list of at most {MAX_SECTIONS} names of at most {MAX_SECTION_LENGTH} characters"


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
        partial: Whether to answer with what was found if the time does not suffice for the whole article.
        verify: Whether to ask the wiki whether the targets still are articles.
        rules: Rules of the request, which apply in addition to those of the wiki.
    """

    new_query: functools.partial[RecommendationQuery]
    wikitext: str | None
    pageid: int
    revid: int
    revision: int | None
    partial: bool = False
    verify: bool = False
    rules: tuple[Rule, ...] = ()


def parse_request(parameters: MultiDict[str, str], body: bytes) -> RecommendationRequest:
    """Parse the parameters of the query string, and the body if there is one, which `request_options` may be in too.

    Raises:
        ParameterError: If a parameter is invalid.
        BodyError: If the body is invalid.
    """
    return parse_fields(parameters, parse_object(body) if body else {})


def parse_fields(parameters: MultiDict[str, str], fields: Mapping[str, Any]) -> RecommendationRequest:
    """Parse the parameters of the query string and the members of the body; see `parse_request`."""
    sections = parameters.getlist("sections_to_exclude")
    if not _are_section_names(sections):
        raise ParameterError("sections_to_exclude", _SECTIONS_PROBLEM)
    new_query = functools.partial(
        RecommendationQuery,
        threshold=request_options.THRESHOLD.read(parameters, fields),
        max_recommendations=request_options.LIMIT.read(parameters, fields),
        language=request_options.LANGUAGE.read(parameters, fields),
        sections_to_exclude=(*_sections(fields), *sections),
        explain=request_options.EXPLAIN.read(parameters, fields),
    )
    return RecommendationRequest(
        new_query=new_query,
        wikitext=_wikitext(fields),
        pageid=_identifier(fields, "pageid"),
        revid=_identifier(fields, "revid"),
        revision=_revision(parameters),
        partial=request_options.PARTIAL.read(parameters, fields),
        verify=request_options.VERIFY.read(parameters, fields),
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


def _revision(parameters: MultiDict[str, str]) -> int | None:
    if "revision" not in parameters:
        return None
    try:
        return whole_number(parameters["revision"], MAX_ID)
    except ValueError as error:
        raise ParameterError("revision", "must be a positive whole number") from error


def parse_object(body: bytes) -> Mapping[str, Any]:
    """Parse a JSON object.

    Raises:
        BodyError: If the body is something else.
    """
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
    try:
        number = json_integer(value)
    except ValueError:
        number = -1
    if not 0 <= number <= MAX_ID:
        raise BodyError(name, "must be a whole number, not negative")
    return number


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
