"""Work that gunicorn's master does once before it forks, so that the workers share its results in memory."""

from __future__ import annotations

import ctypes
import gc

from linking.features.compiled_matrix import build_tables
from linking.text.character_classes import character_class, classify_characters
from linking.text.word_boundaries import is_word_character

_M_ARENA_MAX = -8  # from glibc's <malloc.h>


def prepare() -> None:
    """Build the character tables, limit glibc to one heap and exempt all current objects from garbage collection."""
    is_word_character("a")
    character_class("a")
    classify_characters("a")
    build_tables()
    use_single_heap()
    gc.collect()
    gc.freeze()  # otherwise each worker's collector writes to the shared pages, which copies them


def use_single_heap() -> bool:
    """Limit glibc's allocator to one heap for all threads of this process and its children.

    By default each thread has a heap, which keeps the memory of the largest article that the thread has processed. A
    worker's threads compute one at a time, so separate heaps would save no waiting.

    Returns:
        False if the C library does not support it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_ARENA_MAX, 1) == 1
