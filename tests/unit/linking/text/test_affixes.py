"""What editors leave outside a link within one word, and what they take into it."""

from __future__ import annotations

import json

import pytest

from linking.text.affixes import (
    MIN_PART_LINKS,
    NO_PARTS,
    Affixes,
    PartKind,
    affixes_json,
    elisions,
    endings,
    is_short_number,
    part_key,
    part_kinds,
)

SEPARATE, INFLECTION = PartKind.SEPARATE, PartKind.INFLECTION


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        ((MIN_PART_LINKS, 0, 0), SEPARATE),
        ((MIN_PART_LINKS - 1, 0, 0), None),
        ((0, MIN_PART_LINKS, 0), INFLECTION),
        ((2, 2, 0), SEPARATE),
        ((2, 5, 0), INFLECTION),
        ((3, 2, 5), SEPARATE),
        ((3, 2, 6), None),
        ((0, 0, 9), None),
    ],
)
def test_links_show_what_a_part_is(links: tuple[int, int, int], kind: PartKind | None) -> None:
    assert part_kinds({"-x": links}).get("-x") is kind


@pytest.mark.parametrize(
    ("links", "kind"),
    [(None, SEPARATE), ((1, 0, 0), SEPARATE), ((0, 4, 0), INFLECTION), ((0, 0, 1), None)],
)
def test_links_overrule_the_elisions_of_the_language(links: tuple[int, int, int] | None, kind: PartKind | None) -> None:
    counts = {} if links is None else {"l'": links}
    assert part_kinds(counts, elisions("fr")).get("l'") is kind


def test_languages_have_their_elisions() -> None:
    assert {"l'", "d'", "qu'"} <= set(elisions("fr"))
    assert "h-" in elisions("gd")
    assert elisions("en") == ()
    assert endings("en") == ("'s",)
    assert endings("fr") == ()


@pytest.mark.parametrize(
    ("part", "key"),
    [("l’", "l'"), ("lʼ", "l'"), ("l`", "l'"), ("\u2011nji", "-nji"), ("1939-", "0000-"), ("-٣", "-0"), (":n", ":n")],
)
def test_spellings_of_a_part_are_counted_together(part: str, key: str) -> None:
    assert part_key(part) == key


def test_an_unknown_part_is_part_of_a_name() -> None:
    affixes = Affixes(parts_after={"'ın": INFLECTION}, parts_before={"l'": SEPARATE})
    assert affixes.taken_after("’ın", "hindistan") == 3
    assert affixes.taken_after("'da", "hindistan") is None
    assert affixes.taken_before("l’", "arbre") == 0
    assert affixes.taken_before("d'", "arbre") is None
    assert {"'", "’"} <= affixes.marks_after
    assert "-" not in affixes.marks_before


def test_the_end_of_a_number_is_no_year() -> None:
    affixes = Affixes(parts_after={"-0000": SEPARATE}, parts_before={"0000-": SEPARATE})
    assert affixes.taken_before("1964-", "1970") == 0
    assert affixes.taken_before("1964-", "70") is None
    assert affixes.taken_after("-1970", "64") is None
    assert is_short_number("70")
    assert not is_short_number("970")
    assert not is_short_number("ab")


def test_affixes_are_read_as_they_were_written() -> None:
    parts = {"before": {"h-": [5, 0, 1]}, "after": {"'ın": [1, 4, 0], "-x": [1, 0, 9]}}
    data = json.loads(json.dumps(affixes_json({"an": 3}, {"gor": 4}, parts)))
    assert Affixes.from_json(data, "tr") == Affixes({"an": 3}, {"gor": 4}, {"'ın": INFLECTION}, {"h-": SEPARATE})
    assert Affixes.from_json(affixes_json({}, {}, NO_PARTS), "kw") == Affixes()
    assert Affixes.from_json(affixes_json({}, {}, NO_PARTS), "en").taken_after("’s", "germany") == 0
    assert Affixes.from_json(affixes_json({}, {}, NO_PARTS), "gd").taken_before("h-", "alba") == 0
