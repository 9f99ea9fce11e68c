"""Renew training/corpus/calendar_names.tsv: `make calendar-names`. Needs Babel, which training has.

Each line has the fields of a CalendarName.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from babel.core import Locale
from babel.dates import get_day_names, get_month_names
from babel.localedata import locale_identifiers

from training.corpus.calendar_names import FILE, MONTH, PART, SIZES, WEEKDAY, WHOLE, CalendarName, without_apostrophes

_WEEK, _OTHER_WEEKS = "星期", ("禮拜", "礼拜")
"""How Chinese weekdays begin in CLDR, and in other Chinese languages."""
_CONTEXTS: Final = ("format", "stand-alone")


def names_in_cldr() -> list[CalendarName]:
    """Return the names in all locales without a territory."""
    names: list[CalendarName] = []
    for identifier in sorted(locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.territory is None:
            names += _names_of(locale, identifier)
    return list(dict.fromkeys(names))


def _names_of(locale: Locale, identifier: str) -> Iterator[CalendarName]:
    for context in _CONTEXTS:
        months, days = get_month_names("wide", context, locale), get_day_names("wide", context, locale)
        for kind, numbered in ((MONTH, months), (WEEKDAY, days)):
            if len({name for name in numbered.values() if any(map(str.isalpha, name))}) == SIZES[kind]:
                for number, name in numbered.items():
                    yield from _forms(name.lower().strip(), kind, int(number), identifier)


def _forms(name: str, kind: str, number: int, locale: str) -> Iterator[CalendarName]:
    name = without_apostrophes(name)
    for week in dict.fromkeys((_WEEK, *(_OTHER_WEEKS if _WEEK in name else ()))):
        yield CalendarName(name.replace(_WEEK, week), kind, number, locale)
    if name.partition("-")[0].isalpha() and "-" in name:
        yield CalendarName(name.partition("-")[0], kind, number, locale, whole=False)


def main() -> None:
    """Write the file."""
    rows = ((row.name, row.kind, str(row.number), row.locale, WHOLE if row.whole else PART) for row in names_in_cldr())
    FILE.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
