"""Input files of training."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def table(tmp_path: Path):
    """Writes a table of Wikidata classes, a line for each argument, and returns its path."""

    def write(*lines: str) -> str:
        path = tmp_path / "instance_of.tsv"
        path.write_text("".join(f"{line}\n" for line in lines))
        return str(path)

    return write
