"""The memory that the workers share is prepared before the fork."""

from __future__ import annotations

import subprocess
import sys

from tests.helpers.programs.running import ROOT

SCRIPT = """
import gc
from api.gunicorn_worker.prefork import prepare
from linking.text import character_classes, word_boundaries
prepare()
tables = [character_classes._table, word_boundaries._property_bytes]
assert [table.cache_info().currsize for table in tables] == [1, 1]
assert gc.get_freeze_count() > 1000
word_boundaries.find_word_boundaries("a b")
character_classes.classify_characters("a b")
assert [table.cache_info().misses for table in tables] == [1, 1]
"""


def test_the_tables_are_built_once_and_shared_with_the_workers():
    """The test needs a process of its own because `gc.freeze` would affect all later tests."""
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, check=True)
