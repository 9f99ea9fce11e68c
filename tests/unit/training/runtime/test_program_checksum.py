"""The checksum tells programs apart."""

from __future__ import annotations

from pathlib import Path

from training.runtime import program_checksum


def test_any_file_of_the_program_counts(tmp_path: Path, monkeypatch) -> None:
    def checksum() -> str:
        program_checksum.program_checksum.cache_clear()
        return program_checksum.program_checksum()

    original = checksum()
    assert original == checksum()
    for package in ("linking", "training"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "a.py").write_text("1")
    monkeypatch.setattr(program_checksum, "_ROOT", tmp_path)
    found = [checksum()]
    (tmp_path / "training/a.py").write_text("2")
    found.append(checksum())
    (tmp_path / "linking/b.json").write_text("{}")
    found.append(checksum())
    (tmp_path / "linking/b.pyc").write_text("")
    assert checksum() == found[-1]
    assert len({original, *found}) == 4
    program_checksum.program_checksum.cache_clear()
