"""Reports known vulnerabilities of the packages that the images contain, by pip-audit.

    python -m tools.audit

Exit codes: 0 nothing is known, or there is no connection to the advisories, which the output says; 1 a package has a
known vulnerability, or could not be checked for another reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

# One package that every index knows. If there are no advisories for it, there are none for any.
PROBE = "requirements-build.txt"
SHIPPED = ("requirements.txt", "requirements-training.txt", "requirements-tracing.txt")

UNREACHABLE = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "SSLError", "ProxyError")


@dataclass(frozen=True)
class Audited:
    """What pip-audit says about a requirements file.

    Attributes:
        vulnerable: A line for each known vulnerability.
        skipped: Why a package could not be checked, for each such package.
        checked: The number of packages that were checked.
        failure: The last line of pip-audit's error; empty if it ended normally.
    """

    vulnerable: Sequence[str] = ()
    skipped: Sequence[str] = ()
    checked: int = 0
    failure: str = ""

    @property
    def unreachable(self) -> bool:
        """Whether no package could be checked because there is no source of advisories."""
        if self.failure:
            return any(name in self.failure for name in UNREACHABLE)
        return bool(self.skipped) and not self.checked


def read_report(output: str, errors: str) -> Audited:
    """Read what pip-audit has written."""
    try:
        report = json.loads(output)
    except ValueError:
        return Audited(failure=(errors.strip().splitlines() or ["pip-audit wrote nothing"])[-1])
    dependencies: list[dict[str, Any]] = report["dependencies"]
    checked = [found for found in dependencies if "skip_reason" not in found]
    return Audited(
        [_line(found, each) for found in checked for each in found["vulns"]],
        [found["skip_reason"] for found in dependencies if "skip_reason" in found],
        len(checked),
    )


def _line(package: dict[str, Any], vulnerability: dict[str, Any]) -> str:
    fixed = ", ".join(vulnerability["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}"


def pip_audit(file: str) -> Audited:
    """Audit a requirements file."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format=json"]
    done = subprocess.run([*command, "--requirement", ROOT / file], capture_output=True, text=True, check=False)
    return read_report(done.stdout, done.stderr)


def audit(run: Callable[[str], Audited] = pip_audit) -> int:
    """Audit what the images contain, print the result, and return the exit code."""
    if run(PROBE).unreachable:
        print("No advisories can be reached from here: the packages are not audited.")
        return 0
    failed = False
    for file in SHIPPED:
        found = run(file)
        problems = [*found.vulnerable, *found.skipped, *filter(None, [found.failure])]
        for problem in problems:
            print(f"{file}: {problem}")
        if not problems:
            print(f"{file}: {found.checked} packages, no known vulnerability")
        failed = failed or bool(problems)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(audit())
