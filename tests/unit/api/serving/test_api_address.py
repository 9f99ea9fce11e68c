"""Addresses of wikis: of Wikimedia's and of others, with and without the address of the main page."""

from __future__ import annotations

import pytest

from api.serving.api_address import OFF, own_api_url
from linking.text.titles import Site
from tests.helpers.cases import cases


@pytest.mark.parametrize("case", cases("api_addresses.json"), ids=lambda case: f"{case['wiki']} {case['base']}")
def test_an_address_is_that_of_the_dump_or_of_the_wikipedia(case: dict[str, str | None]) -> None:
    assert own_api_url("", Site(str(case["wiki"]), "en", base=str(case["base"]))) == case["api"]


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("http://127.0.0.1:80/{domain}/{wiki}/api.php", "http://127.0.0.1:80/be-tarask/be_x_oldwiki/api.php"),
        ("https://wiki.example/api.php", "https://wiki.example/api.php"),
        (OFF, None),
    ],
)
def test_the_setting_goes_before_the_dump(pattern: str, url: str | None) -> None:
    assert own_api_url(pattern, Site("be_x_oldwiki", "be-tarask", base="https://elsewhere.example/wiki/A")) == url
