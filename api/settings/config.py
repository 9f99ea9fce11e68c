"""Reading the settings from the environment, and the directory in which workers share their metrics.

No other module of the service reads the environment.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.settings import parsers
from api.settings.definitions import SETTINGS, Config


class ConfigError(Exception):
    """A setting has an invalid value.

    Attributes:
        variable: Environment variable to correct.
        value: The invalid value, "..." for a secret.
        problem: What the value must be.
    """

    def __init__(self, variable: str, value: str, problem: str) -> None:
        super().__init__(f"{variable}={value!r:.200}: {problem}")
        self.variable = variable
        self.value = value
        self.problem = problem


def load(overrides: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and validate all settings.

    Args:
        overrides: Variables that take precedence over the environment.
        environ: The environment.

    Raises:
        ConfigError: For the first invalid setting.
    """
    variables = {**environ, **(overrides or {})}
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = variables.get(setting.variable, setting.default)
        try:
            values[setting.field] = setting.parse(text)
        except ValueError as error:
            raise ConfigError(setting.variable, "..." if setting.secret else text, str(error)) from error
    config = Config(**values)
    if not config.data_url:  # DATA_DIR need not exist if the bundles are in a database
        try:
            parsers.directory(str(config.data_dir))
        except ValueError as error:
            raise ConfigError("DATA_DIR", str(config.data_dir), str(error)) from error
    return config


def load_for(data_dir: Path | None) -> Config:
    """Read the settings for a command; `data_dir`, if given, replaces DATA_DIR and DATA_URL.

    Raises:
        ConfigError: If a setting is invalid.
    """
    return load() if data_dir is None else load({"DATA_DIR": str(data_dir), "DATA_URL": ""})


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
