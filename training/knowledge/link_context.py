"""The context of links: tokens before and after links, and letters that touch a link."""

from __future__ import annotations

import json
from pathlib import Path

import marisa_trie

from linking.analysis import AFFIXES
from linking.store.lookups import WORD_FORMAT, WORD_TRIE
from linking.store.quantization import quantize_log_ratio, quantize_probability
from linking.text.affixes import affixes_json
from training.knowledge.build_inputs import LookupInputs
from training.runtime.lookup_files import save_trie
from training.runtime.output_files import write_text

MIN_TOKEN_OCCURRENCES, MAX_TOKENS = 5, 200_000
MIN_AFFIX_OCCURRENCES = 3
_EVEN = int(quantize_log_ratio(0.0))
_AFFIX_KINDS = (("suffixes", "s"), ("prefixes", "p"))


def write_tokens(inputs: LookupInputs, directory: Path) -> None:
    """Write how often each token that is not rare is next to a link, and next to a part of a label."""
    ratios = _label_ratios(inputs)
    rows = inputs.connection.execute(
        "SELECT token, sum(occurrences)::BIGINT, sum(before_link)::BIGINT, sum(after_link)::BIGINT FROM token_counts"
        f" WHERE {inputs.group_condition} GROUP BY token HAVING sum(occurrences) >= {MIN_TOKEN_OCCURRENCES}"
        f" ORDER BY sum(occurrences) DESC, token LIMIT {MAX_TOKENS}"
    ).fetchall()
    records = [
        (
            token,
            (
                _smoothed(before_link, occurrences),
                _smoothed(after_link, occurrences),
                ratios.get(("b", token), _EVEN),
                ratios.get(("a", token), _EVEN),
            ),
        )
        for token, occurrences, before_link, after_link in rows
    ]
    save_trie(marisa_trie.RecordTrie(WORD_FORMAT, sorted(records)), directory / WORD_TRIE)


def _label_ratios(inputs: LookupInputs) -> dict[tuple[str, str], int]:
    """Return, for each side and token next to a label, the quantized log odds ratio of parts to whole labels.

    The ratio compares the odds that a text next to the token is a part of a label with the odds next to any token. Half
    a label's worth of evidence for the latter draws the ratio of rare tokens towards 0.
    """
    rows = inputs.connection.execute(
        "WITH counts AS (SELECT side, token, sum(labels)::DOUBLE AS labels, sum(parts)::DOUBLE AS parts"
        f" FROM label_neighbours WHERE {inputs.group_condition} GROUP BY side, token),"
        " share AS (SELECT side, (sum(parts) + 0.5) / (sum(parts) + sum(labels) + 1) AS part FROM counts GROUP BY side)"
        " SELECT side, token, ln((parts + part / 2) / (labels + (1 - part) / 2)) - ln(part / (1 - part))"
        " FROM counts JOIN share USING (side) ORDER BY side, token"
    ).fetchall()
    return {(side, token): int(quantize_log_ratio(ratio)) for side, token, ratio in rows}


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
