"""Database names, their codes, and the names that the same wiki may have."""

from __future__ import annotations

import pytest

from linking.text.database_names import names_of_domain, names_of_wiki, project_address, split_database_name


@pytest.mark.parametrize(
    ("name", "code", "project"),
    [
        ("kwwiki", "kw", "wiki"),
        ("zh_min_nanwiktionary", "zh-min-nan", "wiktionary"),
        ("enwikivoyage", "en", "wikivoyage"),
        ("acme", "acme", ""),
        ("wikidatawiki", "wikidata", "wiki"),
        ("my_wiki", "my-", "wiki"),
        ("", "", ""),
    ],
)
def test_a_name_is_a_code_and_a_project(name: str, code: str, project: str) -> None:
    assert split_database_name(name) == (code, project)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("kwwiki", ["kwwiki"]),
        ("bat-smgwiki", ["bat_smgwiki", "sgswiki"]),
        ("nbwiki", ["nbwiki", "nowiki"]),
        ("nowiktionary", ["nowiktionary", "nbwiktionary"]),
        ("be_taraskwiki", ["be_taraskwiki", "be_x_oldwiki"]),
        ("my_wiki", ["my_wiki"]),
        ("acme", ["acme"]),
    ],
)
def test_a_wiki_may_have_another_code_of_its_language(name: str, names: list[str]) -> None:
    assert names_of_wiki(name) == names


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        ("kw", ["kwwiki", "kw"]),
        ("acme", ["acmewiki", "acme"]),
        ("zh_yue", ["zh_yuewiki", "yuewiki", "zh_yue", "yue"]),
        ("zh-yue", ["zh_yuewiki", "yuewiki", "zh_yue", "yue"]),
        ("nan", ["nanwiki", "zh_min_nanwiki", "minnanwiki", "zh_cfrwiki", "nan", "zh_min_nan", "minnan", "zh_cfr"]),
        ("enwiktionary", ["enwiktionarywiki", "enwiktionary"]),
        ("my_", ["my_wiki", "my_"]),
    ],
)
def test_a_domain_is_a_name_without_wiki_or_a_whole_name(domain: str, names: list[str]) -> None:
    assert names_of_domain(domain) == names


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("kwwiki", "https://kw.wikipedia.org/"),
        ("be_x_oldwiki", "https://be-tarask.wikipedia.org/"),
        ("kwwiktionary", "https://kw.wiktionary.org/"),
        ("samplewiki", None),
        ("acme", None),
    ],
)
def test_the_address_of_a_wiki_of_wikimedia(name, address):
    assert project_address(name) == address
