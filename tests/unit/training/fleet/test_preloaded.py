"""What is preloaded is what the processes need."""

from __future__ import annotations

from training.corpus import calendar_names
from training.fleet import preloaded


def test_the_tables_of_names_are_filled() -> None:
    assert preloaded.wiki_process.__name__ == "training.fleet.wiki_process"
    assert calendar_names.all_names.cache_info().currsize == 1
