"""Step 3: count how often the dictionary's texts occur as links and as plain text, and which words occur next to links.

`aggregation` describes the tables that come out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from linking.mention_search import find_mentions
from linking.mentions import Dictionary
from linking.store.tries import Trie
from linking.text.adjacent_tokens import tokenize, word_after, word_before
from linking.text.affixes import MAX_PREFIX, MAX_SUFFIX, Affixes
from linking.text.character_classes import case_class
from linking.text.folding import casefold_text
from training.corpus.chunks import ChunkArticle, chunk_number, read_articles, read_chunk
from training.corpus.extraction import write_rows
from training.corpus.joined_parts import read_part_counts, separate_parts
from training.corpus.label_parts import parts_of_labels
from training.corpus.page_record import MAX_ANCHOR_LENGTH, anchor_text
from training.corpus.plain_text import PlainText
from training.corpus.splits import Split
from training.corpus.title_index import TitleIndex, open_dictionary, open_titles
from training.runtime.worker_pool import worker_cache


@dataclass(frozen=True, slots=True)
class CountTask:
    """Articles for one worker to count.

    Attributes:
        chunks: The chunks with the articles, and the lines of these in each chunk, or None for all of its articles.
        titles: Directory of the title index and the dictionary.
        output: Directory to write the counts to.
        language: Language code, for case folding.
        split: Assigns articles to groups.
        token_buckets: Words next to links are counted in articles of lower buckets only, because a sample is enough.
    """

    chunks: Mapping[Path, frozenset[int] | None]
    titles: Path
    output: Path
    language: str
    split: Split
    token_buckets: int

    @property
    def articles(self) -> Iterator[ChunkArticle]:
        """The articles, in the order of the dump."""
        for chunk, lines in self.chunks.items():
            yield from read_chunk(chunk) if lines is None else read_articles(chunk, lines)


def count_chunks(task: CountTask) -> int:
    """Write the counts of the articles and return their number."""
    titles, trie, parts = _open_tables(task.titles, task.language)
    counter = ChunkCounter(task, titles, Dictionary.of(trie, parts, MAX_ANCHOR_LENGTH))
    articles = 0
    for article in task.articles:
        counter.add(article)
        articles += 1
    number = chunk_number(next(iter(task.chunks)))
    for name, rows in counter.tables():
        write_rows(task.output / f"{name}-{number:06d}.csv.gz", rows)
    return articles


@worker_cache
def _open_tables(directory: Path, language: str) -> tuple[TitleIndex, Trie, Affixes]:
    parts = separate_parts(read_part_counts(directory), language)
    return open_titles(directory), open_dictionary(directory)[0], parts


@dataclass(frozen=True, slots=True)
class _FoldedArticle:
    """An article with its text case-folded, its key in the title index (-1 if it has none) and its group."""

    plain: PlainText
    folded: str
    key: int
    group: int


class ChunkCounter:
    """Adds up the counts of articles."""

    def __init__(self, task: CountTask, titles: TitleIndex, dictionary: Dictionary) -> None:
        self._task, self._titles, self._dictionary = task, titles, dictionary
        # (text, group, case class): [articles linking it, articles, links, occurrences; the first two in any case]
        self._text_counts: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0] * 6)
        # (text, target, group): articles
        self._link_targets: Counter[tuple[int, int, int]] = Counter()
        # (source, target, group)
        self._page_links: set[tuple[int, int, int]] = set()
        # (token, group): [occurrences, of these before a link, after a link]
        self._token_counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        # ("b" for before or "a" for after, token, group): [next to a whole label, next to a part of a label]
        self._label_neighbours: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
        # ("s" for suffix or "p" for prefix, letters, group): occurrences
        self._affixes: Counter[tuple[str, str, int]] = Counter()

    def add(self, article: ChunkArticle) -> None:
        """Count one article."""
        folded = casefold_text(article.plain.text, self._task.language)
        key = self._titles.trie.get(article.title, -1)
        counted = _FoldedArticle(article.plain, folded, key, self._task.split.group(article.bucket))
        links = self._count_links(counted)
        self._count_texts(links, self._unlinked_occurrences(counted), counted.group)
        if article.bucket < self._task.token_buckets:
            self._count_tokens(counted)
            self._count_label_neighbours(counted)

    def tables(self) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
        """Yield the name and the sorted rows of each table."""
        yield "text_counts", ((*key, *sums) for key, sums in sorted(self._text_counts.items()))
        yield "link_targets", ((*key, number) for key, number in sorted(self._link_targets.items()))
        yield "page_links", iter(sorted(self._page_links))
        yield "token_counts", ((*key, *sums) for key, sums in sorted(self._token_counts.items()))
        yield "label_neighbours", ((*key, *sums) for key, sums in sorted(self._label_neighbours.items()))
        yield "affixes", ((*key, number) for key, number in sorted(self._affixes.items()))

    def _count_links(self, article: _FoldedArticle) -> Counter[tuple[int, int]]:
        """Count the article's links, and return the links by (text, case class)."""
        links: Counter[tuple[int, int]] = Counter()
        targets = set()
        text, folded = article.plain.text, article.folded
        for link in article.plain.links:
            target = self._resolve(link.target)
            if target is None or target == article.key:
                continue  # MediaWiki renders a link to its own page as bold text
            self._page_links.add((article.key, target, article.group))
            for start, end in {(link.start, link.end), (link.word_start, link.word_end)}:
                key = self._text_key(folded[start:end])
                if key is not None:
                    targets.add((key, target, article.group))
                    links[key, case_class(text[start:end].strip(), folded[start:end].strip())] += 1
            self._count_affix("p", folded[link.word_start : link.start], article.group)
            self._count_affix("s", folded[link.end : link.word_end], article.group)
        for title in article.plain.targets_outside:
            target = self._resolve(title)
            if target is not None and target != article.key:
                self._page_links.add((article.key, target, article.group))
        self._link_targets.update(targets)
        return links

    def _resolve(self, title: str) -> int | None:
        key = self._titles.trie.get(title)
        return None if key is None else int(self._titles.target[key])

    def _text_key(self, folded: str) -> int | None:
        text = anchor_text(folded)
        return None if text is None else self._dictionary.trie.get(text)

    def _count_affix(self, kind: str, letters: str, group: int) -> None:
        longest = MAX_SUFFIX if kind == "s" else MAX_PREFIX
        if 0 < len(letters) <= longest and letters.isalpha():
            self._affixes[kind, letters, group] += 1

    def _unlinked_occurrences(self, article: _FoldedArticle) -> Counter[tuple[int, int]]:
        """Count the dictionary's texts outside links, by (text, case class)."""
        mentions, _ = find_mentions(article.folded, article.plain.unlinked_spans(), self._dictionary)
        text, folded = article.plain.text, article.folded
        return Counter((m.anchor, case_class(text[m.start : m.end], folded[m.start : m.end])) for m in mentions)

    def _count_texts(self, links: Counter[tuple[int, int]], unlinked: Counter[tuple[int, int]], group: int) -> None:
        linked_texts = {text for text, _ in links}
        last = None
        for key in sorted(links.keys() | unlinked.keys()):
            text, case = key
            sums, linked = self._text_counts[text, group, case], links.get(key, 0)
            sums[0] += linked > 0
            sums[1] += 1
            sums[2] += linked
            sums[3] += linked + unlinked.get(key, 0)
            if text != last:  # an article counts once for a text in any case, in the first case class that it has
                sums[4] += text in linked_texts
                sums[5] += 1
                last = text

    def _count_tokens(self, article: _FoldedArticle) -> None:
        starts = {link.word_start for link in article.plain.links}
        ends = {link.word_end for link in article.plain.links}
        sums = last = None
        after_link = False
        for start, end, token in tokenize(article.folded):
            if last is not None and start in starts:
                last[1] += 1
            sums = self._token_counts[token, article.group]
            sums[0] += 1
            sums[2] += after_link
            after_link = end in ends
            last = sums

    def _count_label_neighbours(self, article: _FoldedArticle) -> None:
        """Count the tokens next to labels, and inside labels next to their parts."""
        folded, counts, group = article.folded, self._label_neighbours, article.group
        for link in article.plain.links:
            if self._text_key(folded[link.start : link.end]) is not None:
                counts["b", word_before(folded, link.start), group][0] += 1
                counts["a", word_after(folded, link.end), group][0] += 1
        for part in parts_of_labels(article.plain, folded, self._dictionary):
            if part.start > part.label_start:
                counts["b", word_before(folded, part.start), group][1] += 1
            if part.end < part.label_end:
                counts["a", word_after(folded, part.end), group][1] += 1
