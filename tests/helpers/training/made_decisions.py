"""Decisions and files of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from training.decisions.decision import Decision, parse_decision
from training.decisions.decision_table import decision_table
from training.decisions.reading import LocatedDecision

MEMBERS: dict[str, Any] = {
    "wiki": "kwwiki",
    "title": "Kernow",
    "revid": 71,
    "link_text": "Truru",
    "link_target": "Truru",
    "wikitext_offset": 250,
    "score": 0.83,
    "decision": "accept",
    "time": "2026-11-28T23:05:00Z",
    "bundle_version": "20261123T101500Z",
}


def line(**members: Any) -> bytes:
    """Return a line of a file of decisions. Members that are given as `...` are left out."""
    chosen = {name: value for name, value in {**MEMBERS, **members}.items() if value is not ...}
    return json.dumps(chosen, ensure_ascii=False).encode() + b"\n"


def make_decision(**members: Any) -> Decision:
    """Return a decision that differs from MEMBERS in some members."""
    return parse_decision(line(**members))


def write_decisions(path: Path, decisions: Iterable[dict[str, Any]]) -> str:
    """Write a file in which each decision differs from MEMBERS in some members. Return its path."""
    path.write_bytes(b"".join(line(**members) for members in decisions))
    return str(path)


@contextmanager
def made_table(decisions: Iterable[dict[str, Any]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a table of decisions in one file, each of which differs from MEMBERS in some members."""
    located = [LocatedDecision(0, number, make_decision(**members)) for number, members in enumerate(decisions, 1)]
    with decision_table(located) as connection:
        yield connection
