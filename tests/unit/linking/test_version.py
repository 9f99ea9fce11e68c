"""The version of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking import version as module
from linking.version import packaged_version


@pytest.mark.parametrize(
    ("content", "version"),
    [(b"1.2.3\n", "1.2.3"), (b"", "dev"), (b"a\nb", "dev"), (b"\xff", "dev"), ("é".encode(), "dev"), (None, "dev")],
)
def test_the_packaged_version_is_a_line_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, version: str
) -> None:
    if content is not None:
        (tmp_path / "VERSION").write_bytes(content)
    monkeypatch.setattr(module, "_FILE", tmp_path / "VERSION")
    assert packaged_version() == version
