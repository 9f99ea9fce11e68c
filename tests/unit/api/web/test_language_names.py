"""Names of languages in the reader's language and in the language itself."""

from __future__ import annotations

import json

import pytest
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from api.web.language_names import _DIRECTORY, LanguageName, language_name, own_name, reader_language
from linking.text.language_data import WIKIPEDIA_CODES


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("xx, fr;q=0.5", "fr"),
        ("fr;q=0.2, ar;q=0.7", "ar"),
        ("zh-TW", "zh-hant"),
        ("zh-Hant-HK", "zh-hant"),
        ("pt-BR", "pt"),
        ("de;q=0", "en"),
        ("own", "en"),
        ("../own", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_the_readers_language_is_the_first_that_there_are_names_in(header: str, expected: str) -> None:
    assert reader_language(parse_accept_header(header, LanguageAccept)) == expected


@pytest.mark.parametrize(
    ("code", "reader", "expected"),
    [
        ("kw", "de", LanguageName("Kornisch", "de")),
        ("kw", "en", LanguageName("Cornish", "en")),
        ("bat-smg", "de", LanguageName("Samogitisch", "de")),
        ("zh-min-nan", "en", LanguageName("Min Nan Chinese", "en")),
        ("roa-tara", "de", LanguageName("Tarantino", "en")),
        ("simple", "en", LanguageName("Simple English", "en")),
        ("sr-el", "en", LanguageName("Serbian", "en")),
        ("acme", "de", LanguageName("acme", "")),
    ],
)
def test_a_name_is_in_the_readers_language_or_in_english_or_the_code(
    code: str, reader: str, expected: LanguageName
) -> None:
    assert language_name(code, reader) == expected


@pytest.mark.parametrize(("code", "expected"), [("kw", "kernowek"), ("nds-nl", "Nedersaksies"), ("acme", "")])
def test_own_names(code: str, expected: str) -> None:
    assert own_name(code) == expected


def test_every_wikipedias_language_has_an_english_name() -> None:
    names = json.loads((_DIRECTORY / "en.json").read_bytes())
    assert names.keys() >= WIKIPEDIA_CODES
