"""What all pages share: navigation, footer, one style sheet, and headers."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from api.web.page_frame import with_code
from api.web.security_headers import security_headers

PAGES = ["/", "/playground", "/docs/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_frame(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert '<html lang="en">' in page
    assert '<a class="skip" href="#content">' in page
    assert '<main id="content"' in page
    assert "linkrecommendation 1.2.3" in page
    assert len(re.findall("<h1", page)) == 1
    assert re.search(r"<title>[^<]*Link recommendations[^<]*</title>", page)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_the_others_and_says_where_the_reader_is(client: FlaskClient, path: str) -> None:
    navigation = re.search(r"<nav.*?</nav>", client.get(path).text, re.DOTALL)
    assert navigation is not None
    addresses = re.findall(r'href="([^"]+)"( aria-current="page")?', navigation[0])
    assert set(PAGES) <= {address for address, _ in addresses}
    assert [address for address, current in addresses if current] == [path]


@pytest.mark.parametrize("path", ["/", "/playground", "/healthz", "/nope", "/wikis/kwwiki/model-card"])
def test_every_page_has_the_default_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert {name: answer.headers[name] for name in security_headers()} == dict(security_headers())


@pytest.mark.parametrize("path", ["/", "/playground"])
def test_every_page_asks_for_one_style_sheet_and_has_no_inline_code(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert page.count('rel="stylesheet"') == 1
    assert not re.search(r"<script(?! type=\"module\" src=)|<style|\bon\w+=|\bstyle=", page)


def test_text_between_backticks_is_code_and_never_markup() -> None:
    assert with_code("Run `a <b>` & see") == "Run <code>a &lt;b&gt;</code> &amp; see"
    assert with_code("plain") == "plain"
