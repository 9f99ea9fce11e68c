"""Orders articles by how much they lack links, compared with articles of the wiki of the same length and structure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.text.titles import Site, article_title
from linking.text.word_boundaries import count_words
from linking.wikitext.article import Article
from training.runtime.output_files import replacing_file

UNDERLINKED = "underlinked"
"""The member of a line's `meta` that explains its place."""
MIN_COMPARED = 20
"""With fewer articles of the same length and structure, articles of the same length are compared."""
_MANY_SECTIONS = 4
_DIGITS = 3

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ArticleMeasure:
    """What the need for links is computed from.

    Attributes:
        words: Words of the running text, labels of links included.
        links: Links to articles in the running text.
        sections: Sections apart from the lead.
    """

    words: int
    links: int
    sections: int


def measure(article: Article, site: Site) -> ArticleMeasure:
    """Measure an article. Links to files and categories count for nothing."""
    links = (link for link in article.links if link.in_running_text)
    labels = [link.label for link in links if article_title(site, link.title) is not None]
    words = count_words("\n".join([*(run.text for run in article.runs), *labels]))
    return ArticleMeasure(words, len(labels), len(article.sections) - 1)


@dataclass(frozen=True, slots=True)
class Needs:
    """How much articles need links. All arrays have the shape (articles,).

    Attributes:
        need: The share of the expected links that is missing, (expected - links) / (expected + 1), at least 0. The 1
            lets short articles, of which little can be expected, come later.
        expected: The links that the article would have with the median of links per word of those it is compared with.
        compared: The number of articles that it is compared with.
    """

    need: Array
    expected: Array
    compared: NDArray[np.int64]


def compute_needs(words: Array, links: Array, sections: Array) -> Needs:
    """Compare each article with those whose number of words lies between the same powers of two.

    They must also have no section, some, or many, unless there are fewer than MIN_COMPARED of these.
    """
    counted = np.maximum(words, 1)
    length = np.log2(counted).astype(np.int64)
    structure = np.select([sections == 0, sections < _MANY_SECTIONS], [0, 1], 2)
    density, compared = _medians(links / counted, length)
    own_density, own_compared = _medians(links / counted, 3 * length + structure)
    is_enough = own_compared >= MIN_COMPARED
    density, compared = np.where(is_enough, own_density, density), np.where(is_enough, own_compared, compared)
    expected = density * words
    return Needs(np.maximum(expected - links, 0) / (expected + 1), expected, compared)


def _medians(values: Array, groups: NDArray[np.int64]) -> tuple[Array, NDArray[np.int64]]:
    """Return the median and the size of the group of each value."""
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    medians = np.array([np.median(values[group == number]) for number in range(len(sizes))])
    return medians[group] if len(values) else values, sizes[group]


def write_in_order(unordered: Path, out: Path, min_links: int) -> int:
    """Write the lines of a file in the order of need, those with the same need in the order of the file.

    Args:
        unordered: A line for each article, whose `meta` has an ArticleMeasure under UNDERLINKED.
        out: The file to write.
        min_links: Leave out lines with fewer links.

    Returns:
        The number of lines written.

    Raises:
        OSError: A file cannot be read or written.
    """
    offsets, measures, counts = [], [], []
    with unordered.open("rb") as file:
        offset = 0
        for line in file:
            answer = json.loads(line)
            measures.append(list(answer["meta"][UNDERLINKED].values()))
            counts.append(answer["links_count"])
            offsets.append(offset)
            offset += len(line)
        needs = compute_needs(*np.array(measures, np.float64).reshape(-1, 3).T)
        kept = np.flatnonzero(np.array(counts, np.int64) >= min_links)
        order = kept[np.argsort(-needs.need[kept], kind="stable")].tolist()
        with replacing_file(out) as target:
            for number in order:
                file.seek(offsets[number])
                target.write(_explained(file.readline(), needs, number))
    return len(order)


def _explained(line: bytes, needs: Needs, number: int) -> bytes:
    answer = json.loads(line)
    answer["meta"][UNDERLINKED] |= {
        "need": round(float(needs.need[number]), _DIGITS),
        "expected_links": round(float(needs.expected[number]), _DIGITS),
        "compared_with": int(needs.compared[number]),
    }
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def to_meta(found: ArticleMeasure) -> dict[str, object]:
    """Return what a line's `meta` says before the need is known."""
    return {UNDERLINKED: asdict(found)}
