"""MediaWiki's log is read from the output of mysql and of mysqldump."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.helpers.training.submission_logs import COLUMNS, Row, sql_dump, write_tsv
from training.decisions.submission_log import Submission, read_submissions
from training.errors import UnreadableDumpError, UnreadableTableError

ROWS: list[Row] = [
    (7, 1007, 1008, 42, 3, 12, 5, "a"),
    (8, 1008, None, 43, 3, 0, 0, "r"),
    (9, 1009, None, 0, 4, 1, 2, "?"),
]
EXPECTED = [
    Submission(7, 1007, 3, 12, 5, 42, "accept"),
    Submission(8, 1008, 3, 0, 0, 43, "reject"),
    Submission(9, 1009, 4, 1, 2, 0, None),
]


@pytest.mark.parametrize("change", [lambda data: data, gzip.compress, lambda data: data.replace(b"\n", b"\r\n")])
def test_the_output_of_mysql_is_read(tmp_path: Path, change) -> None:
    path = write_tsv(tmp_path / "log.tsv", ROWS)
    path.write_bytes(change(path.read_bytes()))
    assert list(read_submissions(str(path))) == EXPECTED


@pytest.mark.parametrize("options", [{}, {"prefix": "mw_"}, {"letter": "_binary '{}'"}])
def test_the_output_of_mysqldump_is_read(tmp_path: Path, options: dict[str, str]) -> None:
    path = tmp_path / "log.sql.gz"
    path.write_bytes(gzip.compress(sql_dump(ROWS, **options).encode()))
    assert list(read_submissions(str(path))) == EXPECTED


def test_letters_may_be_hexadecimal(tmp_path: Path) -> None:
    path = tmp_path / "log.sql"
    path.write_text(sql_dump([(*ROWS[0][:-1], "73")], letter="0x{}"))
    assert [one.verdict for one in read_submissions(str(path))] == ["skip"]


def test_columns_may_be_in_any_order_or_missing(tmp_path: Path) -> None:
    """Older versions of the extension have no offsets."""
    path = write_tsv(
        tmp_path / "log.tsv",
        [("s", 3, 1007, 7, "x")],
        ("gels_feedback", "gels_target", "gels_revision", "gels_page", "other"),
    )
    assert list(read_submissions(str(path))) == [Submission(7, 1007, 3, 0, 0, 0, "skip")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "has no column gels_page in its header; export the table with `mysql --batch"),
        ("7\t1007\t1008\t42\t3\t12\t5\ta\n", "has no column gels_page in its header"),
        ("\t".join(COLUMNS) + "\n7\t1007\n", r"log:2: has 2 columns, but the header 8"),
        ("\t".join(COLUMNS) + "\n7\tx\t1\t1\t1\t1\t1\ta\n", r"log:2: gels_revision must be an integer, not 'x'"),
        ("\t".join(COLUMNS) + "\n-7\t1\t1\t1\t1\t1\t1\ta\n", r"log:2: gels_page must be an integer, not '-7'"),
        ("INSERT INTO `growthexperiments_link_submissions` VALUES (1,2);", "does not name the columns"),
        ("INSERT INTO `other` (`a`) VALUES (1);", "does not name the columns"),
        (sql_dump(ROWS)[:-80], "truncated"),
        (sql_dump(ROWS).replace("7,1007", "'x',1007"), "gels_page must be an integer"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "log").write_text(content)
    with pytest.raises(UnreadableTableError, match=problem):
        list(read_submissions(str(tmp_path / "log")))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDumpError, match="none"):
        list(read_submissions(str(tmp_path / "none")))
