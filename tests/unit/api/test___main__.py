"""The command line gives the same answers as the service, and reports errors in one line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from api import __main__ as command
from api.settings.definitions import settings_table
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.api.wiki_api import wiki_api

TEXT = "Naïve—from Paris\r\nto Rome."
QUERY = ["query", "--wiki", "kwwiki", "--title", "new_York"]


@pytest.fixture(autouse=True)
def bundles(monkeypatch: pytest.MonkeyPatch, catalog: FakeCatalog, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "open_catalog", lambda _: catalog)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "article.wikitext"
    path.write_bytes(TEXT.encode())
    return path


def test_a_file_is_answered_as_over_http(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPLICATION_VERSION", "1.2.3")
    assert command.main([*QUERY, "--wikitext-file", str(file)]) == 0
    out, err = capsys.readouterr()
    over_http = client.post("/v1/linkrecommendations/kwwiki/new_York", json={"wikitext": TEXT})
    assert json.loads(out) == over_http.json
    assert err == ""


def test_standard_input_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert command.main([*QUERY, "--wikitext-file", "-", "--explain"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["links"][0]["wikitext_offset"] == TEXT.index("Paris")
    assert answer["links"][0]["explanation"] == {"anchor": "paris"}


def test_a_title_alone_is_fetched(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with wiki_api() as api:
        monkeypatch.setenv("MEDIAWIKI_API_URL", api.pattern)
        assert command.main([*QUERY, "--revision", "76"]) == 0
    assert json.loads(capsys.readouterr().out)["revid"] == 76


def test_parameters_are_those_of_the_service(catalog: FakeCatalog, file: Path) -> None:
    options = ["--threshold", "0.25", "--max-recommendations", "3", "--language-code", "de"]
    options += ["--sections-to-exclude", "A b", "--sections-to-exclude", "%LEAD%"]
    assert command.main([*QUERY, "--wikitext-file", str(file), *options]) == 0
    (query,) = catalog.opened[0][1].queries
    assert (query.threshold, query.max_recommendations, query.language) == (0.25, 3, "de")
    assert query.sections_to_exclude == ("A b", "%LEAD%")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--wiki", "xwiki"], "no bundle for xwiki; there are: bat_smgwiki, kwwiki"),
        (["--wiki", "bat-smgwiki"], "torn"),
        (["--threshold", "2"], "threshold must be"),
        (["--title", "A[B"], "title has"),
        (["--wikitext-file", "/no/such/file"], "/no/such/file"),
        (["--wikitext-file", sys.executable], "not UTF-8"),
        (["--data-dir", "/no/such/directory"], "DATA_DIR"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], catalog: FakeCatalog, file: Path, options: list[str], says: str
) -> None:
    catalog.broken["bat_smgwiki"] = "torn"
    assert command.main([*QUERY, "--wikitext-file", str(file), *options]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1


def test_the_table_of_settings_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["settings"]) == 0
    assert capsys.readouterr().out == settings_table()
