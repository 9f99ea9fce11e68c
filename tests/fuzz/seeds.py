"""What fuzzing begins with: articles of the sample wiki, the wikitext of the tables of cases, and the wiki's words."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from linking.analysis import ArticleAnalyzer
from tests.fuzz.mutation import Vocabulary, encode
from tests.helpers.cases import cases
from training.dumps.dump import Dump
from training.sample.export import EXPORT

ARTICLES, WORDS = 80, 2000


def vocabulary(wiki: ArticleAnalyzer) -> Vocabulary:
    """Return link texts and titles of a wiki, evenly spread, and wikitext with all kinds of markup."""
    tries = wiki.lookups.tries
    words = [
        trie.restore_key(number)
        for trie in (tries.anchors, tries.titles)
        for number in range(0, len(trie), max(1, len(trie) // WORDS))
    ]
    return Vocabulary(words, [*(str(case["wikitext"]) for case in cases("wikitext.yaml")), *_articles()])


def _articles() -> list[str]:
    with Dump([str(EXPORT)], namespaces=[0]) as dump:
        articles = [page.text for page in dump if page.redirect is None]
    return articles[:: len(articles) // ARTICLES]


def write(directory: Path, target: str, words: Vocabulary) -> None:
    """Write the first inputs of a target."""
    if target == "rules":
        inputs = [str(case) for case in cases("rules_refused.yaml")]
        inputs += [
            json.dumps({"rules": [{"name": "a", "texts": [word], "targets": [word]}]}) for word in words.words[:20]
        ]
    elif target == "requests":
        titles = [quote(word, safe="") for word in words.words[:20]]
        inputs = [
            f"POST /v1/linkrecommendations/samplewiki/{title}?threshold=0.1\n" + json.dumps({"wikitext": article})
            for title, article in zip(titles, words.articles[-20:], strict=False)
        ]
    else:
        inputs = list(words.articles)
    for number, text in enumerate(inputs):
        (directory / f"{number:04}").write_bytes(encode(text))
