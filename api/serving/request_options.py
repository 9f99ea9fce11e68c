"""The options that a request may give in its query string or, with a POST, as members of its JSON body.

Both places are validated alike. If both give an option, the query string wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from werkzeug.datastructures import MultiDict

from api.errors import BodyError, ParameterError
from linking.recommender import DEFAULT_RECOMMENDATIONS, DEFAULT_THRESHOLD, MAX_RECOMMENDATIONS

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
_MAX_INTEGER_DIGITS = 19
_FALSE, _TRUE = ("0", "false", "no"), ("", "1", "true", "yes")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Option(Generic[Value]):
    """An option of a request.

    Attributes:
        name: Name of the parameter and of the member.
        default: Value if the request does not give the option.
        problem: What an invalid value must be instead.
        from_text: Reads a parameter; raises ValueError if it is invalid.
        from_json: Reads a value of parsed JSON; raises ValueError if it is invalid.
    """

    name: str
    default: Value
    problem: str
    from_text: Callable[[str], Value]
    from_json: Callable[[object], Value]

    def read(self, parameters: MultiDict[str, str], members: Mapping[str, Any]) -> Value:
        """Return the value that a request gives to the option.

        Args:
            parameters: The parameters of the query string.
            members: The members of the body. A member that is null counts as missing.

        Raises:
            ParameterError: If the parameter is invalid.
            BodyError: If the member is invalid, even if the query string gives the option too.
        """
        value = self.default
        if members.get(self.name) is not None:
            try:
                value = self.from_json(members[self.name])
            except ValueError as error:
                raise BodyError(self.name, self.problem) from error
        if self.name in parameters:  # `get` makes an exception with an HTTP response of each missing one
            try:
                value = self.from_text(parameters[self.name])
            except ValueError as error:
                raise ParameterError(self.name, self.problem) from error
        return value


def whole_number(text: str, maximum: int) -> int:
    """Read a whole number from 1 to a maximum of at most 19 digits.

    Raises:
        ValueError: If the text is something else.
    """
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_INTEGER_DIGITS or not 1 <= int(text) <= maximum:
        raise ValueError(text)
    return int(text)


def json_integer(value: object) -> int:
    """Read an integer of JSON, which may be written as 5.0.

    Raises:
        ValueError: If the value is something else.
    """
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        raise ValueError(value)
    return value


def _score(value: float) -> float:
    if not 0 <= value <= 1:  # also refuses NaN
        raise ValueError(value)
    return float(value)


def _score_from_text(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return _score(float(text))


def _score_from_json(value: object) -> float:
    if type(value) is int or type(value) is float:  # excludes true and false
        return _score(value)
    raise ValueError(value)


def _limit_from_json(value: object) -> int:
    number = json_integer(value)
    if not 1 <= number <= MAX_RECOMMENDATIONS:
        raise ValueError(value)
    return number


def _language(value: object) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise ValueError(value)
    return value


def _flag_from_text(text: str) -> bool:
    if text.lower() not in (*_FALSE, *_TRUE):
        raise ValueError(text)
    return text.lower() in _TRUE


def _flag_from_json(value: object) -> bool:
    if value is not True and value is not False:
        raise ValueError(value)
    return value


THRESHOLD = Option("threshold", DEFAULT_THRESHOLD, "must be a number from 0 to 1", _score_from_text, _score_from_json)
LIMIT = Option(
    "max_recommendations",
    DEFAULT_RECOMMENDATIONS,
    f"must be a whole number from 1 to {MAX_RECOMMENDATIONS}",
    lambda text: whole_number(text, MAX_RECOMMENDATIONS),
    _limit_from_json,
)
LANGUAGE: Option[str | None] = Option(
    "language_code", None, "must be a language code such as kw or zh-hant", _language, _language
)
EXPLAIN = Option("explain", False, "must be true or false", _flag_from_text, _flag_from_json)
PARTIAL = Option("partial", False, "must be true or false", _flag_from_text, _flag_from_json)
VERIFY = Option("verify", False, "must be true or false", _flag_from_text, _flag_from_json)
