"""Arguments of the commands that can run on a Spark cluster."""

from __future__ import annotations

import argparse

from training.settings import Cluster


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --engine, --master and --spark-conf."""
    parser.add_argument(
        "--engine",
        choices=("local", "spark"),
        default="local",
        help="run on this machine or on a Spark cluster (default: %(default)s)",
    )
    parser.add_argument("--master", default="local[*]", help="address of the Spark master (default: %(default)s)")
    parser.add_argument(
        "--spark-conf",
        type=spark_property,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a Spark property; may be repeated",
    )


def chosen_cluster(args: argparse.Namespace) -> Cluster | None:
    """Return the cluster that the arguments name, or None for this machine."""
    return Cluster(args.master, dict(args.spark_conf)) if args.engine == "spark" else None


def spark_property(text: str) -> tuple[str, str]:
    """Parse NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"not NAME=VALUE: {text!r}")
    return name, value
