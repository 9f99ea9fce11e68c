"""Reading the settings from the environment, and the directory in which workers share their metrics.

No other module of the service reads the environment.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from api.settings import database_variables, parsers
from api.settings.config_error import ConfigError
from api.settings.definitions import SETTINGS, Config, Setting
from api.settings.mysql_dsn import MysqlDsn

__all__ = ["ConfigError", "load", "load_database", "load_for", "metrics_files", "share_metrics"]


def load(overrides: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and validate all settings.

    Args:
        overrides: Variables that take precedence over the environment.
        environ: The environment.

    Raises:
        ConfigError: For the first invalid setting.
    """
    variables = database_variables.read_files({**environ, **(overrides or {})})
    values = _parse(variables, SETTINGS)
    config = Config(**values, database=database_variables.database(variables))
    if config.database is None:  # DATA_DIR need not exist if the bundles are in a database
        try:
            parsers.directory(str(config.data_dir))
        except ValueError as error:
            raise ConfigError("DATA_DIR", str(config.data_dir), str(error)) from error
    return config


def load_database(url: str = "", environ: Mapping[str, str] = os.environ) -> MysqlDsn | None:
    """Read the settings of the database alone, for commands that write to it.

    Args:
        url: An address that takes the place of the environment's. The account is that of the address, or else that of
            DATA_USER and DATA_PASSWORD.
        environ: The environment.

    Raises:
        ConfigError: If one of these settings is invalid.
    """
    if url:
        dsn = MysqlDsn.parse(url)
        wanted = [database_variables.USER, database_variables.PASSWORD][bool(dsn.user) : 2 - bool(dsn.password)]
        names = [*wanted, *(name + database_variables.FILE_SUFFIX for name in wanted)]
        account = {name: environ.get(name, "") for name in names}
        environ = {**account, database_variables.URL: url}
    variables = database_variables.read_files(environ)
    _parse(variables, [setting for setting in SETTINGS if setting.variable in database_variables.VARIABLES])
    return database_variables.database(variables)


def _parse(variables: Mapping[str, str], settings: Sequence[Setting]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for setting in settings:
        text = variables.get(setting.variable, setting.default)
        try:
            values[setting.field] = setting.parse(text)
        except ValueError as error:
            shown = "..." if setting.secret else text
            raise ConfigError(setting.variable, shown, str(error)) from None
    return values


def load_for(data_dir: Path | None) -> Config:
    """Read the settings for a command; `data_dir`, if given, replaces DATA_DIR and the database.

    Raises:
        ConfigError: If a setting is invalid.
    """
    if data_dir is None:
        return load()
    return load({"DATA_DIR": str(data_dir)}, database_variables.without_database(os.environ))


_METRICS_FILES = "PROMETHEUS_MULTIPROC_DIR"
"""Not a setting: prometheus_client reads this variable when it is imported."""


def metrics_files() -> Path | None:
    """Return the directory in which this process shares its metrics, or None if it shares them with no other."""
    text = os.environ.get(_METRICS_FILES)
    return Path(text) if text else None


def share_metrics(config: Config) -> Path:
    """Create the directory in which this process and its children share metrics, and set it in the environment.

    The directory's name ends in the process id. A process that gunicorn starts to replace this one (USR2) inherits
    the environment but needs a directory of its own; a process that reloads its settings (HUP) keeps its directory.
    The directory is removed when the process exits.

    Returns:
        The directory.
    """
    suffix = f"-of-{os.getpid()}"
    shared = metrics_files()
    if shared is None or not shared.name.endswith(suffix):
        shared = Path(tempfile.mkdtemp(prefix="linkrecommendation-metrics-", suffix=suffix, dir=config.metrics_dir))
        os.environ[_METRICS_FILES] = str(shared)
        atexit.register(_remove, shared, os.getpid())
    return shared


def _remove(directory: Path, owner: int) -> None:
    if os.getpid() == owner:  # forked workers inherit the exit handler
        shutil.rmtree(directory, ignore_errors=True)
