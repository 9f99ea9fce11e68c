"""What the workers share is made before they are forked."""

from __future__ import annotations

import subprocess
import sys

from tests.helpers.programs.running import ROOT

SCRIPT = """
import gc
from api.gunicorn_worker import prefork as preloading
from linking.text import character_classes as letters
from linking.text import folding as text
preloading.prepare()
assert text._classes.cache_info().currsize == 1 == letters._table.cache_info().currsize
assert gc.get_freeze_count() > 1000
text.boundaries("a b")
letters.kinds("a b")
assert text._classes.cache_info().misses == 1 == letters._table.cache_info().misses
"""


def test_tables_are_built_and_shared_with_the_workers():
    """In a process of its own: what is frozen stays so."""
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, check=True)
