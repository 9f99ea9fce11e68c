"""The summary on a terminal."""

from __future__ import annotations

from typing import Any

from tests.helpers.training.made_decisions import made_table
from training.review.summary import summarize
from training.review.summary_text import printable, text_lines


def lines_of(*rows: dict[str, Any]) -> list[str]:
    with made_table(rows) as connection:
        summary = summarize(connection, 10)
    assert summary
    return list(text_lines(summary))


def test_tables_have_a_header_and_aligned_columns() -> None:
    found = lines_of({"reviewer": "Ann"}, {"reviewer": "Bob", "decision": "reject", "reason": "part of a name"})
    assert found[:3] == [
        "2 decisions on kwwiki: 1 accept, 1 reject, 0 skip",
        "2 named reviewers, 0 decisions without a name; 0 more replaced, because the same reviewer decided again",
        "accepted: 50.0 % (95 % interval 5.5–94.5 %) of what was not skipped",
    ]
    header = found.index("accepted  95 % interval  accept  reject    skip  score")
    assert found[header + 1] == "  50.0 %     5.5–94.5 %       1       1       0  0.8–0.9"
    assert "       1  100.0 %  part of a name" in found
    assert "agreement on 1 suggestion that several reviewers judged: 0 of 1 pair of decisions equal (0.0 %);" in (
        "\n".join(found)
    )
    assert found[-1] == "     1       1  Truru -> Truru, in Kernow"


def test_of_several_wikis_each_row_names_its_own() -> None:
    found = lines_of({}, {"wiki": "frwiki"})
    assert [line.split("  ")[-1] for line in found if line.endswith(": Truru")] == [
        "frwiki: Truru",
        "kwwiki: Truru",
    ] * 2


def test_skipped_suggestions_have_no_acceptance() -> None:
    found = lines_of({"decision": "skip"})
    assert "       -              -       0       0       1  0.8–0.9" in found
    assert not [line for line in found if line.startswith("accepted:")]


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert not [line for line in lines_of({"link_text": "a\x1b[2Jb\x9b"}) if "\x1b" in line or "\x9b" in line]
    assert printable("a\u2028\tb") == "a\ufffd\ufffdb"
    assert printable("می\u200cخواهم Bän") == "می\u200cخواهم Bän"
