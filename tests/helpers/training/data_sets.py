"""Data sets in the form in which mwaddlink publishes them."""

from __future__ import annotations

import gzip
import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xgboost
from sqlitedict import SqliteDict

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def _vector(*numbers: float) -> object:
    return np.array(numbers, np.float32)


@dataclass
class DataSets:
    """The published tables and the model of a wiki.

    Attributes:
        anchors: Counts of targets, by anchor.
        pageids: Page id, by title.
        redirects: Target, by title.
        w2vfiltered: Vector, by title.
        protocol: Protocol of the pickles.
        columns: Number of the model's features, 6 or 7.
    """

    anchors: dict[str, object] = field(
        default_factory=lambda: {
            "paris": {"Paris": 90, "Paris (mythology)": 4, "Gone": 2},
            "france": {"France": 70},
            "city of light": {"City of Light": 3},
            "ghost": {"Gone": 5},
        }
    )
    pageids: dict[str, object] = field(
        default_factory=lambda: {"Paris": 1, "France": 2, "Paris (mythology)": 3, "Europe": 4}
    )
    redirects: dict[str, object] = field(
        default_factory=lambda: {
            "City of Light": "Ville Lumière",
            "Ville Lumière": "Paris",
            "Circle": "Circle 2",
            "Circle 2": "Circle",
        }
    )
    w2vfiltered: dict[str, object] = field(
        default_factory=lambda: {
            "Paris": _vector(1, 0, 0),
            "France": _vector(0.6, 0.8, 0),
            "Paris (mythology)": _vector(0, 0, 1),
            "Europe": _vector(0.8, 0.6, 0),
            "Gone": _vector(1, 1, 1),
        }
    )
    protocol: int = 4
    columns: int = 6

    def write(self, directory: Path, wiki: str = "oldwiki", compressed: bool = False) -> Path:
        """Write all files, and return the directory."""
        directory.mkdir(parents=True, exist_ok=True)
        for name in ("anchors", "pageids", "redirects", "w2vfiltered"):
            path = directory / f"{wiki}.{name}.sqlite"
            self._table(path, getattr(self, name))
            if compressed:
                path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
                path.unlink()
        model(self.columns).save_model(directory / f"{wiki}.linkmodel.json")
        return directory

    def _table(self, path: Path, values: Mapping[str, object]) -> None:
        """Write a table as mwaddlink does, with sqlitedict."""
        with SqliteDict(str(path), flag="n", encode=lambda value: pickle.dumps(value, self.protocol)) as table:
            table.update(values)
            table.commit()


def model(columns: int) -> xgboost.Booster:
    """Train a model whose score grows with the frequency."""
    random = np.random.default_rng(3)
    rows = random.random((500, columns), np.float32) * np.float32(100)
    data = xgboost.DMatrix(rows, (rows[:, 1] > 50).astype(np.float32), feature_names=[f"x{i}" for i in range(columns)])
    return xgboost.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1}, data, num_boost_round=10)


def write_checksums(directory: Path) -> None:
    """Write a checksum file for each file."""
    for path in sorted(directory.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        path.with_name(path.name + ".checksum").write_text(f"{digest}  {path.name}\n")
