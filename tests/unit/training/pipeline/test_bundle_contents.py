"""The files of a bundle come from the output of the steps."""

from __future__ import annotations

from pathlib import Path

from linking.features.definitions import LINK_FEATURES
from tests.helpers.training.counted import CountedWiki
from tests.helpers.training.evaluations import make_result
from training.evaluation.report import gains
from training.knowledge.lookup_builder import COUNTS
from training.learning import default_model
from training.pipeline.bundle_contents import copy_bundle_files, load_booster, summarize, train_sentence_splitter


def test_lookups_models_and_page_classes_are_copied_but_not_the_counts(tmp_path: Path) -> None:
    lookups, titles, output = (tmp_path / name for name in ("lookups", "titles", "output"))
    for directory in (lookups, titles, output):
        directory.mkdir()
    model, acceptance = tmp_path / "model.ubj", tmp_path / "acceptance.json"
    for path in (lookups / "anchors.sqlite", lookups / COUNTS, model, acceptance, titles / "classes.sqlite"):
        path.write_text(path.name)
    (titles / "titles.duckdb").write_text("not for serving")
    copy_bundle_files(output, lookups=lookups, model=model, acceptance=acceptance, titles=titles)
    assert {path.name: path.read_text() for path in output.iterdir()} == {
        name: name for name in ("anchors.sqlite", "model.ubj", "acceptance.json", "classes.sqlite")
    }


def test_the_importance_of_features_is_read_from_the_model() -> None:
    assert set(gains(load_booster(default_model.PATH))) == {feature.name for feature in LINK_FEATURES}


def test_sentences_are_learned_from_the_articles(tmp_path: Path) -> None:
    sample = (
        "The church of St. Ives is old. It was built by St. Ia herself. Dr. Borlase of St. Just wrote about it. " * 30
    )
    wiki = CountedWiki(tmp_path, {"Ives": sample, "Other": "[[Ives]]"})
    boundaries = train_sentence_splitter(wiki.corpus.chunks)
    assert boundaries("A town near St. Ives is small. It is old.") == [30, 41]


def test_a_result_is_summarized_for_the_manifest() -> None:
    summary = summarize(make_result([(0.9, True), (0.8, False), (0.7, True), (0.1, True)], gold_links=7), 0.5)
    assert summary == {
        "protocol": "sentence",
        "articles": 4,
        "links": 7,
        "threshold": 0.5,
        "precision": 0.6667,
        "recall": 0.2857,
    }
