"""Step 3: count where the dictionary's texts stand as links and as plain text, and the words beside links."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from linking.mentions import LONGEST_PREFIX, LONGEST_SUFFIX, Affixes, Dictionary, find_mentions
from linking.store.tries import Trie
from linking.text.adjacent_tokens import tokens
from linking.text.character_classes import case_class
from linking.text.folding import fold
from training.corpus.chunks import ChunkArticle, read_chunk
from training.corpus.extraction import LONGEST_TEXT, anchor_text, write_rows
from training.corpus.plain_text import PlainText
from training.corpus.splits import Split
from training.corpus.title_index import Titles, open_dictionary, open_titles
from training.runtime.worker_pool import worker_cache

NO_AFFIXES = Affixes({}, {})


@dataclass(frozen=True, slots=True)
class CountTask:
    """A chunk to count. words_below: only articles of lower buckets count neighbour words; a sample is enough."""

    chunk: Path
    titles: Path
    output: Path
    language: str
    split: Split
    words_below: int

    @property
    def number(self) -> str:
        """The chunk's number, as in its file name."""
        return self.chunk.name.partition("-")[2].partition(".")[0]


@dataclass(slots=True)
class Counts:
    """Sums over the articles of a chunk.

    texts: (text, group, case) -> articles linked, articles, uses linked, uses; then articles linked and articles with
    the text in any case, counted in the article's first case class alone. pairs: (text, target, group) -> articles.
    edges: (source, target, group). words: (word, group) -> uses, before links, behind links. affixes: ("s" or "p",
    letters, group) -> uses.
    """

    texts: dict[tuple[int, int, int], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * 6))
    pairs: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    edges: set[tuple[int, int, int]] = field(default_factory=set)
    words: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    affixes: Counter[tuple[str, str, int]] = field(default_factory=Counter)


def count(task: CountTask) -> int:
    """Write the chunk's counts; returns the number of articles."""
    titles, trie = _tables(task.titles)
    dictionary = Dictionary(trie, NO_AFFIXES, LONGEST_TEXT)
    counts = Counts()
    articles = 0
    for article in read_chunk(task.chunk):
        counter = _ArticleCounter(article, titles, dictionary, task)
        counter.add_to(counts)
        articles += 1
    for name, rows in _tables_of(counts):
        write_rows(task.output / f"{name}-{task.number}.csv.gz", rows)
    return articles


@worker_cache
def _tables(directory: Path) -> tuple[Titles, Trie]:
    return open_titles(directory), open_dictionary(directory)[0]


def _tables_of(counts: Counts) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    yield "uses", ((*key, *sums) for key, sums in sorted(counts.texts.items()))
    yield "pairs", ((*key, number) for key, number in sorted(counts.pairs.items()))
    yield "edges", iter(sorted(counts.edges))
    yield "words", ((*key, *sums) for key, sums in sorted(counts.words.items()))
    yield "affixes", ((*key, number) for key, number in sorted(counts.affixes.items()))


class _ArticleCounter:
    """Counts one article."""

    def __init__(self, article: ChunkArticle, titles: Titles, dictionary: Dictionary, task: CountTask) -> None:
        self._plain: PlainText = article.plain
        self._folded = fold(article.plain.text, task.language)
        self._titles, self._dictionary = titles, dictionary
        self._group = task.split.group(article.bucket)
        self._counts_words = article.bucket < task.words_below
        self._key = titles.trie.get(article.title, -1)

    def add_to(self, counts: Counts) -> None:
        """Add the article to a chunk's sums."""
        linked = self._add_links(counts)
        plain = self._plain_uses()
        ever_linked = {text for text, _ in linked}
        last = None
        for key in sorted(linked.keys() | plain.keys()):
            text, case = key
            sums, links = counts.texts[text, self._group, case], linked.get(key, 0)
            sums[0] += links > 0
            sums[1] += 1
            sums[2] += links
            sums[3] += links + plain.get(key, 0)
            if text != last:
                sums[4] += text in ever_linked
                sums[5] += 1
                last = text
        if self._counts_words:
            self._add_words(counts)

    def _add_links(self, counts: Counts) -> Counter[tuple[int, int]]:
        uses: Counter[tuple[int, int]] = Counter()
        pairs = set()
        text, folded = self._plain.text, self._folded
        for link in self._plain.links:
            target = self._resolve(link.target)
            if target is None or target == self._key:
                continue  # a link to its own article is shown as bold text
            counts.edges.add((self._key, target, self._group))
            for start, end in {(link.start, link.end), (link.word_start, link.word_end)}:
                key = self._text_key(start, end)
                if key is not None:
                    pairs.add((key, target, self._group))
                    uses[key, case_class(text[start:end].strip(), folded[start:end].strip())] += 1
            self._add_affixes(counts, link.start - link.word_start, folded[link.word_start : link.start], "p")
            self._add_affixes(counts, link.word_end - link.end, folded[link.end : link.word_end], "s")
        for title in self._plain.elsewhere:
            target = self._resolve(title)
            if target is not None and target != self._key:
                counts.edges.add((self._key, target, self._group))
        counts.pairs.update(pairs)
        return uses

    def _add_affixes(self, counts: Counts, length: int, letters: str, kind: str) -> None:
        longest = LONGEST_SUFFIX if kind == "s" else LONGEST_PREFIX
        if 0 < length <= longest and letters.isalpha():
            counts.affixes[kind, letters, self._group] += 1

    def _resolve(self, title: str) -> int | None:
        key = self._titles.trie.get(title)
        return None if key is None else int(self._titles.target[key])

    def _text_key(self, start: int, end: int) -> int | None:
        text = anchor_text(self._folded[start:end])
        return None if text is None else self._dictionary.trie.get(text)

    def _plain_uses(self) -> Counter[tuple[int, int]]:
        mentions, _ = find_mentions(self._folded, self._plain.between_links(), self._dictionary)
        text, folded = self._plain.text, self._folded
        return Counter((m.anchor, case_class(text[m.start : m.end], folded[m.start : m.end])) for m in mentions)

    def _add_words(self, counts: Counts) -> None:
        starts = {link.word_start for link in self._plain.links}
        ends = {link.word_end for link in self._plain.links}
        sums = last = None
        behind_link = False
        for start, end, token in tokens(self._folded):
            if last is not None and start in starts:
                last[1] += 1
            sums = counts.words[token, self._group]
            sums[0] += 1
            sums[2] += behind_link
            behind_link = end in ends
            last = sums
