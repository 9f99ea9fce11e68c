"""The engine that was asked for is opened, or its absence is one line."""

from __future__ import annotations

import sys

import pytest

from training.engines.factory import open_engine
from training.engines.local import LocalEngine
from training.errors import EngineMissingError
from training.settings import Cluster


def test_without_a_cluster_the_engine_is_this_machine():
    with open_engine(None, jobs=1) as engine:
        assert isinstance(engine, LocalEngine)
        assert list(engine.map(str, [1, 2])) == ["1", "2"]


def test_a_cluster_without_pyspark_is_an_error_that_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pyspark", "py4j")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "training.engines.spark", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "py4j", None)
    with pytest.raises(EngineMissingError, match=r"requirements-spark\.txt"), open_engine(Cluster("local[1]"), 1):
        pass
