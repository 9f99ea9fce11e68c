"""Requests with unusual parameters: each is well-formed in most of its parts, so that the service reads on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from urllib.parse import quote

from tests.fuzz.mutation import CODE_POINTS, Vocabulary

FIELDS = (
    *(
        "wikitext",
        "pageid",
        "revid",
        "sections_to_exclude",
        "rules",
        "threshold",
        "max_recommendations",
        "language_code",
    ),
    *("explain", "partial", "unknown", "", "\\u0000", "\\ud800"),
)
VALUES = (
    *(
        "null",
        "true",
        "0",
        "-1",
        "1.0",
        "1.5",
        "-0.0",
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "1e-400",
        '""',
        "[]",
        "{}",
    ),
    *("9" * 19, "9" * 4300, "9" * 5000, '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\ud83d\\ude00"', '"%LEAD%"'),
    *(
        "[" * 500 + "]" * 500,
        "[" * 100_000,
        '{"a":' * 500 + "1" + "}" * 500,
        '["a", ["b"]]',
        '[null, 1, "a"]',
        '["\\ud800"]',
    ),
    *('"a"', '"0.5"', '"15"', '"true"', '"kw"', "9223372036854775807", "9223372036854775808", '"\x00"', '"\n"', "'a'"),
)
RULE_KEYS = (
    *(
        "name",
        "targets",
        "texts",
        "classes",
        "sections",
        "articles",
        "least_score",
        "text_length",
        "links_per_100_words",
        "comment",
    ),
    "lift",
)
PARAMETERS = (
    *(
        "threshold",
        "max_recommendations",
        "language_code",
        "sections_to_exclude",
        "revision",
        "explain",
        "partial",
        "spec",
    ),
    "unknown",
)
PARAMETER_VALUES = (
    *(
        "",
        "0",
        "1",
        "-1",
        "0.5",
        "1e400",
        "nan",
        "inf",
        "1_0",
        "+1",
        "\u0661",
        "\xb2",
        "9" * 19,
        "9" * 5000,
        "true",
        "no",
    ),
    *("kw", "zh-hant", "a" * 50, "%ff", "%00", "%ed%a0%80", "%", "&&", "=", "%LEAD%", "a" * 2000),
)
PATHS = (
    *("/v1/linkrecommendations/samplewiki/", "/v1/linkrecommendations/wikipedia/sample/", "/v1/linkrecommendations/"),
    *("/v1/linkrecommendations/nowiki/", "/v1/linkrecommendations/%00/", "/v1/linkrecommendations/../", "/metrics"),
    *(
        "/playground/wikis/",
        "/playground/articles/samplewiki/",
        "/playground",
        "/healthz",
        "/readyz",
        "/",
        "//",
        "/docs/",
    ),
    *("/v1/linkrecommendations/wikipedia/samplewiki/", "/v1/linkrecommendations/" + "a" * 300 + "/", ""),
)


def generate_request(chance: random.Random, vocabulary: Vocabulary) -> str:
    """Return a request as `targets` reads it: method and address on a line, then the body."""
    method = chance.choice(("POST", "POST", "POST", "GET"))
    return f"{method} {_address(chance, vocabulary)}\n{_body(chance, vocabulary)}"


def _address(chance: random.Random, vocabulary: Vocabulary) -> str:
    title = chance.choice((chance.choice(vocabulary.words), chance.choice(CODE_POINTS), "a" * 300, "&#1;", "%41", ""))
    path = chance.choice(PATHS[:2]) if chance.random() < 0.6 else chance.choice(PATHS)
    path += title if chance.random() < 0.1 else quote(title, safe="", errors="surrogatepass")
    pairs = [
        f"{chance.choice(PARAMETERS)}={chance.choice(PARAMETER_VALUES)}" for _ in range(chance.choice((0, 1, 1, 3)))
    ]
    return path + ("?" + "&".join(pairs) if pairs else "")


def _body(chance: random.Random, vocabulary: Vocabulary) -> str:
    if chance.random() < 0.05:
        return chance.choice(VALUES)
    members = {} if chance.random() < 0.2 else {"wikitext": _text(chance, vocabulary)}
    for _ in range(chance.choice((0, 1, 1, 2))):
        members[chance.choice(FIELDS)] = chance.choice(VALUES)
    if chance.random() < 0.3:
        members["rules"] = f'{{"rules": [{_rule(chance, vocabulary)}]}}'
    return _object(members)


def _rule(chance: random.Random, vocabulary: Vocabulary) -> str:
    members = {}
    for key in chance.sample(RULE_KEYS, k=3):
        texts = [_text(chance, vocabulary, "*" if chance.random() < 0.5 else "") for _ in range(2)]
        members[key] = chance.choice(VALUES) if chance.random() < 0.5 else f"[{', '.join(texts)}]"
    return _object({"name": '"a"', **members})


def _text(chance: random.Random, vocabulary: Vocabulary, *more: str) -> str:
    parts: Sequence[str] = [chance.choice(vocabulary.words), chance.choice(vocabulary.words), *more]
    text = chance.choice((" ", chance.choice(CODE_POINTS))).join(chance.sample(parts, k=len(parts)))
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 0x20 or c in '"\\' else c for c in text) + '"'


def _object(members: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in members.items()) + "}"
