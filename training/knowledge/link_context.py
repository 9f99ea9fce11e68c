"""The context of links: tokens before and after links, and letters that touch a link."""

from __future__ import annotations

import json
from pathlib import Path

import marisa_trie

from linking.analysis import AFFIXES
from linking.store.lookups import WORD_FORMAT, WORD_TRIE
from linking.store.quantization import quantize_probability
from linking.text.affixes import affixes_json
from training.knowledge.build_inputs import LookupInputs
from training.runtime.lookup_files import save_trie
from training.runtime.output_files import write_text

MIN_TOKEN_OCCURRENCES, MAX_TOKENS = 5, 200_000
MIN_AFFIX_OCCURRENCES = 3
_AFFIX_KINDS = (("suffixes", "s"), ("prefixes", "p"))


def write_tokens(inputs: LookupInputs, directory: Path) -> None:
    """Write how often a link follows, and precedes, each token that is not rare."""
    rows = inputs.connection.execute(
        "SELECT token, sum(occurrences)::BIGINT, sum(before_link)::BIGINT, sum(after_link)::BIGINT FROM token_counts"
        f" WHERE {inputs.group_condition} GROUP BY token HAVING sum(occurrences) >= {MIN_TOKEN_OCCURRENCES}"
        f" ORDER BY sum(occurrences) DESC, token LIMIT {MAX_TOKENS}"
    ).fetchall()
    records = [
        (token, (_smoothed(before_link, occurrences), _smoothed(after_link, occurrences)))
        for token, occurrences, before_link, after_link in rows
    ]
    save_trie(marisa_trie.RecordTrie(WORD_FORMAT, sorted(records)), directory / WORD_TRIE)


def _smoothed(next_to_link: int, occurrences: int) -> int:
    """Return the smoothed share of occurrences next to a link, in one byte. Rare tokens get close to 0.08."""
    return int(quantize_probability((next_to_link + 0.24) / (occurrences + 3)))


def write_affixes(inputs: LookupInputs, directory: Path) -> int:
    """Write the prefixes and suffixes of links that are not rare, with their counts, and return their number."""
    rows = inputs.connection.execute(
        f"SELECT kind, letters, sum(occurrences)::BIGINT FROM affixes WHERE {inputs.group_condition}"
        f" GROUP BY kind, letters HAVING sum(occurrences) >= {MIN_AFFIX_OCCURRENCES} ORDER BY kind, letters"
    ).fetchall()
    affixes = {
        name: {letters: occurrences for found, letters, occurrences in rows if found == kind}
        for name, kind in _AFFIX_KINDS
    }
    data = affixes_json(affixes["suffixes"], affixes["prefixes"], inputs.parts)
    write_text(directory / AFFIXES, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return len(rows)
