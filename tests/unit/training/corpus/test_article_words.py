"""The words of articles tell which articles may contain a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.folding import casefold_text
from linking.text.word_boundaries import find_word_boundaries
from training.corpus.article_words import ChunkWords, join_words, words_of
from training.corpus.chunks import ChunkArticle
from training.corpus.plain_text import PlainText, TextLink

TEXTS = ("The new bridge of Truru.", "L'Espagne est à 5 km² de là.", "東京都の橋", "", "A new town, an old bridge.")


def article(text: str, *targets: str) -> ChunkArticle:
    links = tuple(TextLink(0, 1, 0, 1, target) for target in targets)
    return ChunkArticle("A", 0, text, PlainText(text, links, ("Outside",)))


@pytest.fixture
def chunk(tmp_path: Path) -> ChunkWords:
    articles = [article(text, *["Town"] * (number == 1)) for number, text in enumerate(TEXTS)]
    join_words(tmp_path / "words.npz", [words_of(one, "en") for one in articles])
    return ChunkWords.read(tmp_path / "words.npz")


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("bridge", {0, 4}),
        ("new bridge", {0, 4}),  # not necessarily side by side
        ("bridge of truru", {0}),
        ("espagne", {1}),
        ("l'espagne", {1}),
        ("km²", {1}),
        ("東京", {2}),
        ("京都", {2}),
        ("brid", set()),
        ("castle", set()),
    ],
)
def test_the_words_of_a_text_are_found(chunk: ChunkWords, text: str, articles: set[int]) -> None:
    assert chunk.containing([text]) == articles


def test_targets_are_found(chunk: ChunkWords) -> None:
    assert chunk.linking(["Town"]) == {1}
    assert chunk.linking(["Outside", "Nowhere"]) == set(range(len(TEXTS)))
    assert chunk.linking([]) == set()


def test_the_words_of_one_article_are_what_was_written(chunk: ChunkWords) -> None:
    for number, text in enumerate(TEXTS):
        expected, found = words_of(article(text, *["Town"] * (number == 1)), "en"), chunk.article(number)
        assert expected.words.tolist() == found.words.tolist()
        assert expected.targets.tolist() == found.targets.tolist()


def test_the_articles_of_several_chunks_are_numbered_in_order(chunk: ChunkWords, tmp_path: Path) -> None:
    join_words(tmp_path / "none.npz", [])
    several = ChunkWords.of([chunk, ChunkWords.read(tmp_path / "none.npz"), chunk])
    assert len(several) == 2 * len(TEXTS)
    assert several.containing(["bridge", "東京"]) == {0, 4, 2, 5, 9, 7}
    assert several.linking(["Town"]) == {1, 6}
    assert several.article(6).targets.tolist() == chunk.article(1).targets.tolist()
    assert len(ChunkWords.of([])) == 0


def test_a_chunk_may_be_without_articles(tmp_path: Path) -> None:
    join_words(tmp_path / "words.npz", [])
    assert ChunkWords.read(tmp_path / "words.npz").containing(["a"]) == set()


@given(st.text(st.sampled_from("ab 京都'-²́ก0.\x00"), max_size=12), st.data())
def test_every_text_between_boundaries_is_found(tmp_path_factory, text: str, data: st.DataObject) -> None:
    """Articles that contain a mention are never missed."""
    folded = casefold_text(text, "en")
    boundaries = find_word_boundaries(folded)
    places = [place for place, flag in enumerate(boundaries.flags) if flag]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    path = tmp_path_factory.mktemp("words") / "words.npz"
    join_words(path, [words_of(article(text), "en")])
    assert ChunkWords.read(path).containing([folded[start:end]]) == {0}
