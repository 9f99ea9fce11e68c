"""Training and serving agree on the tokens beside a mention."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.adjacent_tokens import LINE_END, tokenize, word_after, word_before

TEXTS = st.text("abcé ́ก京า,.'-()[]|\t\n\u00a0\u3000\u200c२ि", max_size=30)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("on the fal, a river", ["on", "the", "fal", ",", "a", "river"]),
        ("line\nnext", ["line", "\n", "next"]),
        ("[[fal|the river]] x", ["fal", "the", "river", "x"]),
        ("(born 1873)", ["(", "born", "1873", ")"]),
        ("東京のab", ["東", "京", "の", "ab"]),
        ("cafe\u0301s हिन्दी", ["cafe\u0301s", "हिन्दी"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("- \u0301", ["-", "\u0301"]),
        ("l'eau", ["l", "'", "eau"]),
        ("བོད་", ["བ", "ོ", "ད", "་"]),
        ("", []),
    ],
)
def test_text_is_split_into_tokens(text, words):
    assert [token for _, _, token in tokenize(text)] == words


@given(TEXTS)
def test_tokens_have_exact_offsets_with_only_spaces_and_brackets_between_them(text):
    last = 0
    for start, end, token in tokenize(text):
        assert text[start:end] == token
        assert not text[last:start].strip(" \t\u00a0\u3000[]|")
        last = end
    assert not text[last:].strip(" \t\u00a0\u3000[]|")


@given(TEXTS)
def test_the_words_beside_a_token_are_its_neighbours_on_the_line(text):
    found = list(tokenize(text))
    for left, right in pairwise(found):
        if right[0] - left[1] < 15:
            assert word_after(text, left[1]) == right[2] or left[2] == LINE_END
            assert word_before(text, right[0]) == left[2] or right[2] == LINE_END


@pytest.mark.parametrize(
    ("text", "offset", "before", "after"),
    [
        ("the fal", 4, "the", "fal"),
        ("fal", 0, LINE_END, "fal"),
        ("fal", 3, "fal", LINE_END),
        ("a\nfal\nb", 2, LINE_END, "fal"),
        ("a\nfal\nb", 5, "fal", LINE_END),
        ("a [[x|", 6, "x", LINE_END),
        ("a   ", 4, "a", LINE_END),
        ("a" * 50, 40, "a" * 32, "a" * 10),
        (" " * 50 + "a", 0, LINE_END, LINE_END),
        ("", 0, LINE_END, LINE_END),
    ],
)
def test_the_words_beside_an_offset_are_found(text, offset, before, after):
    assert word_before(text, offset) == before
    assert word_after(text, offset) == after


@pytest.mark.parametrize("separators", ["[" * 32, "]" * 32, "| " * 16, "[ ]|" * 8, " " * 32, "[" * 100_000])
def test_no_number_of_brackets_takes_long(separators: str) -> None:
    """An expression that goes back over 32 brackets would take hours."""
    assert word_after(f"cat{separators}", 3) == LINE_END
    assert word_before(f"{separators}cat", len(separators)) == LINE_END
    assert word_after(f"cat{separators[:20]}dog", 3) == "dog"
