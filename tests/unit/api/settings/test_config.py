"""Reading settings from the environment, and the errors for invalid ones."""

from __future__ import annotations

import atexit
import os
from pathlib import Path

import pytest

from api.settings.config import ConfigError, load, load_database, load_for, metrics_files, share_metrics
from api.settings.definitions import SETTINGS, Config
from api.settings.mysql_dsn import MysqlDsn
from tests.helpers.cases import cases

REFUSED = cases("settings_refused.json")


def test_overrides_take_precedence_over_the_environment(tmp_path: Path) -> None:
    config = load({"PORT": "81"}, {"DATA_DIR": str(tmp_path), "PORT": "80", "URL_PREFIX": "/a/b-c/"})
    assert (config.port, config.url_prefix, config.data_dir) == (81, "/a/b-c", tmp_path)


@pytest.mark.parametrize(("variable", "value"), REFUSED)
def test_an_invalid_value_is_refused_with_the_name_of_its_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{variable}\\b") as caught:
        load({"DATA_DIR": str(tmp_path), variable: value}, {})
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_every_setting_that_can_be_wrong_has_a_case() -> None:
    depends_on_others = {"DATA_CACHE_DIR"}
    assert {s.variable for s in SETTINGS} - depends_on_others == {variable for variable, _ in REFUSED}


def test_a_directory_on_the_command_line_replaces_the_stores_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_URL", "mysql://h/d")
    config = load_for(tmp_path)
    assert (config.data_dir, config.database) == (tmp_path, None)
    assert load_for(None).database == MysqlDsn("h", "d")


def test_an_address_takes_the_account_of_the_environment_if_it_has_none(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss\n")
    environ = {"DATA_HOST": "h", "DATA_NAME": "d", "DATA_USER": "u", "DATA_PASSWORD_FILE": str(tmp_path / "password")}
    assert load_database("mysql://other/x", environ) == MysqlDsn("other", "x", "u", "p@ss")
    assert load_database("mysql://v:w@other/x", environ) == MysqlDsn("other", "x", "v", "w")
    assert load_database("", environ) == MysqlDsn("h", "d", "u", "p@ss")
    assert load_database("", {}) is None


@pytest.fixture
def removals(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, int]]:
    """The directories that would be removed when this process exits."""
    registered: list[tuple[Path, int]] = []
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr(atexit, "register", lambda _, *arguments: registered.append(arguments))
    return registered


def test_processes_share_metrics_in_a_directory_of_their_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, removals: list[tuple[Path, int]]
) -> None:
    assert metrics_files() is None
    config = Config(tmp_path, metrics_dir=tmp_path)
    shared = share_metrics(config)
    assert metrics_files() == shared == share_metrics(config)  # a reload keeps it
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", f"{shared}0")  # inherited from another process
    other = share_metrics(config)
    assert other != shared
    assert removals == [(shared, os.getpid()), (other, os.getpid())]
