"""Published data sets of the service in use today, made up for tests."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xgboost

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def _vector(*numbers: float) -> object:
    return np.array(numbers, np.float32)


@dataclass
class DataSets:
    """The tables, by their published names. protocol: of the pickles. columns: of the model, 6 or 7."""

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

    def write(self, directory: Path, wiki: str = "oldwiki", packed: bool = False) -> Path:
        """Write all files; returns the directory."""
        directory.mkdir(parents=True, exist_ok=True)
        for name in ("anchors", "pageids", "redirects", "w2vfiltered"):
            path = directory / f"{wiki}.{name}.sqlite"
            self._table(path, getattr(self, name))
            if packed:
                path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
                path.unlink()
        model(self.columns).save_model(directory / f"{wiki}.linkmodel.json")
        return directory

    def _table(self, path: Path, values: Mapping[str, object]) -> None:
        rows = [(key, pickle.dumps(value, self.protocol)) for key, value in values.items()]
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE unnamed (key TEXT PRIMARY KEY, value BLOB)")
            connection.executemany("INSERT INTO unnamed VALUES (?, ?)", rows)


def model(columns: int) -> xgboost.Booster:
    """A model that follows the frequency."""
    random = np.random.default_rng(3)
    rows = random.random((500, columns), np.float32) * np.float32(100)
    data = xgboost.DMatrix(rows, (rows[:, 1] > 50).astype(np.float32), feature_names=[f"x{i}" for i in range(columns)])
    return xgboost.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1}, data, num_boost_round=10)


def write_checksums(directory: Path) -> None:
    """A checksum file for each file."""
    for path in sorted(directory.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        path.with_name(path.name + ".checksum").write_text(f"{digest}  {path.name}\n")
