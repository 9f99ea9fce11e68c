"""Requests generated from the contract: every answer must conform to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.api.wiki_api import wiki_api
from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.programs.running import ROOT
from tests.helpers.programs.service import running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]


def test_no_request_breaks_the_contract(tmp_path: Path) -> None:
    data_dir, work = tmp_path / "data", tmp_path / "work"
    work.mkdir()
    write_bundle_files(data_dir, "samplewiki")
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "--config-file",
        ROOT / "tests/integration/api/schemathesis.toml",
    ]
    options = ["--max-examples", "25", "--generation-deterministic", "--no-color"]
    with wiki_api() as api, running_service(data_dir, work, settings={"MEDIAWIKI_API_URL": api.pattern}) as service:
        command += ["run", f"{service.url}/?spec", *options]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.helpers.programs.schemathesis_hooks",
        }
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stdout
    assert "Tested: 15" in done.stdout
