"""The names of months and weekdays in all languages that the Unicode CLDR knows, through Babel.

References:
    https://cldr.unicode.org/translation/date-time/date-time-names
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from babel.localedata import locale_identifiers

MONTH, WEEKDAY = "month", "weekday"
SIZES = {MONTH: 12, WEEKDAY: 7}
APOSTROPHES: Final = "['’ʼ]"
_APOSTROPHES = re.compile(APOSTROPHES)
_WEEK, _OTHER_WEEKS = "星期", ("禮拜", "礼拜")
"""How Chinese weekdays begin in CLDR, and in other Chinese languages."""
_CONTEXTS: Final = ("format", "stand-alone")


@dataclass(frozen=True, slots=True)
class CalendarName:
    """The name of a month or a weekday.

    Attributes:
        name: The name in lower case, without apostrophes.
        kind: MONTH or WEEKDAY.
        number: The number of the month or weekday.
        locale: CLDR's name of the locale, such as "zh_Hant".
        whole: False for a part of a name, such as "segunda" of "segunda-feira", which may mean something else.
    """

    name: str
    kind: str
    number: int
    locale: str
    whole: bool = True


@cache
def calendar_names() -> tuple[CalendarName, ...]:
    """Return the names in all locales. Those that differ from their language's only by country are left out."""
    names: list[CalendarName] = []
    for identifier in sorted(locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.territory is None:
            names += _names_of(locale, identifier)
    return tuple(dict.fromkeys(names))


@cache
def all_names() -> frozenset[str]:
    """Return the names in lower case, of all kinds and locales."""
    return frozenset(name.name for name in calendar_names())


def locale_of(language: str) -> str | None:
    """Return CLDR's name of the locale of a MediaWiki language code, or None if CLDR does not know the language."""
    try:
        found = Locale.parse(language, sep="-") if language.replace("-", "").isalnum() else None
    except (ValueError, UnknownLocaleError):
        return None
    return None if found is None or found.territory else str(found)


def _names_of(locale: Locale, identifier: str) -> Iterator[CalendarName]:
    for context in _CONTEXTS:
        months, days = get_month_names("wide", context, locale), get_day_names("wide", context, locale)
        for kind, numbered in ((MONTH, months), (WEEKDAY, days)):
            if len({name for name in numbered.values() if any(map(str.isalpha, name))}) == SIZES[kind]:
                for number, name in numbered.items():
                    yield from _forms(name.lower().strip(), kind, int(number), identifier)


def without_apostrophes(name: str) -> str:
    """Return the form of a name or title in which names are compared: Cornish "Dy' Lun" and "dy Lun" are the same."""
    return _APOSTROPHES.sub("", name)


def _forms(name: str, kind: str, number: int, locale: str) -> Iterator[CalendarName]:
    name = without_apostrophes(name)
    for week in dict.fromkeys((_WEEK, *(_OTHER_WEEKS if _WEEK in name else ()))):
        yield CalendarName(name.replace(_WEEK, week), kind, number, locale)
    if name.partition("-")[0].isalpha() and "-" in name:
        yield CalendarName(name.partition("-")[0], kind, number, locale, whole=False)
