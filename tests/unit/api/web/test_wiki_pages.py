"""Reports and model cards over HTTP."""

from __future__ import annotations

import base64
import hashlib

import pytest
from flask.testing import FlaskClient

from api.web.wiki_pages import report_headers
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.api.reports import REPORT, report_files

STYLE = base64.b64encode(hashlib.sha256(b"h1 { margin: 7px; }").digest()).decode()


@pytest.fixture
def catalog() -> FakeCatalog:
    return FakeCatalog(reports={"kwwiki": report_files()})


def test_a_report_is_shown_with_the_services_navigation(client: FlaskClient) -> None:
    answer = client.get("/wikis/kwwiki/report")
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert '<nav aria-label="Service">' in answer.text
    assert "<h1>Report</h1>" in answer.text
    assert client.get("/wikis/kwwiki/report.json").json == REPORT


def test_a_wiki_may_be_written_with_hyphens(client: FlaskClient) -> None:
    assert "bat_smgwiki" in client.get("/wikis/bat-smgwiki/model-card").text


def test_only_the_reports_own_styles_apply_and_no_scripts_run(client: FlaskClient) -> None:
    policy = client.get("/wikis/kwwiki/report").headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{STYLE}'" in policy
    assert "script-src 'none'" in policy
    assert "connect-src" not in policy
    assert "style-src 'none'" in report_headers(b"<p>")["Content-Security-Policy"]


def test_an_older_report_gets_the_navigation_too(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.reports["kwwiki"]["report.html"] = b"<html><body>\n<h1>Old</h1></body></html>"
    page = client.get("/wikis/kwwiki/report").text
    assert page.index("<body>") < page.index("<nav") < page.index("<h1>Old")


@pytest.mark.parametrize("path", ["report", "report.json"])
def test_a_bundle_without_a_report_is_an_error_in_words(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/wikis/bat_smgwiki/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "The bundle of bat_smgwiki has no report" in answer.text


@pytest.mark.parametrize("path", ["report", "report.json", "model-card", "model-card.wikitext"])
def test_a_wiki_without_a_usable_bundle_is_an_error(client: FlaskClient, catalog: FakeCatalog, path: str) -> None:
    assert client.get(f"/wikis/nowiki/{path}").json["type"].endswith("unknown-wiki")
    assert client.get(f"/wikis/../{path}").status_code == 404
    catalog.broken["kwwiki"] = "torn"
    assert client.get(f"/wikis/kwwiki/{path}").json["type"].endswith("bundle-unavailable")


def test_every_bundle_has_a_model_card(client: FlaskClient) -> None:
    page = client.get("/wikis/kwwiki/model-card").text
    assert "Link recommendation for kwwiki" in page
    assert 'href="/wikis/kwwiki/report"' in page
    without_report = client.get("/wikis/bat_smgwiki/model-card").text
    assert "no report" in without_report
    assert "/wikis/bat_smgwiki/report" not in without_report
    answer = client.get("/wikis/kwwiki/model-card.wikitext")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.startswith("{{Model card\n")
