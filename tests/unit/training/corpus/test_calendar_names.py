"""The names of months and weekdays come from CLDR."""

from __future__ import annotations

import pytest

from tools.calendar_names import names_in_cldr
from training.corpus.calendar_names import MONTH, SIZES, WEEKDAY, all_names, calendar_names, locale_of


def test_the_file_has_the_names_of_the_installed_cldr():
    assert list(calendar_names()) == names_in_cldr(), "make calendar-names"


@pytest.mark.parametrize(
    ("name", "kind", "number", "locale"),
    [
        ("mis genver", MONTH, 1, "kw"),
        ("april", MONTH, 4, "en"),
        ("апрель", MONTH, 4, "ru"),
        ("апреля", MONTH, 4, "ru"),
        ("quarta-feira", WEEKDAY, 2, "pt"),
        ("一月", MONTH, 1, "zh"),
    ],
)
def test_names_are_in_their_locale(name, kind, number, locale):
    found = {(row.name, row.kind, row.number, row.locale) for row in calendar_names() if row.whole}
    assert (name, kind, number, locale) in found


def test_parts_of_names_are_marked():
    assert [row.whole for row in calendar_names() if (row.name, row.locale) == ("quarta", "pt")] == [False]


def test_every_locale_has_all_names_of_a_kind():
    numbers: dict[tuple[str, str], set[int]] = {}
    for row in calendar_names():
        numbers.setdefault((row.kind, row.locale), set()).add(row.number)
    assert all(len(found) == SIZES[kind] for (kind, _), found in numbers.items())


def test_names_have_letters():
    assert all(any(map(str.isalpha, name)) for name in all_names())


@pytest.mark.parametrize(
    ("language", "locale"), [("kw", "kw"), ("zh-hant", "zh_Hant"), ("gan", None), ("be-x-old", None), ("", None)]
)
def test_languages_of_wikis_are_locales_if_cldr_knows_them(language, locale):
    assert locale_of(language) == locale
