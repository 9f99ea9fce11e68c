"""Parse the requirements files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.helpers.programs.running import ROOT

_PIN = re.compile(
    r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+) \\\n(?P<hashes>(?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def pins(file: str) -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return version and hashes of each package that a compiled file pins."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return {
        match["name"]: (match["version"], frozenset(re.findall(r"[0-9a-f]{64}", match["hashes"])))
        for match in _PIN.finditer(text)
    }


def requested(file: str) -> set[str]:
    """Return the packages that an input file names."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    named = (re.split(r"[<>=!~]", line)[0] for line in lines if line and not line.startswith(("#", "-")))
    return {name.lower().replace("_", "-") for name in named}
