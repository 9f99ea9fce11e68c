"""Random edits of an export, as wikis see them between two dumps."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_PAGE = re.compile(r"  <page>.*?</page>\n", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>")
_TEXT = re.compile(r"(<text[^>]*>)(.*?)(</text>)", re.DOTALL)

KINDS = ("words", "link", "unlink", "new", "delete", "move", "redirect")


def edited(export: str, share: float, seed: int, kinds: tuple[str, ...] = KINDS) -> str:
    """Return an export of which a share of the pages is edited, deleted, moved or copied."""
    rng = random.Random(seed)
    pages = _PAGE.findall(export)
    titles = [_TITLE.search(page)[1] for page in pages]
    last = max(int(number) for number in re.findall(r"<id>(\d+)</id>", export))
    kept = []
    for number, page in enumerate(pages, last + 1):
        kept += [page] if rng.random() >= share else _edit(page, rng.choice(kinds), titles, number, rng)
    return export[: export.index("  <page>")] + "".join(kept) + "</mediawiki>\n"


def _edit(page: str, kind: str, titles: list[str], number: int, rng: random.Random) -> list[str]:
    other, another, odd = rng.choice(titles), rng.choice(titles), rng.randrange(10**6)

    def with_text(change: Callable[[str], str]) -> list[str]:
        return [_TEXT.sub(lambda match: match[1] + change(match[2]) + match[3], page, count=1)]

    if kind == "words":
        return with_text(lambda text: f"{text}\n\nWords about {other}, {odd} of them.")
    if kind == "link":
        return with_text(lambda text: f"{text}\n\nSee [[{other}|the {odd} old ones]] and [[{another}]] in {other}.")
    if kind == "unlink":
        return with_text(lambda text: re.sub(r"\[\[([^\]|]*?)\]\]", r"\1", text, count=1))
    if kind == "redirect":
        return with_text(lambda _: f"#REDIRECT [[{other}]]")
    if kind == "delete":
        return []
    moved = _TITLE.sub(lambda match: f"<title>{match[1]} ({odd})</title>", page, count=1)
    if kind == "move":
        return [moved]
    return [page, re.sub(r"<id>\d+</id>", f"<id>{number}</id>", moved, count=1)]
