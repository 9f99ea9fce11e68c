"""The audit fails for known vulnerabilities, and only says so if there are no advisories to compare with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tools.audit import PROBE, SHIPPED, Audited, audit, read_report

FLASK = {"name": "flask", "version": "3.1.3", "vulns": []}
VULNERABLE = {"name": "jinja2", "version": "3.1.6", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.7"]}]}
SKIPPED = {"name": "numpy", "skip_reason": "not found on PyPI: numpy (2.4.6)"}
TRACE = "Traceback (most recent call last):\n ...\nrequests.exceptions.ConnectionError: host='advisories.example'\n"


def report(*dependencies: Mapping[str, object]) -> Audited:
    return read_report(json.dumps({"dependencies": dependencies, "fixes": []}), "")


@pytest.mark.parametrize(
    ("found", "unreachable"),
    [
        (report(FLASK), False),
        (report(FLASK, SKIPPED), False),
        (report(SKIPPED), True),
        (read_report("", TRACE), True),
        (read_report("", "ValueError: requirements.txt is damaged\n"), False),
        (read_report("", ""), False),
    ],
    ids=["checked", "one skipped", "all skipped", "no connection", "another error", "nothing"],
)
def test_advisories_that_cannot_be_reached_are_told_from_other_failures(found, unreachable):
    assert found.unreachable == unreachable


@pytest.mark.parametrize(
    ("probe", "shipped", "code", "said"),
    [
        (report(FLASK), report(FLASK), 0, "1 packages, no known vulnerability"),
        (report(FLASK), report(FLASK, VULNERABLE), 1, "jinja2 3.1.6: PYSEC-1, fixed in 3.1.7"),
        (report(FLASK), report(FLASK, SKIPPED), 1, "not found on PyPI: numpy"),
        (report(FLASK), read_report("", "ValueError: damaged"), 1, "ValueError: damaged"),
        (report(SKIPPED), report(VULNERABLE), 0, "No advisories can be reached"),
    ],
)
def test_the_exit_code_follows_from_what_is_known(capsys, probe, shipped, code, said):
    results = {PROBE: probe} | dict.fromkeys(SHIPPED, shipped)
    assert audit(results.__getitem__) == code
    assert said in capsys.readouterr().out
