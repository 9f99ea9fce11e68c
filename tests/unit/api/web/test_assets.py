"""Style sheets and scripts: addresses that change with the content, and caching."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from api.web.assets import DIRECTORY, asset, digest
from linking.design.files import style_sheet


def test_every_file_is_served_with_its_type_and_kept_for_a_year(client: FlaskClient) -> None:
    types = {".css": "text/css", ".js": "text/javascript"}
    names = [path.name for path in DIRECTORY.iterdir() if path.is_file()]
    assert names
    for name in names:
        answer = client.get(f"/static/{digest()}/{name}")
        assert answer.status_code == 200
        assert answer.mimetype == types[name[name.index(".") :]]
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_each_style_sheet_begins_with_the_design(client: FlaskClient) -> None:
    assert client.get(f"/static/{digest()}/playground.css").text.startswith(style_sheet())


def test_a_file_of_another_version_is_the_present_one_and_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/other/site.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_a_browser_that_has_the_file_gets_no_copy(client: FlaskClient) -> None:
    address = f"/static/{digest()}/site.css"
    etag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("name", ["missing.css", "../assets.py", "..%2fassets.py", "%2e%2e/assets.py"])
def test_there_is_nothing_but_the_files(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{digest()}/{name}").status_code == 404


def test_a_template_cannot_name_a_file_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        asset("missing.css")


def test_scripts_import_only_files_that_exist() -> None:
    for script in DIRECTORY.glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8")):
            assert (DIRECTORY / name).is_file(), (script.name, name)
