"""Reading: which mentions and candidates of an article can become links."""

from __future__ import annotations

import pytest

from linking.analysis import Question, Reader, Reading, Stages
from tests.helpers.linking.hand_made import Anchor, Candidate, Page, make_reader

ANCHORS = {
    "fal": Anchor(3, 5, [Candidate("Fal", 3), Candidate("Fal (god)", 1)]),
    "river": Anchor(3, 9, [Candidate("Fal", 1), Candidate("Hidden", 1)]),
    "kernow": Anchor(9, 9, [Candidate("Kernow", 9)]),
}
PAGES = {
    "Fal": Page(), "Fal (god)": Page(), "Kernow": Page(), "Looe": Page(), "Hidden": "Gone",
    "Old Fal": "Fal", "Gone": "Kernow",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(ANCHORS, PAGES)


def read(reader: Reader, text: str, title: str = "New", sections: tuple[str, ...] = ()) -> Reading:
    return reader.read(Question(title, text, sections), Stages())


def pairs(reader: Reader, reading: Reading) -> set[tuple[str, str]]:
    """(text, target) of all pairs."""
    if reading.context is None:
        return set()
    title, mentions = reader.lookups.tries.titles.restore_key, reading.scored.mentions
    texts = [reading.article.wikitext[mention.start : mention.end] for mention in mentions]
    context = reading.context
    return {(texts[m], title(p)) for m, p in zip(context.mention.tolist(), context.page.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fal", {("Fal", "Fal"), ("Fal", "Fal (god)")}),
        ("[[Fal]] fal", {("fal", "Fal (god)")}),
        ("[[fal#x|y]] fal", {("fal", "Fal (god)")}),
        ("[[Old Fal|y]] fal", {("fal", "Fal (god)")}),
        ("{{box|[[old_Fal|y]]}} fal", {("fal", "Fal (god)")}),
        ("[[Looe]] Kernow", {("Kernow", "Kernow")}),
        ("[[Kernow|x]] Kernow", set()),
        ("[[Missing]] [[File:Fal.png]] Kernow", {("Kernow", "Kernow")}),
        ("river", {("river", "Fal")}),
        ("", set()),
        ("nothing", set()),
    ],
)
def test_what_is_linked_already_is_no_candidate(reader, text, expected):
    """Redirects are resolved, on the page and in the bundle; candidates that are no articles are left out."""
    assert pairs(reader, read(reader, text)) == expected


def test_the_page_itself_is_no_candidate(reader):
    assert pairs(reader, read(reader, "Kernow", title="kernow")) == set()
    assert pairs(reader, read(reader, "Fal", title="Fal (god)")) == {("Fal", "Fal")}


def test_where_nothing_can_be_linked_there_is_no_context(reader):
    assert read(reader, "[[Kernow]] Kernow").context is None
    assert read(reader, "").context is None


def test_sections_are_left_out(reader):
    text = "Kernow\n== One ==\nfal\n=== Two ===\nriver\n== Three ==\nfal\n"
    first = read(reader, text, sections=("one",))
    assert {text[mention.start : mention.end] for mention in first.scored.everything} == {"Kernow", "fal"}
    assert first.scored.mentions[1].start == text.rindex("fal")
    assert read(reader, text, sections=("%LEAD%", "One", "Three")).context is None


def test_each_anchor_is_scored_once_at_its_first_place(reader):
    text = "Fal, Kernow, fal, FAL."
    scored = read(reader, text).scored
    assert [text[mention.start : mention.end] for mention in scored.mentions] == ["Fal", "Kernow"]
    assert [[text[m.start : m.end] for m in places] for places in scored.places] == [["Fal", "fal", "FAL"], ["Kernow"]]


def test_stages_are_timed(reader):
    stages = Stages()
    reader.read(Question("New", "Fal"), stages)
    assert stages.seconds.keys() == {"parse", "mentions", "lookups", "features"}
    assert all(seconds >= 0 for seconds in stages.seconds.values())


def test_a_deadline_that_has_passed_is_told(reader):
    reading = reader.read(Question("New", "Fal", deadline=0.0), Stages())
    assert reading.truncated
    assert reading.context is None
