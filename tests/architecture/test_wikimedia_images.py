"""blubber.yaml (https://wikitech.wikimedia.org/wiki/Blubber) and .pipeline/config.yaml (PipelineLib) are consistent."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from linking import version
from tests.helpers.programs.dockerfile import copied
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
            for file in builder.get("python", {}).get("requirements", ()):
                assert (ROOT / file).is_file()


@pytest.mark.parametrize(("variant", "stage"), [("production", "service"), ("training", "training")])
def test_a_variant_has_the_files_of_the_dockerfiles_stage(variant, stage):
    copies = read("blubber.yaml")["variants"][variant]["copies"]
    of_the_stage = {str(source.relative_to(ROOT)) for source, _ in copied(stage)}
    assert {copy["source"] for copy in copies if copy["from"] == "local"} == of_the_stage


@pytest.mark.parametrize("variant", ["build", "training-build"])
def test_the_accelerator_is_built_where_its_sources_and_a_compiler_are(variant):
    """The script calls pip as the stage of the Dockerfile does, with what the variant has copied."""
    found = read("blubber.yaml")["variants"][variant]
    assert {"gcc", "libc6-dev", "python3-dev"} <= set(found["apt"]["packages"])
    (custom,) = (builder["custom"] for builder in found["builders"] if "custom" in builder)
    copied_files = [each["source"] for each in custom["requirements"]]
    assert all((ROOT / each).exists() for each in copied_files)
    assert "./accelerator" in custom["script"]
    assert "-r requirements-build.txt" in custom["script"]
    assert custom["script"].count("--require-hashes") + custom["script"].count("--no-index") == 3
    subprocess.run(["sh", "-n"], input=custom["script"], text=True, check=True)
    assert set(copied_files) == {"requirements-build.txt", "accelerator"}


@pytest.mark.parametrize("variant", ["production", "training"])
def test_images_run_without_privileges(variant):
    assert read("blubber.yaml")["variants"][variant]["runs"]["insecurely"] is False


@pytest.mark.parametrize("variant", ["production", "training"])
def test_the_version_is_baked_in(variant, tmp_path):
    """The script writes the build argument to the file that the program reads."""
    found = read("blubber.yaml")["variants"][variant]
    (script,) = (builder["custom"]["script"] for builder in found["builders"])
    environment = {"PATH": os.defpath, **found["arguments"], "VERSION": "1.2.3"}
    subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / version._FILE.name).read_text() == "1.2.3\n"
    assert found["arguments"] == {"VERSION": "dev"}
