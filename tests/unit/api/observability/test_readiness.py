"""The report of `/readyz`."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.helpers.api.fakes import VERSION, FakeCatalog


def test_the_report_has_the_state_of_each_wiki(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.versions["xwiki"] = VERSION
    catalog.broken["xwiki"] = "torn"
    client.post("/v1/linkrecommendations/kwwiki/A", json={"wikitext": ""})
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "wikis": {
            "kwwiki": {"state": "loaded", "version": VERSION},
            "bat_smgwiki": {"state": "available"},
            "xwiki": {"state": "broken", "reason": "torn"},
        },
    }


def test_a_newer_bundle_that_cannot_be_used_is_reported(client: FlaskClient, catalog: FakeCatalog) -> None:
    client.post("/v1/linkrecommendations/kwwiki/A", json={"wikitext": ""})
    catalog.broken["kwwiki"] = "torn"
    assert client.get("/readyz").json["wikis"]["kwwiki"] == {"state": "outdated", "version": VERSION, "reason": "torn"}


@pytest.mark.parametrize("versions", [{}, {"kwwiki": VERSION}])
def test_the_service_is_not_ready_while_it_can_serve_no_wiki(
    client: FlaskClient, catalog: FakeCatalog, versions: dict[str, str]
) -> None:
    catalog.versions = versions
    catalog.broken["kwwiki"] = "torn"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["ready"]) == (503, False)
