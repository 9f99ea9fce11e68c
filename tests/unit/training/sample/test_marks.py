"""Marks become links as editors make them."""

from __future__ import annotations

import pytest

from training.sample.marks import link_marks, marked_titles, percent, upper_first


@pytest.fixture
def no_chance(monkeypatch):
    monkeypatch.setattr("training.sample.marks.percent", lambda *_: 99)


@pytest.mark.parametrize(
    ("marked_text", "expected"),
    [
        ("The [Danube] and the [Danube].", "The [[Danube]] and the Danube."),
        ("[river]s, [grey wolf|wolves]", "[[river]]s, [[grey wolf|wolves]]"),
        ("* [Danube]\n* [Danube]", "* [[Danube]]\n* [[Danube]]"),
        ("[Vienna] is [Vienna]", "Vienna is Vienna"),
        ("[[Danube#Course|its course]]", "[[Danube#Course|its course]]"),
    ],
)
def test_the_first_mention_in_running_text_is_linked(no_chance, marked_text, expected):
    assert link_marks("Vienna", marked_text, {}) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("forgotten", "The river Danube."), ("alias", "The river [[Donau]]."), ("underscore", "The [[River_x|River x]].")],
)
def test_some_mentions_are_linked_differently(monkeypatch, chosen, expected):
    monkeypatch.setattr("training.sample.marks.percent", lambda kind, *_: 0 if kind == chosen else 99)
    text = "The [River x]." if chosen == "underscore" else "The river [Danube]."
    assert link_marks("Vienna", text, {"Danube": "Donau"}) == expected


def test_marked_titles_have_a_capital_first_letter():
    assert list(marked_titles("The [river]s and [Danube|it], [[not this]].")) == ["River", "Danube"]
    assert upper_first("éa") == "Éa"


def test_the_percentage_depends_on_the_key_only():
    assert percent("a", "b") == percent("a", "b") != percent("a", "c")
    assert all(0 <= percent(str(number)) < 100 for number in range(1000))
