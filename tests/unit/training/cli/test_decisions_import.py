"""`decisions import` writes decisions and says what it dropped."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.helpers.training.commands import run_command
from tests.helpers.training.imported_wiki import LOG, write_dump, write_pool
from tests.helpers.training.submission_logs import sql_dump, write_tsv
from training.decisions.reading import DecisionsError, load_decisions
from training.errors import OtherWikiError


def run(directory: Path, log: Path, *words: object) -> list[tuple[str | None, str]]:
    """Import a log, and return the reviewer and the verdict of each decision."""
    dump, out = write_dump(directory / "dump.xml"), directory / "decisions.jsonl"
    options = ("--wiki", "kwwiki", "--growth", log, "--dump", dump, "--out", out)
    assert run_command("decisions", "import", *options, *words) == 0
    assert run_command("decisions", "check", out) == 0
    return [(one.reviewer, one.decision) for one in load_decisions([str(out)])]


def test_a_log_becomes_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pool = write_pool(tmp_path / "pool.jsonl")
    found = run(tmp_path, write_tsv(tmp_path / "log.tsv", LOG), "--pool", pool)
    assert [verdict for _, verdict in found] == ["accept", "accept", "accept", "reject", "skip"]
    shown = capsys.readouterr().out.splitlines()
    assert shown[:4] == [
        f"kwwiki: 5 decisions of 15 rows written to {tmp_path / 'decisions.jsonl'}",
        "accept: 3 of 6",
        "reject: 1 of 7",
        "skip: 1 of 1",
    ]
    assert "dropped: 2: the target is not in the dump: it was deleted or moved to another namespace" in shown
    assert "1 decision with a target that became a redirect, replaced by the article that it leads to" in shown
    assert "2 decisions without a score, because no --pool file has the suggestion" in shown


def test_the_dump_of_the_table_gives_the_same(tmp_path: Path) -> None:
    log = tmp_path / "log.sql.gz"
    log.write_bytes(gzip.compress(sql_dump(LOG).encode()))
    from_sql = run(tmp_path, log)
    assert from_sql == run(tmp_path, write_tsv(tmp_path / "log.tsv", LOG))


def test_users_are_dropped_or_hashed(tmp_path: Path) -> None:
    log, salt = write_tsv(tmp_path / "log.tsv", LOG), tmp_path / "salt"
    assert {name for name, _ in run(tmp_path, log)} == {None}
    first, again = (run(tmp_path, log, "--users", "hash", "--salt", salt) for _ in range(2))
    names = {name for name, _ in first}
    assert first == again
    assert len(names) == 3
    assert None in names  # user 0
    assert names & {name for name, _ in run(tmp_path, log, "--users", "hash")} == {None}


def test_a_biased_file_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in LOG if row[-1] == "a" and row[1] == 900] + [LOG[0]]
    run(tmp_path, write_tsv(tmp_path / "log.tsv", rows))
    assert "warning: far fewer accepted than rejected suggestions could be placed" in capsys.readouterr().out


def test_nothing_is_written_if_no_row_can_be_placed(tmp_path: Path) -> None:
    log = write_tsv(tmp_path / "log.tsv", [(99, 1, None, 1, 2, 3, 4, "a")])
    with pytest.raises(DecisionsError, match="nothing of its 1 row can be placed: 1: the article is not in the dump"):
        run(tmp_path, log)
    assert not list(tmp_path.glob("decisions*"))


@pytest.mark.parametrize("name", ["log.sql", "frwiki-log.tsv"])
def test_a_log_of_another_wiki_is_refused(tmp_path: Path, name: str) -> None:
    log = write_tsv(tmp_path / name, LOG)
    if name == "log.sql":
        log.write_text(sql_dump(LOG, database="frwiki"))
    with pytest.raises(OtherWikiError, match="is of frwiki, not of kwwiki"):
        run(tmp_path, log)
    run(tmp_path, log, "--allow-other-dbname")


def test_a_salt_without_hash_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DecisionsError, match="--salt needs --users hash"):
        run(tmp_path, write_tsv(tmp_path / "log.tsv", LOG), "--salt", tmp_path / "salt")
