"""Surroundings of mentions: capitals across short words, joined words, numbers and quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.features.mention_position import MentionPositions
from linking.features.mention_surroundings import DENSITY_WINDOW, QUOTATION_MARKS, YEAR_WINDOW, MentionSurroundings
from linking.text.folding import casefold_text
from linking.wikitext.article import Article, Section

PROPERTIES = (
    *("capital_before_short_words", "capital_after_short_words", "joined_before", "joined_after", "digit_before"),
    *("digit_after", "starts_line", "ends_line", "space_after", "capital_density", "year_nearby", "quoted"),
)


def surroundings_of(text: str, *mentions: tuple[int, int]) -> MentionSurroundings:
    article = Article(text, (), (), (Section("", 0, 0),), ())
    start, end = np.array(mentions).T
    return MentionSurroundings(MentionPositions(article, casefold_text(text, "en"), start, end))


def around(marked: str) -> MentionSurroundings:
    """The surroundings of the mention between the bars."""
    before, mention, after = marked.split("|")
    return surroundings_of(before + mention + after, (len(before), len(before) + len(mention)))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("University of |Wales|", True),
        ("University of the |Wales|", True),
        ("the University of |Wales| is", True),
        ("École de la |Mer|", True),
        ("В Дом на |Волге|", True),
        ("University |Wales|", False),  # capital_before is about this
        ("University of the de |Wales|", False),
        ("university of |Wales|", False),
        ("University from |Wales|", False),
        ("University from the |Wales|", False),
        ("University of from |Wales|", False),
        ("University of, |Wales|", False),
        ("University, of |Wales|", False),
        ("University. of the |Wales|", False),
        ("University of. the |Wales|", False),
        ("University  of |Wales|", False),
        ("University of  |Wales|", False),
        ("University  of the |Wales|", False),
        ("University of  the |Wales|", False),
        ("University\nof |Wales|", False),
        ("University of\n|Wales|", False),
        ("University of (|Wales|", False),
        ("University of-|Wales|", False),
        ("University 12 |Wales|", False),
        ("University Of |Wales|", False),
        ("of |Wales|", False),
        ("|Wales|", False),
        ("大学 の |京都|", False),
    ],
)
def test_a_capital_before_short_words(marked, expected):
    assert around(marked).columns["capital_before_short_words"].tolist() == [expected]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("|Wales| and Marches", True),
        ("|Wales| of the Marches", True),
        ("the |Wales| of the Marches are", True),
        ("|Wales| Marches", False),
        ("|Wales| of the de Marches", False),
        ("|Wales| and marches", False),
        ("|Wales| from Marches", False),
        ("|Wales| of from Marches", False),
        ("|Wales| from the Marches", False),
        ("|Wales|, of Marches", False),
        ("|Wales| of, Marches", False),
        ("|Wales| of. the Marches", False),
        ("|Wales| of the. Marches", False),
        ("|Wales|  of Marches", False),
        ("|Wales| of  Marches", False),
        ("|Wales| of  the Marches", False),
        ("|Wales| of the  Marches", False),
        ("|Wales|\nof Marches", False),
        ("|Wales| of\nMarches", False),
        ("|Wales| 12 Marches", False),
        ("|Wales| Of Marches", False),
        ("|Wales| of", False),
        ("|Wales|", False),
        ("|京都| の 大学", False),
    ],
)
def test_a_capital_after_short_words(marked, expected):
    assert around(marked).columns["capital_after_short_words"].tolist() == [expected]


@pytest.mark.parametrize(
    ("marked", "before", "after"),
    [
        ("Jean-|Paul|", True, False),
        ("|Jean|-Paul", False, True),
        ("l'|Espagne|", True, False),
        ("|Wales|’s", False, True),
        ("U.|S|.A", True, True),
        ("1939-|1945|", True, False),
        ("|東京|・大阪", False, True),
        ("x -|Paul|- x", False, False),
        ("Jean - |Paul|", False, False),
        ("Jean|Paul|Mary", False, False),
        ("(|Paul|)", False, False),
        ("-|Paul|-", False, False),
        ("Jean\n-|Paul|-\nMary", False, False),
        ("|Paul|", False, False),
    ],
)
def test_joined_words(marked, before, after):
    found = around(marked)
    assert (found.columns["joined_before"].tolist(), found.columns["joined_after"].tolist()) == ([before], [after])


@pytest.mark.parametrize(
    ("marked", "before", "after"),
    [
        ("12 |May| 1873", True, True),
        ("12|May|1873", True, True),
        ("१२ |May| ٣", True, True),
        ("12, |May|, 1873", False, False),
        ("12  |May|  1873", False, False),
        ("12\n|May|\n1873", False, False),
        ("1st |May| x3", False, False),
        ("|May|", False, False),
        ("2005年|5月|1日", False, True),
    ],
)
def test_adjacent_numbers(marked, before, after):
    found = around(marked)
    assert (found.columns["digit_before"].tolist(), found.columns["digit_after"].tolist()) == ([before], [after])


@pytest.mark.parametrize(
    ("marked", "starts", "ends", "space"),
    [
        ("|Fal|", True, True, False),
        ("x\n|Fal|\ny", True, True, False),
        ("* |Fal| y", False, False, True),
        ("|Fal| ", True, False, True),
        (" |Fal|.", False, False, False),
        ("|Fal|\u3000x", True, False, True),
    ],
)
def test_ends_of_lines_and_spaces(marked, starts, ends, space):
    found = around(marked)
    assert [found.columns["starts_line"].tolist(), found.columns["ends_line"].tolist()] == [[starts], [ends]]
    assert found.columns["space_after"].tolist() == [space]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("|Fal|", 1 / 2),
        ("|fal|", 0 / 2),
        ("The |Fal| flows", 2 / 4),
        ("The\n|Fal|\nFlows", 1 / 2),
        ("|東京|", 0 / 2),
        ("«|»|»", 0 / 1),
        ("12 |Fal|", 1 / 3),
        ("X" + " " * (DENSITY_WINDOW - 1) + "|Fal|", 2 / 3),
        ("X" + " " * DENSITY_WINDOW + "|Fal|", 1 / 2),
        ("|Fal|" + " " * (DENSITY_WINDOW - 1) + "X", 2 / 3),
        ("|Fal|" + " " * DENSITY_WINDOW + "X", 1 / 2),
    ],
)
def test_the_density_of_capitals(marked, expected):
    """A word counts if its first character is within the window."""
    assert around(marked).columns["capital_density"].tolist() == pytest.approx([expected])


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("in 1873, |Fal|", True),
        ("|Fal| (1873)", True),
        ("1873|Fal|", True),
        ("|Fal|1873", True),
        ("|Fal| १८७३", True),
        ("|Fal| 123456", True),
        ("|Fal| 187", False),
        ("1 8 7 3 |Fal| 12 34", False),
        ("12|34|56", False),
        ("|1873|", False),  # the mention itself
        ("187|3|", False),
        ("1873\n|Fal|\n1873", False),
        ("1873" + " " * (YEAR_WINDOW - 4) + "|Fal|", True),
        ("1873" + " " * (YEAR_WINDOW - 3) + "|Fal|", False),
        ("|Fal|" + " " * (YEAR_WINDOW - 4) + "1873", True),
        ("|Fal|" + " " * (YEAR_WINDOW - 3) + "1873", False),
        ("|F|", False),
        ("1|F|", False),
    ],
)
def test_years(marked, expected):
    assert around(marked).columns["year_nearby"].tolist() == [expected]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        *((f"the {opening}old |Fal| god{closing}.", True) for opening, closing in QUOTATION_MARKS),
        *((f"{opening}|Fal|{closing}", True) for opening, closing in QUOTATION_MARKS),
        *((f"{opening}old{closing} |Fal| {opening}god{closing}", False) for opening, closing in QUOTATION_MARKS),
        *((f"{opening}old |Fal| god", False) for opening, closing in QUOTATION_MARKS),
        *((f"old |Fal| god{closing}", False) for _, closing in QUOTATION_MARKS),
        *((f"{opening}old\n|Fal| god{closing}", False) for opening, closing in QUOTATION_MARKS),
        *((f"{opening}old |Fal|\ngod{closing}", False) for opening, closing in QUOTATION_MARKS),
        ('"a" "|Fal|"', True),
        ('"a" "b" |Fal| "c"', False),
        ("“a” and “|Fal|”", True),
        ('“|Fal|"', False),
        ("\U0001f600“|Fal|”", True),
        ("|Fal|", False),
    ],
)
def test_quotation_marks(marked, expected):
    assert around(marked).columns["quoted"].tolist() == [expected]


def test_each_mention_has_its_own_surroundings():
    text = "University of Wales, “Fal” 1873\nJean-Paul 12"
    spans = [(text.index(word), text.index(word) + len(word)) for word in ("Wales", "Fal", "Paul")]
    found = surroundings_of(text, *spans)
    assert found.columns["capital_before_short_words"].tolist() == [True, False, False]
    assert found.columns["quoted"].tolist() == [False, True, False]
    assert found.columns["year_nearby"].tolist() == [True, True, False]
    assert found.columns["joined_before"].tolist() == [False, False, True]
    assert found.columns["digit_after"].tolist() == [False, False, True]
    assert found.columns["ends_line"].tolist() == [False, False, False]


@given(st.text('aB1 \n"“”-.京\U0001f600', min_size=1, max_size=25), st.data())
def test_a_line_has_the_surroundings_that_it_has_by_itself(line: str, data: st.DataObject) -> None:
    """Other lines do not matter."""
    line = line.replace("\n", "") or "a"
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    other = 'University of\nof "1873 “'
    alone = surroundings_of(line, (start, end))
    offset = len(other) + 1
    within = surroundings_of(f"{other}\n{line}\n{other}", (start + offset, end + offset))
    for name in PROPERTIES:
        found: Sequence[float] = within.columns[name].tolist()
        assert found == alone.columns[name].tolist(), name
