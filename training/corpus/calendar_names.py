"""The names of months and weekdays in all languages that the Unicode CLDR knows.

The names are data, which `make calendar-names` takes from Babel, because Babel needs a second to load all locales.

References:
    https://cldr.unicode.org/translation/date-time/date-time-names
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.core import Locale, UnknownLocaleError

MONTH, WEEKDAY = "month", "weekday"
SIZES = {MONTH: 12, WEEKDAY: 7}
APOSTROPHES: Final = "['’ʼ]"
_APOSTROPHES = re.compile(APOSTROPHES)
FILE = Path(__file__).with_suffix(".tsv")
WHOLE, PART = "whole", "part"


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
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return tuple(
        CalendarName(name, kind, int(number), locale, whole == WHOLE) for name, kind, number, locale, whole in rows
    )


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


def without_apostrophes(name: str) -> str:
    """Return the form of a name or title in which names are compared: Cornish "Dy' Lun" and "dy Lun" are the same."""
    return _APOSTROPHES.sub("", name)
