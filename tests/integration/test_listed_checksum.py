"""`training list` prints the checksum of answers that the service reports, for MediaWiki's revalidation script."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.app import create_app
from api.settings.definitions import Config
from linking.bundle.names import RULES_FILE
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle
from tests.helpers.training.commands import run_command

pytestmark = [pytest.mark.integration]

ROUTE = "/v1/linkrecommendations/tinywiki/Capitals"


@pytest.mark.parametrize("rules", [None, "rules: [{name: cities, targets: [Paris]}]"])
def test_the_listed_checksum_is_the_reported_one(rules: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_complete_bundle(tmp_path)
    if rules:
        (tmp_path / "tinywiki" / RULES_FILE).write_text(rules, encoding="utf-8")
    answer = create_app(Config(data_dir=tmp_path)).test_client().post(ROUTE, json={"wikitext": ARTICLES["Capitals"]})
    assert answer.status_code == 200
    assert run_command("list", "--data-dir", tmp_path, "--wiki", "tinywiki") == 0
    assert f" {answer.get_json()['meta']['dataset_checksums']['model']} " in capsys.readouterr().out
