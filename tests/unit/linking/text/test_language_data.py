"""The tables of languages.json."""

from __future__ import annotations

import pytest

from linking.text import language_data
from linking.text.folding import casefold_text


@pytest.mark.parametrize("code", ["en", "kw", "mwl", "gan", "arc", "crh", "zh-min-nan", "be-x-old"])
def test_wikipedias_are_known_by_their_codes(code: str) -> None:
    assert code in language_data.WIKIPEDIA_CODES


@pytest.mark.parametrize("prefix", ["wikt", "commons", "d", "meta"])
def test_sister_projects_are_known_by_their_prefixes(prefix: str) -> None:
    assert prefix in language_data.INTERWIKI_PREFIXES


def test_no_local_namespace_looks_like_another_wiki() -> None:
    codes = language_data.WIKIPEDIA_CODES | language_data.INTERWIKI_PREFIXES
    assert not codes & language_data.FILE_NAMESPACES


@pytest.mark.parametrize("language", ["tr", "az", "crh", "kk"])
def test_languages_with_a_dotless_i_fold_it_apart(language: str) -> None:
    assert language in language_data.DOTLESS_LANGUAGES
    assert casefold_text("I", language) == "ı"


@pytest.mark.parametrize("name", ["file", "image", "bild", "fichier", "файл", "ファイル"])
def test_file_namespaces_are_known_in_every_language(name: str) -> None:
    assert name in language_data.FILE_NAMESPACES


@pytest.mark.parametrize("table", ["WIKIPEDIA_CODES", "INTERWIKI_PREFIXES", "FILE_NAMESPACES"])
def test_names_are_in_lower_case_without_spaces_around_them(table: str) -> None:
    names = getattr(language_data, table)
    assert names == {name.strip().lower() for name in names}


ALIASES = [
    ("no", "nb"),
    ("be-x-old", "be-tarask"),
    ("zh-yue", "yue"),
    ("zh-min-nan", "nan"),
    ("zh-classical", "lzh"),
    ("roa-rup", "rup"),
    ("bat-smg", "sgs"),
    ("fiu-vro", "vro"),
    ("als", "gsw"),
    ("simple", "en-simple"),
    ("cbk-zam", "cbk"),
    ("map-bms", "jv-x-bms"),
]


@pytest.mark.parametrize(("code", "alias"), ALIASES)
def test_the_codes_of_a_language_name_each_other(code: str, alias: str) -> None:
    assert alias in language_data.CODE_ALIASES[code]
    assert code in language_data.CODE_ALIASES[alias]


def test_no_code_is_of_two_languages() -> None:
    for code, others in language_data.CODE_ALIASES.items():
        assert code not in others
        assert {code, *others} == {others[0], *language_data.CODE_ALIASES[others[0]]}
        assert language_data.WIKIPEDIA_CODES & {code, *others}
