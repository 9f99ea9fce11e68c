from __future__ import annotations

import importlib.util
import logging
import sys
from types import ModuleType

import pytest

from linking import acceleration
from tests.helpers.cases import ROOT
from tests.helpers.linking.accelerated import needs

PACKAGE = "linking_accelerator"
SOURCES = ROOT / "accelerator" / PACKAGE
MODULES = [path.stem for path in SOURCES.glob("*.pyx")]


@pytest.fixture
def install(monkeypatch):
    """Replace the package by one without modules, of a version and built from some sources."""

    def replace(version, built_from):
        package, built, sources = (ModuleType(name) for name in (PACKAGE, "built", "sources"))
        package.__dict__.update(VERSION=version, built=built, sources=sources)
        built.__dict__.update(DIGEST=built_from)
        sources.__dict__.update(digest=str)
        for name, module in {PACKAGE: package, f"{PACKAGE}.built": built, f"{PACKAGE}.sources": sources}.items():
            monkeypatch.setitem(sys.modules, name, module)
        for name in MODULES:
            monkeypatch.delitem(sys.modules, f"{PACKAGE}.{name}", raising=False)

    return replace


def loaded_anew():
    """What a new process would load."""
    spec = importlib.util.spec_from_file_location("acceleration", acceleration.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_package_of_another_version_is_not_used(install):
    install(acceleration.VERSION + 1, str(SOURCES))
    assert f"has version {acceleration.VERSION + 1}" in loaded_anew().OBSTACLE


def test_a_package_built_from_other_sources_is_not_used(install):
    install(acceleration.VERSION, "other")
    assert "other sources" in loaded_anew().OBSTACLE


def test_without_sources_the_version_decides(install, monkeypatch, tmp_path):
    """As in an image."""
    install(acceleration.VERSION, "other")
    monkeypatch.setattr(acceleration, "_SOURCES", tmp_path / "absent")
    assert acceleration._obstacle() == ""


def test_modules_that_cannot_be_loaded_are_not_used(install):
    """As those for another version of Python."""
    install(acceleration.VERSION, str(SOURCES))
    found = loaded_anew()
    assert "cannot be loaded" in found.OBSTACLE
    assert [getattr(found, name) for name in MODULES] == [None] * len(MODULES)


def test_without_the_package_pure_python_runs(monkeypatch):
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    found = loaded_anew()
    assert found.OBSTACLE == "linking_accelerator is not installed"
    assert [getattr(found, name) for name in MODULES] == [None] * len(MODULES)


def test_either_all_modules_are_used_or_none():
    assert MODULES
    assert {getattr(acceleration, name) is None for name in MODULES} == {bool(acceleration.OBSTACLE)}


@pytest.mark.parametrize(
    ("obstacle", "line"),
    [
        ("", ("INFO", "the compiled modules run")),
        (acceleration._ABSENT, ("INFO", f"pure Python runs: {acceleration._ABSENT}")),
        ("it has version 9", ("WARNING", "pure Python runs: it has version 9")),
    ],
)
def test_the_log_says_which_variant_runs_and_warns_of_a_package_that_cannot_be_used(
    monkeypatch, caplog, obstacle, line
):
    monkeypatch.setattr(acceleration, "OBSTACLE", obstacle)
    caplog.set_level("INFO")
    acceleration.report(logging.getLogger("program"))
    assert [(record.levelname, record.message) for record in caplog.records] == [line]


@needs("wikitext")
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("markup_counts", [None]),
        ("no_break_spaces", [None]),
        ("suspect_texts", [None]),
        ("suspect_texts", [[(0, None)]]),
        ("text_edges", [None, []]),
        ("text_edges", ["a", None]),
        ("text_runs", [tuple, [(0, None)], set(), [], [], [0]]),
        ("text_runs", [None, [], set(), [], [], [0]]),
        ("unclosed_markup", [None, 1]),
        ("MarkupFinder", [None, None, None, None, None, None]),
    ],
)
def test_no_function_reads_what_is_no_text(function, arguments):
    with pytest.raises(TypeError):
        getattr(acceleration.wikitext, function)(*arguments)
