"""Settings: their defaults, their table, and what is said of wrong ones."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from api.settings.config import Config, ConfigError, load
from api.settings.definitions import SETTINGS
from tests.helpers.cases import cases
from tests.helpers.programs.running import ROOT

REFUSED = cases("settings_refused.json")


def test_the_table_and_the_class_have_the_same_fields_and_defaults(tmp_path: Path) -> None:
    assert [setting.field for setting in SETTINGS] == [field.name for field in fields(Config)]
    given = {"DATA_DIR": str(tmp_path), "APPLICATION_VERSION": "dev"}
    loaded = load(given, {})
    for setting in SETTINGS:
        if setting.default and setting.variable not in given:
            assert getattr(loaded, setting.field) == getattr(Config(tmp_path), setting.field), setting.variable


def test_the_environment_is_read_and_what_is_given_beats_it(tmp_path: Path) -> None:
    config = load({"PORT": "81"}, {"DATA_DIR": str(tmp_path), "PORT": "80", "URL_PREFIX": "/a/b-c"})
    assert (config.port, config.url_prefix, config.data_dir) == (81, "/a/b-c", tmp_path)


@pytest.mark.parametrize(("variable", "value"), REFUSED)
def test_a_wrong_value_is_refused_by_its_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{variable}\\b") as caught:
        load({"DATA_DIR": str(tmp_path), variable: value}, {})
    assert "\n" not in str(caught.value)
    assert "DATA_URL" not in str(caught.value) or "secret" not in str(caught.value)


def test_every_setting_that_can_be_wrong_has_a_case() -> None:
    depends_on_others = {"DATA_CACHE_DIR"}
    assert {s.variable for s in SETTINGS} - depends_on_others == {variable for variable, _ in REFUSED}


def test_a_wrong_value_stops_the_start_with_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "api.wsgi:app"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "MAX_MODELS": "many"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr == "MAX_MODELS='many': must be a whole number from 1 to 10000\n"
