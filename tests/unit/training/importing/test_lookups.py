"""Published data sets become a bundle that serves."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import xgboost

from linking.bundle.bundle import open_bundle, verify
from linking.features.legacy_mwaddlink import SEVEN_FEATURES, SIX_FEATURES, kurtosis
from linking.recommender import RecommendationQuery, Recommender
from linking.store.tries import trie_files
from tests.helpers.training.data_sets import DataSets, write_checksums
from training.__main__ import main
from training.runtime import lookup_files

TEXT = "Paris is the capital of France. It is the City of Light, not a ghost."


def imported(source: Path, data_dir: Path, *words: str) -> int:
    return main(["import", "--wiki", "oldwiki", "--from", str(source), "--data-dir", str(data_dir), *words])


def links(data_dir: Path, title: str = "Europe", threshold: float = 0.0) -> dict[str, tuple[str, float]]:
    """Return target and score by link text."""
    recommender = Recommender.open(open_bundle(data_dir, "oldwiki"))
    answer = recommender.recommend(RecommendationQuery(title, TEXT, threshold=threshold))
    recommender.close()
    return {link.link_text: (link.link_target, link.score) for link in answer.links}


@pytest.mark.parametrize(
    ("packed", "keys"), [(False, lookup_files.KEYS_PER_SHARD), (True, lookup_files.KEYS_PER_SHARD), (True, 1)]
)
def test_an_imported_bundle_serves(tmp_path: Path, packed: bool, keys: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is served like any other bundle. Redirects are followed, and titles without an article are no targets."""
    monkeypatch.setattr(lookup_files, "KEYS_PER_SHARD", keys)
    assert imported(DataSets().write(tmp_path / "old", compressed=packed), tmp_path / "data") == 0
    bundle = open_bundle(tmp_path / "data", "oldwiki")
    verify(bundle)
    assert bundle.manifest.features == tuple(feature.name for feature in SIX_FEATURES)
    assert bundle.manifest.counts["articles"] == 4
    assert bundle.manifest.counts["anchors"] == 3
    assert len(trie_files(bundle.directory, "anchors.trie")) == (3 if keys == 1 else 1)
    found = links(tmp_path / "data")
    assert {text: target for text, (target, _) in found.items()} == {"Paris": "Paris", "France": "France"}
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [".lock", "index.json", "oldwiki"]


def test_scores_are_those_of_the_model_on_the_six_features(tmp_path: Path) -> None:
    """Words, frequency, candidates, kurtosis, cosine similarity to the article, Jaro similarity."""
    source = DataSets().write(tmp_path / "old")
    imported(source, tmp_path / "data")
    booster = xgboost.Booster(model_file=source / "oldwiki.linkmodel.json")
    booster.feature_names = None
    rows = np.array(
        [[1, 90, 3, kurtosis([90, 4, 2]), 0.8, 1.0], [1, 70, 1, kurtosis([70]), 0.96, 1.0]],
        np.float32,
    )
    expected = booster.inplace_predict(rows)
    found = links(tmp_path / "data")
    assert [found["Paris"][1], found["France"][1]] == pytest.approx(expected.tolist())


def test_the_feature_matrix_has_the_features_of_mwaddlink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(DataSets(columns=7).write(tmp_path / "old"), tmp_path / "data")
    bundle = open_bundle(tmp_path / "data", "oldwiki")
    assert bundle.manifest.features == tuple(feature.name for feature in SEVEN_FEATURES)
    recommender = Recommender.open(bundle)
    seen = []

    class Model:
        def score(self, matrix: np.ndarray) -> np.ndarray:
            seen.append(matrix.copy())
            return np.zeros(len(matrix), np.float32)

    monkeypatch.setattr(recommender, "_scorer", Model())
    recommender.recommend(RecommendationQuery("Europe", TEXT))
    recommender.recommend(RecommendationQuery("A new page", TEXT))
    recommender.close()
    known, new = seen
    assert known[0].tolist() == pytest.approx([1, 90, 3, kurtosis([90, 4, 2]), 0.8, 1.0, 0.0], rel=1e-6)
    assert known[1][:5].tolist() == pytest.approx([1, 4, 3, kurtosis([90, 4, 2]), 0.0], abs=1e-3)
    assert known[3][:5].tolist() == pytest.approx([3, 3, 1, kurtosis([3]), 0.8], rel=1e-6)
    assert new[:, 4].tolist() == [0.0] * 4


