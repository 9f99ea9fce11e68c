"""The alerts fire when they should, by Prometheus's own program."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.helpers.programs.running import ROOT, program_path

pytestmark = pytest.mark.integration

ALERTS = ROOT / "chart/alerts/linkrecommendation.yaml"


@pytest.mark.parametrize("file", ["minutes.yaml", "days.yaml"])
def test_alerts_fire_when_they_should(file: str, tmp_path: Path) -> None:
    promtool = program_path("promtool", "prometheus")
    cases = yaml.safe_load((ROOT / "tests/cases/alerts" / file).read_text(encoding="utf-8"))
    tests = tmp_path / file
    tests.write_text(yaml.safe_dump({**cases, "rule_files": [str(ALERTS)]}), encoding="utf-8")
    ran = subprocess.run([promtool, "test", "rules", tests], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
