"""The title index resolves redirects, and the dictionary has all texts that may be anchors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_PARENTHESES
from tests.helpers.training.counted import CountedWiki
from training.corpus.title_index import open_dictionary, title_texts
from training.runtime import lookup_files

PAGES = {
    "Fal": "A [[river]].",
    "River (water)": "Water.",
    "京都（都市）": "A city.",
    "Old Fal": "#REDIRECT [[Fal]]",
    "Older Fal": "#REDIRECT [[old_Fal#Section]]",
    **{f"Hop {number}": f"#REDIRECT [[Hop {number + 1}]]" for number in range(9)},
    "Hop 9": "#REDIRECT [[Fal]]",
    "Loop": "#REDIRECT [[Loop back]]",
    "Loop back": "#REDIRECT [[Loop]]",
    "Self": "#REDIRECT [[Self]]",
    "To loop": "#REDIRECT [[Loop]]",
    "Gone": "#REDIRECT [[Nowhere]]",
    "Away": "#REDIRECT [[:fr:Fal]]",
    "To file": "#REDIRECT [[:File:Fal.png]]",
    "C++": "A language.",
    "!!": "A band.",
    "A" * 120: "Long.",
}


@pytest.fixture(scope="module", params=[lookup_files.KEYS_PER_SHARD, 4], ids=["whole tries", "tries in shards"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountedWiki]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup_files, "KEYS_PER_SHARD", request.param)
        yield CountedWiki(tmp_path_factory.mktemp("wiki"), PAGES)


@pytest.fixture(scope="module")
def texts(counted: CountedWiki) -> Mapping[tuple[str, str], int]:
    """(text, title of the article) -> flags."""
    return {(text, counted.title(key)): flags for text, key, flags in title_texts(counted.titles, "kw")}


@pytest.mark.parametrize("redirect", ["Old Fal", "Older Fal", "Hop 9", "Hop 5", "Hop 0"])
def test_redirects_lead_to_an_article_over_other_redirects(counted, redirect):
    key = counted.titles.trie[redirect]
    assert counted.title(int(counted.titles.target[key])) == "Fal"
    assert not counted.titles.is_article[key]


@pytest.mark.parametrize("redirect", ["Loop", "Loop back", "Self", "To loop", "Gone", "Away", "To file"])
def test_redirects_without_an_article_are_not_in_the_index(counted, redirect):
    assert redirect not in counted.titles.trie


def test_articles_lead_to_themselves(counted):
    titles = counted.titles
    articles = {title for title, text in PAGES.items() if not text.startswith("#REDIRECT")}
    assert {counted.title(key) for key in np.flatnonzero(titles.is_article)} == articles
    assert titles.length[titles.trie["Fal"]] == len("A [[river]].")
    assert titles.length[titles.trie["Old Fal"]] == 0


@pytest.mark.parametrize(
    ("text", "title", "flags"),
    [
        ("fal", "Fal", TITLE),
        ("river (water)", "River (water)", TITLE),
        ("river", "River (water)", TITLE_WITHOUT_PARENTHESES),
        ("京都", "京都（都市）", TITLE_WITHOUT_PARENTHESES),
        ("old fal", "Fal", REDIRECT_TITLE),
        ("hop 0", "Fal", REDIRECT_TITLE),
        ("c++", "C++", TITLE),
        ("!!", "!!", None),
        ("a" * 120, "A" * 120, None),
    ],
)
def test_titles_are_texts_that_could_be_anchors(texts, text, title, flags):
    """Titles without letters and digits are not, and neither are long titles."""
    assert texts.get((text, title)) == flags


def test_the_dictionary_has_all_texts_and_the_titles_by_number(counted, texts):
    trie, anchors = open_dictionary(counted.corpus.titles)
    rows = zip(anchors.anchor.tolist(), anchors.page.tolist(), anchors.flags.tolist(), strict=True)
    assert {(trie.restore_key(text), counted.title(page)): flags for text, page, flags in rows} == dict(texts)
    assert anchors.anchor.tolist() == sorted(anchors.anchor.tolist())
    assert set(map(trie.restore_key, range(len(trie)))) == {text for text, _ in texts} | {"river"}