def test_kurtosis_equals_that_of_scipy() -> None:
    """The counts are sorted and padded with ones to 1,000."""
    stats = pytest.importorskip("scipy.stats")
    for counts in ([5], [90, 4, 2], [1, 1, 2], list(range(1, 1200)), [10**6, 1]):
        padded = (sorted(counts, reverse=True) + [1] * 1000)[:1000]
        assert kurtosis(counts) == pytest.approx(stats.kurtosis(padded), rel=1e-6)
    assert kurtosis([1]) == -3.0


@pytest.mark.parametrize("packed", [False, True])
def test_checksum_files_are_compared(tmp_path: Path, packed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """If they exist. A mismatch ends the import."""
    source = DataSets().write(tmp_path / "old", compressed=packed)
    write_checksums(source)
    assert imported(source, tmp_path / "data") == 0
    assert open_bundle(tmp_path / "data", "oldwiki").manifest.training["checksums_compared"] == 5
    changed = source / ("oldwiki.pageids.sqlite" + (".gz" if packed else ""))
    changed.write_bytes(changed.read_bytes() + b"x")
    assert imported(source, tmp_path / "data") == 65
    assert "its checksum file says" in capsys.readouterr().err


class _Runs:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._path),)


@pytest.mark.parametrize("table", ["anchors", "pageids", "redirects", "w2vfiltered"])
def test_a_pickle_with_another_value_ends_the_import(
    tmp_path: Path, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error names its key. The pickle is not run, and nothing is published."""
    sets = DataSets()
    getattr(sets, table)["A poisoned key"] = _Runs(tmp_path / "made")
    assert imported(sets.write(tmp_path / "old"), tmp_path / "data") == 65
    assert "value of 'A poisoned key'" in capsys.readouterr().err
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "data" / "oldwiki").exists()


def _spoil_table(source: Path) -> None:
    (source / "oldwiki.anchors.sqlite").write_bytes(b"x" * 5000)


def _other_table(source: Path) -> None:
    (source / "oldwiki.anchors.sqlite").unlink()
    with closing(sqlite3.connect(source / "oldwiki.anchors.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE other (key TEXT, value BLOB)")


def _number_key(source: Path) -> None:
    with closing(sqlite3.connect(source / "oldwiki.pageids.sqlite")) as connection, connection:
        connection.execute("INSERT INTO unnamed VALUES (?, ?)", (b"\xff", pickle.dumps(1)))


def _spoil_model(source: Path) -> None:
    (source / "oldwiki.linkmodel.json").write_text(json.dumps({"a": 1}))


def _other_model(source: Path) -> None:
    DataSets(columns=5).write(source / "other")
    (source / "other" / "oldwiki.linkmodel.json").replace(source / "oldwiki.linkmodel.json")


def _missing(source: Path) -> None:
    (source / "oldwiki.redirects.sqlite").unlink()


def _no_gzip(source: Path) -> None:
    path = source / "oldwiki.redirects.sqlite"
    path.rename(path.with_name(path.name + ".gz"))


def _vectors(source: Path) -> None:
    with closing(sqlite3.connect(source / "oldwiki.w2vfiltered.sqlite")) as connection, connection:
        connection.execute("INSERT INTO unnamed VALUES ('Short', ?)", (pickle.dumps(np.zeros(2, np.float32), 4),))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_spoil_table, "the table `unnamed` cannot be read"),
        (_other_table, "the table `unnamed` cannot be read"),
        (_number_key, "must have a text key and a BLOB value"),
        (_spoil_model, "not an XGBoost model"),
        (_other_model, "has 5 features"),
        (_missing, "does not exist"),
        (_no_gzip, "cannot be decompressed"),
        (_vectors, "'Short': 2 numbers where others have 3"),
    ],
)
def test_an_invalid_file_ends_the_import(
    tmp_path: Path, spoil: object, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message is one line. Nothing is published, and no files remain."""
    source = DataSets().write(tmp_path / "old")
    spoil(source)  # type: ignore[operator]
    assert imported(source, tmp_path / "data") == 65
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert list((tmp_path / "data").iterdir()) == []


def test_an_import_need_not_be_published(tmp_path: Path) -> None:
    """An operator can inspect the bundle first."""
    assert imported(DataSets().write(tmp_path / "old"), tmp_path / "data", "--no-publish") == 0
    assert not (tmp_path / "data" / "oldwiki" / "manifest.json").exists()
    assert main(["publish", "--data-dir", str(tmp_path / "data"), "--wiki", "oldwiki"]) == 0
    assert set(links(tmp_path / "data")) == {"Paris", "France"}
