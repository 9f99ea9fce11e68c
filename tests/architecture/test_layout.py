"""The layout of the tests: unit tests mirror the packages, and integration tests carry their markers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.helpers.cases import ROOT

UNIT = ROOT / "tests/unit"
PACKAGES = ("linking", "training", "api")

# Helpers that start a program, and the marker of a test module that uses them.
PROGRAM_MARKERS = {
    "tests.helpers.programs.service": "server",
    "tests.helpers.programs.mariadb": "database",
    "tests.helpers.programs.buildah": "images",
    "tests.helpers.programs.chromium": "browser",
    "tests.helpers.programs.mediawiki": "mediawiki",
}

# Test modules that start a program without such a helper.
PROGRAMS_STARTED_DIRECTLY = {"test_images": {"server"}, "test_spark": {"java"}}

# Modules without a test file of the same name, each with the reason.
UNTESTED: Mapping[str, str] = {
    "linking/bundle/errors.py": "classes that hold data; the tests of the modules that raise them cover them",
    "training/engines/spark.py": "needs a Java runtime: tests/integration/training/test_spark.py",
}

# Unit tests that belong to several modules, each with the reason.
CROSSING: Mapping[str, str] = {
    "tests/unit/linking/rules/test_schema.py": "the JSON schema of rule files accepts what the parser accepts",
    "tests/unit/linking/test_known_failures.py": "a table of answers of the whole recommender",
    "tests/unit/linking/wikitext/test_any_wikitext.py": "generated and hostile pages through the whole recommender",
    "tests/unit/training/test_skew.py": "training and serving find the same mentions and features",
}


def modules() -> Iterator[Path]:
    """The modules of the three packages, relative to the project."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if path.name != "__init__.py":
                yield path.relative_to(ROOT)


def mirror(module: Path) -> Path:
    """The test file of a module, relative to the project."""
    return Path("tests/unit") / module.with_name(f"test_{module.name}")


def test_every_module_has_a_test_file_of_its_name():
    missing = {str(module) for module in modules() if not (ROOT / mirror(module)).exists()}
    assert missing == UNTESTED.keys()


def test_every_unit_test_file_is_named_after_a_module():
    expected = {str(mirror(module)) for module in modules()}
    found = {str(path.relative_to(ROOT)) for path in UNIT.rglob("test_*.py")}
    assert found - expected == CROSSING.keys()


@cache
def imports(path: Path) -> frozenset[str]:
    """Names of the modules that a test module imports, directly or through other modules of tests/."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    files = (ROOT / f"{name.replace('.', '/')}.py" for name in found if name.startswith("tests."))
    return frozenset(found).union(*(imports(file) for file in files if file.exists()))


@cache
def needed(path: Path) -> frozenset[str]:
    """Names of the modules that a test module imports or uses by the fixtures of a conftest.py above it."""
    functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_function(node)]
    arguments = {argument.arg for function in functions for argument in function.args.args}
    conftests = [folder / "conftest.py" for folder in path.parents if folder.is_relative_to(ROOT / "tests")]
    used = [file for file in conftests if file != path and file.exists() and arguments & defined(file)]
    return imports(path).union(*map(needed, used))


def is_function(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef)


def defined(path: Path) -> set[str]:
    """Names of the functions of a module."""
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if is_function(node)}


def markers(path: Path) -> set[str]:
    """The markers that the module's `pytestmark` names."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            names = (ast.unparse(part) for part in ast.walk(node.value) if isinstance(part, ast.Attribute))
            return {name.removeprefix("pytest.mark.") for name in names if name.startswith("pytest.mark.")}
    return set()


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem) for path in sorted((ROOT / "tests/integration").rglob("test_*.py"))],
)
def test_an_integration_module_carries_the_markers_of_what_it_starts(path: Path):
    expected = {marker for module, marker in PROGRAM_MARKERS.items() if module in needed(path)}
    expected |= PROGRAMS_STARTED_DIRECTLY.get(path.stem, set())
    assert markers(path) - {"skipif"} == {"integration", *expected}


def test_unit_tests_start_no_server_and_no_browser():
    paths = [path for path in UNIT.rglob("*.py") if imports(path) & PROGRAM_MARKERS.keys()]
    assert [str(path.relative_to(ROOT)) for path in paths] == []
