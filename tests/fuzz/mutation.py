"""Changes of wikitext that keep it close to what people write: markup, fragments of articles, unusual code points."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PIECES = (
    *("{{", "}}", "{{{", "}}}", "[[", "]]", "[", "]", "|", "=", "==", "\n== ", " ==\n", "''", "'''", "'''''", "'"),
    *(
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<ref>",
        "</ref>",
        "<ref name=a/>",
        "<div class=x>",
        "</div>",
        "<small>",
        "</small>",
    ),
    *(
        "<nowiki>",
        "</nowiki>",
        "<nowiki/>",
        "<code>",
        "</code>",
        "<br/>",
        "<li>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
    ),
    *("<foo>", "</foo>", "<blockquote>", "</blockquote>", "<gallery>", "</gallery>", "<pre>", "</pre>", "<math>", "<"),
    *("{|", "|}", "|-", "||", "!", "\n* ", "\n; ", "\n: ", "\n# ", "\n----", "<!--", "-->", "-{", "}-", "__TOC__", ">"),
    *("http://a.b", "[http://b.c ", "ISBN 0", "RFC 1", "#REDIRECT [[", "{{main|", "{{!}}", "~~~~", "%41", "\n", "\n\n"),
    *("[[File:a.b|thumb|", "[[Category:", "[[:", "[[#", "[[en:", "\r\n", "\t", " ", "&nbsp;", "&amp;", "&", ";", "&#"),
)
PAIRS = (
    *(("[[", "]]"), ("{{", "}}"), ("''", "''"), ("'''", "'''"), ("<ref>", "</ref>"), ("<small>", "</small>")),
    *(
        ("\n== ", " ==\n"),
        ("<!--", "-->"),
        ("<nowiki>", "</nowiki>"),
        ("<div>", "</div>"),
        ("(", ")"),
        ("[", "]"),
        ("{|\n|", "\n|}"),
    ),
)
CODE_POINTS = (
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x80\x85\xa0\xad\u0130\u0131\u0149\u017f\u01c5\u0300\u0345\u03c2\u0587\u05f4\u0640"
    "\u0e33\u0e40\u0f0b\u1039\u10d0\u13a0\u17d2\u1e9e\u200b\u200c\u200d\u200e\u2028\u2029\u202e\u2060\u3000\u3031"
    "\u30fc\ua7ae\uac00\ud800\udbff\udc00\udfff\ue000\ufb01\ufdd0\ufe0f\ufeff\uff21\ufffd\ufffe\uffff"
    "\U00010000\U00010400\U0001d538\U0001f3fb\U0001f600\U00020000\U000e0001\U000e0100\U0010ffff"
)
SPECIAL = "\x00\x01\u0130\u200d\uffff\U0001f600"
"""Code points that a library ends a text at, refuses, changes in length or counts as two."""

_MAX_REPETITIONS = 60
_MAX_SLICE = 200


def decode(data: bytes) -> str:
    """Return the text of an input: UTF-8 in which surrogates may occur. Any other byte becomes U+FFFD."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def encode(text: str) -> bytes:
    """Return the input with this text."""
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Vocabulary:
    """What is inserted besides markup.

    Attributes:
        words: Link texts and titles of the wiki.
        articles: Wikitext to take fragments from.
    """

    words: Sequence[str]
    articles: Sequence[str]


def mutate(text: str, chance: random.Random, vocabulary: Vocabulary) -> str:
    """Change a text in one to five places."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        if chance.random() < 0.6:
            start = chance.randint(0, len(text))
            text = text[:start] + chance.choice(_INSERTIONS)(chance, vocabulary) + text[start:]
        else:
            start = chance.randint(0, len(text))
            end = min(len(text), start + chance.randint(0, _MAX_SLICE))
            text = text[:start] + chance.choice(_CHANGES)(text[start:end], chance) + text[end:]
    return text


def _code_point(chance: random.Random) -> str:
    return chance.choice(SPECIAL if chance.random() < 0.5 else CODE_POINTS)


def _fragment(chance: random.Random, vocabulary: Vocabulary) -> str:
    article = chance.choice(vocabulary.articles)
    start = chance.randint(0, len(article))
    return article[start : start + chance.randint(1, _MAX_SLICE)]


def _reference(chance: random.Random, _vocabulary: Vocabulary) -> str:
    number = chance.randrange(10 ** chance.choice((1, 1, 2, 2, 3, 4, 6, 7, 20, 5000)))
    return f"&#x{number:x};" if chance.random() < 0.3 else f"&#{'1' * 5000 if number > 10**4200 else number};"


def _character_in_markup(chance: random.Random, vocabulary: Vocabulary) -> str:
    opening, closing = chance.choice(PAIRS)
    return f"{opening}{_code_point(chance)}{closing}{chance.choice(vocabulary.words)}"


def _any_character(chance: random.Random, _vocabulary: Vocabulary) -> str:
    return chr(chance.randrange(1 << chance.choice((7, 8, 11, 16, 20))))


_INSERTIONS: tuple[Callable[[random.Random, Vocabulary], str], ...] = (
    lambda chance, _: chance.choice(PIECES),
    lambda chance, _: "".join(chance.choices(PIECES, k=3)),
    lambda chance, _: _code_point(chance),
    lambda chance, vocabulary: _code_point(chance) + chance.choice(vocabulary.words),
    lambda chance, vocabulary: chance.choice(vocabulary.words),
    lambda chance, vocabulary: chance.choice(PIECES) + chance.choice(vocabulary.words) + chance.choice(PIECES),
    lambda chance, vocabulary: f"[[{chance.choice(vocabulary.words)}]]",
    lambda chance, vocabulary: _reference(chance, vocabulary) + chance.choice(vocabulary.words),
    _fragment,
    _reference,
    _character_in_markup,
    _any_character,
)


def _wrap(part: str, chance: random.Random) -> str:
    opening, closing = chance.choice(PAIRS)
    return f"{opening}{part}{closing}"


def _nest(part: str, chance: random.Random) -> str:
    opening, closing = chance.choice(PAIRS)
    depth = chance.randint(2, _MAX_REPETITIONS)
    return f"{opening * depth}{part}{closing * chance.randint(0, depth)}"


def _shuffle_words(part: str, chance: random.Random) -> str:
    words = part.split(" ")
    chance.shuffle(words)
    return " ".join(words)


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    lambda part, _: "",
    lambda part, _: part * 2,
    lambda part, chance: part[:20] * chance.randint(2, _MAX_REPETITIONS),
    lambda part, _: part.upper(),
    lambda part, _: part.swapcase(),
    lambda part, _: part[::-1],
    lambda part, _: part.replace("\n", "\r\n"),
    lambda part, _: part.replace(" ", "\n"),
    lambda part, chance: part.replace(" ", _code_point(chance)),
    _wrap,
    _nest,
    _shuffle_words,
)
