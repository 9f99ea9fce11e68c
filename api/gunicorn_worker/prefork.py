"""What is done once, before the workers are forked, so that they share it (docs/decisions/memory.md)."""

from __future__ import annotations

import ctypes
import gc

from linking.text import character_classes as letters
from linking.text import folding as text

_M_ARENA_MAX = -8  # of glibc's <malloc.h>


def prepare() -> None:
    """Build the tables that every worker needs, and have the workers leave alone what they were given."""
    text.is_word_char("a")
    letters.kinds("a")
    one_heap()
    gc.collect()
    gc.freeze()  # the collector would write its marks into shared pages, and look through them again and again


def one_heap() -> bool:
    """Have all threads of this process, and of those that it forks, use one heap of glibc's; False where it has none.

    A worker's threads take turns, so that heaps of their own gain nothing, but each keeps what it was given at its
    largest article.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_ARENA_MAX, 1) == 1
