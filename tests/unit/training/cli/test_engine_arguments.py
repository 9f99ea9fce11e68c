"""Arguments of the commands that can run on a Spark cluster."""

from __future__ import annotations

import argparse

import pytest

from training.cli import engine_arguments
from training.settings import Cluster


def chosen(*words: str) -> Cluster | None:
    parser = argparse.ArgumentParser()
    engine_arguments.add_arguments(parser)
    return engine_arguments.chosen_cluster(parser.parse_args(words))


def test_the_default_is_this_machine() -> None:
    assert chosen() is None
    assert chosen("--master", "yarn") is None


def test_a_cluster_has_a_master_and_properties() -> None:
    words = ["--engine", "spark", "--master", "yarn", "--spark-conf", "a.b=1", "--spark-conf", "c=x=y"]
    assert chosen(*words) == Cluster("yarn", {"a.b": "1", "c": "x=y"})
    assert chosen("--engine", "spark") == Cluster("local[*]", {})


@pytest.mark.parametrize("text", ["name", "=value", ""])
def test_a_property_has_a_name_and_a_value(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not NAME=VALUE"):
        engine_arguments.spark_property(text)
