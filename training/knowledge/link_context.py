"""What stands beside links: the words before and behind them, and the letters that touch their brackets."""

from __future__ import annotations

import json
from pathlib import Path

import marisa_trie

from linking.recommender import AFFIXES
from linking.store.lookups import WORD_FORMAT, WORD_TRIE
from linking.store.quantization import probability_byte
from training.knowledge.build_inputs import Material
from training.runtime.lookup_files import save_trie

RARE_WORD, MOST_WORDS = 5, 200_000
RARE_AFFIX = 3
_KINDS = (("suffixes", "s"), ("prefixes", "p"))


def write_words(material: Material, directory: Path) -> None:
    """Write how often a link follows, and precedes, each word that is not rare."""
    rows = material.connection.execute(
        f"SELECT word, sum(uses)::BIGINT, sum(before)::BIGINT, sum(behind)::BIGINT FROM words WHERE {material.where()}"
        f" GROUP BY word HAVING sum(uses) >= {RARE_WORD} ORDER BY sum(uses) DESC, word LIMIT {MOST_WORDS}"
    ).fetchall()
    records = [(word, (_word_byte(before, uses), _word_byte(behind, uses))) for word, uses, before, behind in rows]
    save_trie(marisa_trie.RecordTrie(WORD_FORMAT, sorted(records)), directory / WORD_TRIE)


def _word_byte(links: int, uses: int) -> int:
    return int(probability_byte((links + 0.24) / (uses + 3)))


def write_affixes(material: Material, directory: Path) -> int:
    """Write the letters that were seen beside links, with their counts; returns how many there are."""
    rows = material.connection.execute(
        f"SELECT kind, letters, sum(uses)::BIGINT FROM affixes WHERE {material.where()}"
        f" GROUP BY kind, letters HAVING sum(uses) >= {RARE_AFFIX} ORDER BY kind, letters"
    ).fetchall()
    affixes = {name: {letters: uses for found, letters, uses in rows if found == kind} for name, kind in _KINDS}
    text = json.dumps(affixes, ensure_ascii=False, indent=1) + "\n"
    (directory / AFFIXES).write_text(text, encoding="utf-8")
    return len(rows)
