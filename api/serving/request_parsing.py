"""Requests as they come in: the shapes of spec/openapi.yaml."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from api.errors import BodyError, ParameterError
from linking.recommender import DEFAULT_RECOMMENDATIONS, DEFAULT_THRESHOLD, MOST_RECOMMENDATIONS, Request
from linking.response import Page
from linking.rules.matcher import RuleBook
from linking.rules.model import Rule, RulesError
from linking.rules.validation import parse_rules

MOST_SECTIONS = 500
LONGEST_SECTION = 1000
LONGEST_TITLE = 255  # MediaWiki's own limit, which counts bytes
MOST_RULE_VALUES = 20_000
LARGEST_ID = (1 << 63) - 1

_PROBLEMS_SHOWN, _LONGEST_PROBLEM = 10, 2000
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
_NO_TITLE = re.compile(r"[\x00-\x1f\x7f#<>\[\]{}|\ufffd\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SECTIONS = f"must be a list of at most {MOST_SECTIONS} names of at most {LONGEST_SECTION} characters"
_FALSE, _TRUE = ("0", "false", "no"), ("", "1", "true", "yes")


class Query(Protocol):
    """The query string's parameters, as werkzeug's MultiDict has them."""

    def get(self, key: str) -> str | None: ...
    def getlist(self, key: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Ask:
    """What the caller wants, checked. wikitext: None where the wiki is to be asked for it."""

    threshold: float
    max_recommendations: int
    language: str | None
    sections_to_exclude: tuple[str, ...]
    explain: bool
    revision: int | None
    pageid: int
    revid: int
    wikitext: str | None
    rules: tuple[Rule, ...] = ()

    def request(self, page: Page, deadline: float | None, rules: RuleBook | None = None) -> Request:
        """As the recommender takes it. rules: those of the wiki, with the caller's."""
        return Request(
            title=page.title,
            wikitext=page.wikitext,
            threshold=self.threshold,
            max_recommendations=self.max_recommendations,
            language=self.language,
            sections_to_exclude=self.sections_to_exclude,
            deadline=deadline,
            explain=self.explain,
            rules=rules,
        )


def read_ask(query: Query, body: bytes) -> Ask:
    """Check the parameters and the body. Raises ParameterError, BodyError."""
    fields = _object(body) if body else {}
    sections = query.getlist("sections_to_exclude")
    if not _bounded(sections):
        raise ParameterError("sections_to_exclude", _SECTIONS)
    return Ask(
        threshold=_threshold(query.get("threshold")),
        max_recommendations=_count(query.get("max_recommendations")),
        language=_language(query.get("language_code")),
        sections_to_exclude=(*_sections(fields), *sections),
        explain=_flag("explain", query.get("explain")),
        revision=_revision(query.get("revision")),
        pageid=_identifier(fields, "pageid"),
        revid=_identifier(fields, "revid"),
        wikitext=_wikitext(fields),
        rules=_rules(fields),
    )


def check_title(title: str) -> str:
    """The title as given. Raises ParameterError where no page can have it."""
    if _NO_TITLE.search(title):
        raise ParameterError("title", "has characters that no title can have, or is not percent-encoded UTF-8")
    if not 0 < len(title) <= LONGEST_TITLE:
        raise ParameterError("title", f"must have 1 to {LONGEST_TITLE} characters")
    return title


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BodyError("body", "is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise BodyError("body", "must be a JSON object")
    return value


def _threshold(text: str | None) -> float:
    if text is None:
        return DEFAULT_THRESHOLD
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not 0 <= value <= 1:
        raise ParameterError("threshold", "must be a number from 0 to 1")
    return value


def _count(text: str | None) -> int:
    if text is None:
        return DEFAULT_RECOMMENDATIONS
    value = _whole(text)
    if value is None or not 1 <= value <= MOST_RECOMMENDATIONS:
        raise ParameterError("max_recommendations", f"must be a whole number from 1 to {MOST_RECOMMENDATIONS}")
    return value


def _revision(text: str | None) -> int | None:
    if text is None:
        return None
    value = _whole(text)
    if value is None or not 1 <= value <= LARGEST_ID:
        raise ParameterError("revision", "must be a positive whole number")
    return value


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else None


def _language(text: str | None) -> str | None:
    if text is not None and not _LANGUAGE.fullmatch(text):
        raise ParameterError("language_code", "must be a language code such as kw or zh-hant")
    return text


def _flag(name: str, text: str | None) -> bool:
    if text is None or text.lower() in _FALSE:
        return False
    if text.lower() in _TRUE:
        return True
    raise ParameterError(name, "must be true or false")


def _sections(fields: Mapping[str, Any]) -> Sequence[str]:
    value = fields.get("sections_to_exclude")
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value) or not _bounded(value):
        raise BodyError("sections_to_exclude", _SECTIONS)
    return value


def _bounded(sections: Sequence[str]) -> bool:
    return len(sections) <= MOST_SECTIONS and all(len(name) <= LONGEST_SECTION for name in sections)


def _identifier(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is float and value.is_integer():
        value = int(value)  # 5.0 is an integer in JSON's eyes
    if type(value) is not int or not 0 <= value <= LARGEST_ID:
        raise BodyError(name, "must be a whole number, not negative")
    return value


def _rules(fields: Mapping[str, Any]) -> tuple[Rule, ...]:
    value = fields.get("rules")
    if _size(value) > MOST_RULE_VALUES:
        raise BodyError("rules", f"have more than {MOST_RULE_VALUES} values")
    try:
        return parse_rules(value, "request").rules
    except RulesError as error:
        shown = "; ".join(map(str, error.problems[:_PROBLEMS_SHOWN]))
        raise BodyError("rules", f"cannot be used: {shown}"[:_LONGEST_PROBLEM]) from error


def _size(value: object) -> int:
    """Number of values in plain data, however deep."""
    values, found = [value], 0
    for one in values:
        found += 1
        if isinstance(one, list):
            values += one
        elif isinstance(one, dict):
            values += one.values()
    return found


def _wikitext(fields: Mapping[str, Any]) -> str | None:
    value = fields.get("wikitext")
    if value is None:
        return None
    if not isinstance(value, str):
        raise BodyError("wikitext", "must be a string")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BodyError("wikitext", "has half of a surrogate pair, which is not a character") from error
    return value
