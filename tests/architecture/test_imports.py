"""The import contracts hold, and the service loads no training library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.pins import pins
from tests.helpers.programs.running import ROOT

_IMPORT_LINKING_AND_API = """
import importlib, json, pkgutil, sys
for package in ("linking", "api"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        importlib.import_module(module.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_import_contracts_hold():
    """The contracts of pyproject.toml."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_loads_only_what_most_commands_need():
    """These libraries take as long to load as everything else, and every worker process would load them, too."""
    program = "import sys, training.__main__; print(*{'jsonschema', 'nltk', 'scipy.optimize'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr


def test_serving_loads_no_training_library(tmp_path):
    """Importing every module of linking and api loads no package that only requirements-training.txt installs."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", _IMPORT_LINKING_AND_API]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    only_training = pins("requirements-training.txt").keys() - pins("requirements.txt").keys()
    forbidden = {
        module
        for module, distributions in packages_distributions().items()
        if {name.lower().replace("_", "-") for name in distributions} & only_training
    }
    assert {"duckdb", "nltk", "sqlitedict", "tqdm", "wikitextparser"} <= forbidden
    assert "api" in loaded
    # msgspec uses typing_extensions if it is installed, as jsonschema's requirements do for training.
    assert loaded & (forbidden | {"training"}) <= {"typing_extensions"}
