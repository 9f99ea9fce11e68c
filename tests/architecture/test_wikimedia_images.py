"""blubber.yaml (https://wikitech.wikimedia.org/wiki/Blubber) and .pipeline/config.yaml (PipelineLib) are consistent."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.helpers.programs.running import ROOT

CASES = ROOT / "tests/cases"


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "schema"), [("blubber.yaml", "blubber.schema.json"), (".pipeline/config.yaml", "pipeline.schema.json")]
)
def test_the_files_use_known_keys(file, schema):
    """The schemas describe the part of both formats that the project uses, and reject any other key."""
    validator = Draft202012Validator(json.loads((CASES / schema).read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(read(file))] == []


def test_stages_build_variants_that_exist():
    variants = read("blubber.yaml")["variants"].keys()
    pipelines = read(".pipeline/config.yaml")["pipelines"]
    assert {"test", "publish"} <= pipelines.keys()
    for pipeline in pipelines.values():
        assert (ROOT / ".pipeline" / pipeline["blubberfile"]).resolve() == ROOT / "blubber.yaml"
    assert {stage["build"] for pipeline in pipelines.values() for stage in pipeline["stages"]} <= variants


def test_copied_files_exist():
    variants = read("blubber.yaml")["variants"]
    for variant in variants.values():
        for copy in variant.get("copies", ()):
            if isinstance(copy, dict):
                assert copy["from"] in variants if copy["from"] != "local" else (ROOT / copy["source"]).exists()
        for builder in variant.get("builders", ()):
            assert all((ROOT / file).is_file() for file in builder["python"]["requirements"])


def test_both_images_of_the_service_have_the_same_files():
    """The Dockerfile's service and blubber.yaml's production copy the same files."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").partition(" AS service")[2].splitlines()
    docker = {line.split()[1] for line in lines if line.startswith("COPY ") and "--from" not in line}
    copies = read("blubber.yaml")["variants"]["production"]["copies"]
    assert {copy["source"] for copy in copies if copy["from"] == "local"} == docker


def test_production_runs_without_privileges():
    production = read("blubber.yaml")["variants"]["production"]
    assert production["runs"]["insecurely"] is False
