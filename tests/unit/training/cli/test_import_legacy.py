"""`import` converts the data sets of the older service."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.bundle.bundle import list_wikis, open_bundle
from linking.features.legacy_mwaddlink import SEVEN_FEATURES, SIX_FEATURES
from linking.recommender import RecommendationQuery, Recommender
from tests.helpers.training.commands import run_command
from tests.helpers.training.data_sets import DataSets, model
from tests.helpers.training.exports import HEADER, export, page
from training.cli.import_legacy import import_model
from training.errors import OtherWikiError
from training.importing.published import PublishedFileError


def test_the_bundle_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, data_dir = DataSets().write(tmp_path / "old"), tmp_path / "data"
    assert run_command("import", "--wiki", "oldwiki", "--from", source, "--data-dir", data_dir) == 0
    assert "is current in" in capsys.readouterr().out
    bundle = open_bundle(data_dir, "oldwiki")
    assert bundle.manifest.language == "old"
    assert bundle.manifest.training["imported"] is True
    recommender = Recommender.open(bundle)
    query = RecommendationQuery("New", "Paris is in France.", threshold=0.0)
    assert {link.link_target for link in recommender.recommend(query).links} == {"Paris", "France"}
    recommender.close()
    assert not list(data_dir.glob(".work-import-*"))


def test_the_bundle_may_stay_unpublished(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, data_dir = DataSets().write(tmp_path / "old"), tmp_path / "data"
    words = (
        "import",
        "--wiki",
        "oldwiki",
        "--from",
        source,
        "--data-dir",
        data_dir,
        "--no-publish",
        "--language",
        "fr",
    )
    assert run_command(*words) == 0
    assert "is written but not published" in capsys.readouterr().out
    assert list_wikis(data_dir) == []


@pytest.mark.parametrize(("columns", "features"), [(6, SIX_FEATURES), (7, SEVEN_FEATURES)])
def test_the_number_of_columns_tells_the_features(tmp_path: Path, columns: int, features: object) -> None:
    model(columns).save_model(tmp_path / "old.json")
    assert import_model(tmp_path / "old.json", tmp_path / "model.ubj") == features
    assert (tmp_path / "model.ubj").exists()


@pytest.mark.parametrize("columns", [5, 8])
def test_other_numbers_of_columns_are_refused(tmp_path: Path, columns: int) -> None:
    model(columns).save_model(tmp_path / "old.json")
    with pytest.raises(PublishedFileError, match=f"has {columns} features"):
        import_model(tmp_path / "old.json", tmp_path / "model.ubj")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("{}")
    with pytest.raises(PublishedFileError, match="not an XGBoost model"):
        import_model(tmp_path / "old.json", tmp_path / "model.ubj")


def test_a_dump_of_another_wiki_is_refused(tmp_path: Path) -> None:
    """Nothing is written. The namespaces may be taken from it all the same."""
    source, data_dir = DataSets().write(tmp_path / "old"), tmp_path / "data"
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(page("Kernow")))
    words = ("import", "--wiki", "oldwiki", "--from", source, "--data-dir", data_dir, "--dump", dump)
    with pytest.raises(OtherWikiError, match="is of kwwiki, not of oldwiki"):
        run_command(*words)
    assert not data_dir.exists()
    assert run_command(*words, "--allow-other-dbname") == 0
    assert open_bundle(data_dir, "oldwiki").manifest.language == "kw"


def test_the_dump_may_be_in_a_directory(tmp_path: Path) -> None:
    source, data_dir, dumps = DataSets().write(tmp_path / "old"), tmp_path / "data", tmp_path / "dumps"
    dumps.mkdir()
    header = HEADER.replace("kwwiki", "oldwiki")
    (dumps / "oldwiki-20260101-pages-articles.xml").write_bytes(export(page("Kernow"), header=header))
    words = ("import", "--wiki", "oldwiki", "--from", source, "--data-dir", data_dir, "--dump", dumps)
    assert run_command(*words) == 0
    assert open_bundle(data_dir, "oldwiki").manifest.language == "kw"
