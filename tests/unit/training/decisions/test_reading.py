"""Files of decisions are read as people and programs save them."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.training.made_decisions import line, make_decision, write_decisions
from training.decisions.reading import (
    MAX_LINE_BYTES,
    DecisionsError,
    InvalidLine,
    LocatedDecision,
    latest,
    load_decisions,
    read_decisions,
    scan_files,
)
from training.errors import DumpError, UnreadableDumpError

LINES = line(revid=1) + line(revid=2) + line(revid=3)


def found_in(path: Path, content: bytes) -> list[tuple[int, int]]:
    """The line and the revision of each decision."""
    path.write_bytes(content)
    return [(found.line, found.decision.revid) for found in read_decisions([str(path)])]


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (LINES, [1, 2, 3]),
        (LINES.rstrip(b"\n"), [1, 2, 3]),
        (LINES.replace(b"\n", b"\r\n"), [1, 2, 3]),
        (b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n"), [1, 2, 3]),
        (LINES.replace(b"\n", b"\n\n \r\n"), [1, 4, 7]),
        (gzip.compress(LINES), [1, 2, 3]),
        (bz2.compress(LINES), [1, 2, 3]),
    ],
    ids=["plain", "no last newline", "Windows", "byte order mark", "blank lines", "gzip", "bzip2"],
)
def test_decisions_are_read_with_their_lines(tmp_path: Path, content: bytes, numbers: list[int]) -> None:
    assert found_in(tmp_path / "d.jsonl", content) == list(zip(numbers, [1, 2, 3], strict=True))


@given(st.lists(st.sampled_from(["", "\u2028", "é", "\x85", "a" * 900]), min_size=1, max_size=400))
def test_only_newlines_separate_lines(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Whatever a text holds, and wherever the blocks of a stream end."""
    path = tmp_path_factory.mktemp("d") / "d.jsonl"
    path.write_bytes(b"".join(line(link_text=f"x{text}") for text in texts))
    assert [found.decision.link_text for found in read_decisions([str(path)])] == [f"x{text}" for text in texts]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"", "d.jsonl: has no decisions; each line must be the JSON object of one decision"),
        (b"\xef\xbb\xbf\r\n\r\n", "d.jsonl: has no decisions"),
        (LINES.decode().encode("utf-16"), "d.jsonl:1: is UTF-16; save the file in the encoding UTF-8"),
        (LINES + b"\n{", "d.jsonl:5: is not JSON"),
        (b"x" * (MAX_LINE_BYTES + 1), f"d.jsonl:1: is longer than {MAX_LINE_BYTES} bytes; write one decision"),
        (b"x" * (1 << 20) + b"\n" + LINES, f"d.jsonl:1: is longer than {MAX_LINE_BYTES} bytes; write one decision"),
    ],
    ids=["empty", "blank", "UTF-16", "truncated line", "long last line", "long first line"],
)
def test_a_problem_is_located(tmp_path: Path, content: bytes, shown: str) -> None:
    (tmp_path / "d.jsonl").write_bytes(content)
    (found,) = [found for found in scan_files([str(tmp_path / "d.jsonl")]) if isinstance(found, InvalidLine)]
    assert str(found).startswith(f"{tmp_path}/{shown}")


def test_reading_goes_on_after_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(line(score=2, revid=-1) + line())
    found = list(scan_files([str(path)]))
    assert [type(one) for one in found] == [InvalidLine, InvalidLine, LocatedDecision]


def test_the_first_problem_is_an_error_for_those_who_use_the_decisions(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(line() + line(score=2))
    with pytest.raises(DecisionsError, match=r"d\.jsonl:2: score must be .*; `decisions check` lists all problems"):
        list(read_decisions([str(path)]))


def test_files_that_cannot_be_opened_or_decompressed_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDumpError, match="none"):
        list(read_decisions([str(tmp_path / "none")]))
    (tmp_path / "d.gz").write_bytes(gzip.compress(LINES)[:-12])
    with pytest.raises(DumpError, match=r"d\.gz: ends too early"):
        list(read_decisions([str(tmp_path / "d.gz")]))


def test_an_empty_file_has_no_decisions(tmp_path: Path) -> None:
    """Someone who has decided nothing yet may have exported it."""
    assert found_in(tmp_path / "d.jsonl", b"") == []


def test_the_latest_decision_of_a_reviewer_counts(tmp_path: Path) -> None:
    ann, bob = {"reviewer": "Ann"}, {"reviewer": "Bob"}
    early, late = {"time": "2026-11-28T10:00:00Z"}, {"time": "2026-11-28T10:30:00+01:00"}
    path = write_decisions(
        tmp_path / "d.jsonl",
        [
            {**ann, **early, "decision": "reject"},  # later than the next one, which is in another zone
            {**ann, **late},
            {**bob, "time": None, "decision": "skip"},
            {**bob, **late, "decision": "reject"},
            {**bob, "time": None},
            {**ann, "revid": 2, **early},
            {**ann, "revid": 2, **early, "decision": "reject"},
        ],
    )
    assert [(found.reviewer, found.revid, found.decision) for found in load_decisions([path])] == [
        ("Ann", 71, "reject"),
        ("Bob", 71, "reject"),
        ("Ann", 2, "reject"),
    ]


@pytest.mark.parametrize("member", ["wiki", "title", "link_text", "link_target"])
def test_decisions_about_different_suggestions_all_count(member: str) -> None:
    one, other = make_decision(), make_decision(**{member: "other"})
    assert latest([LocatedDecision(0, 1, one), LocatedDecision(0, 2, other)]) == [one, other]


def test_without_names_each_file_is_one_person(tmp_path: Path) -> None:
    twice = [{"decision": "accept"}, {"decision": "reject"}]
    paths = [write_decisions(tmp_path / name, twice) for name in ("a.jsonl", "b.jsonl")]
    assert [found.decision for found in load_decisions(paths)] == ["reject", "reject"]
