"""docs/how-to/upgrade.md says which bundles this release reads, and the code agrees."""

from __future__ import annotations

import hashlib
import re

from linking import acceptance
from linking.bundle import manifest
from linking.features.definitions import NAMES
from linking.text.folding import FOLDING_VERSION
from tests.helpers.cases import ROOT

TABLE = re.compile(r"^\| (\d+\.\d+\.\d+).* \| (\d+) \| (\d+) \| (\d+) \| (\d+), `([0-9a-f]{8})` \|$", re.MULTILINE)


def test_the_last_row_of_the_table_is_about_this_code():
    """A change of one of the numbers changes the row of a release that is not published, and adds one otherwise.

    The last column has the number of features and the beginning of the SHA-256 of their names, one on a line.
    """
    rows = TABLE.findall((ROOT / "docs/how-to/upgrade.md").read_text(encoding="utf-8"))
    version = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    features = str(len(NAMES)), hashlib.sha256("\n".join(NAMES).encode()).hexdigest()[:8]
    numbers = str(manifest.FORMAT), str(FOLDING_VERSION), str(acceptance.FORMAT)
    assert rows[-1] == (version[0], *numbers, *features)


def test_the_chart_deploys_this_release():
    chart = (ROOT / "chart/Chart.yaml").read_text(encoding="utf-8")
    version = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.findall(r'^appVersion: "(.*)"$', chart, re.MULTILINE) == version
