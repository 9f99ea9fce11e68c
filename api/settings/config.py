"""The checked settings of the service: the only reader of the environment."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.settings.definitions import SETTINGS
from api.settings.parsers import directory


class ConfigError(Exception):
    """A setting has a value that cannot be used; variable: the environment variable to correct."""

    def __init__(self, variable: str, value: str, problem: str) -> None:
        super().__init__(f"{variable}={value!r:.200}: {problem}")
        self.variable = variable
        self.value = value
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Config:
    """Checked settings; SETTINGS describes each. Times in seconds, sizes in bytes."""

    data_dir: Path
    data_url: str = field(default="", repr=False)  # may hold a password
    data_cache_dir: Path = Path(tempfile.gettempdir())
    data_connections: int = 8
    data_timeout: float = 2.0
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    url_prefix: str = ""
    application_version: str = "dev"
    log_level: str = "info"
    max_content_length: int = 4 << 20
    request_deadline: float = 10.0
    max_concurrent_requests: int = 16
    max_models: int = 64
    mediawiki_api_url: str = "https://{domain}.wikipedia.org/w/api.php"
    mediawiki_proxy_url: str = ""
    mediawiki_timeout: float = 5.0
    mediawiki_user_agent: str = "linkrecommendation (MediaWiki link recommendation service)"
    statsd_host: str = ""
    metrics_dir: Path = Path(tempfile.gettempdir())
    playground: bool = True


def load(given: Mapping[str, str] | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and check all settings. given: variables that hold instead of the environment's.

    Raises ConfigError for the first that cannot be used.
    """
    values: dict[str, Any] = {}
    variables = {**environ, **(given or {})}
    for setting in SETTINGS:
        text = variables.get(setting.variable, setting.default)
        try:
            values[setting.field] = setting.read(text)
        except ValueError as error:
            raise ConfigError(setting.variable, "..." if setting.secret else text, str(error)) from error
    if not values["data_url"]:
        _require_directory("DATA_DIR", values["data_dir"])
    return Config(**values)


def _require_directory(variable: str, path: Path) -> None:
    try:
        directory(str(path))
    except ValueError as error:
        raise ConfigError(variable, str(path), str(error)) from error


def load_for(data_dir: Path | None) -> Config:
    """The settings of a command, for a data directory that was named on its command line. Raises ConfigError."""
    return load() if data_dir is None else load({"DATA_DIR": str(data_dir), "DATA_URL": ""})


_METRICS_FILES = "PROMETHEUS_MULTIPROC_DIR"
"""Not a setting: how prometheus_client is told, before it is imported, of the directory made for it."""


def metrics_files() -> Path | None:
    """The directory through which this process shares its metrics with others; None where it is alone."""
    text = os.environ.get(_METRICS_FILES)
    return Path(text) if text else None


def share_metrics(config: Config) -> Path:
    """Make this process's metrics shared with those that it starts; returns the directory of the files.

    The directory's name ends in the process's id: a program that replaces another (USR2) inherits the other's
    environment and must not take its directory, and one that reads its settings again (HUP) must keep its own.
    It is removed when the process ends.
    """
    mine = f"-of-{os.getpid()}"
    shared = metrics_files()
    if shared is None or not shared.name.endswith(mine):
        shared = Path(tempfile.mkdtemp(prefix="linkrecommendation-metrics-", suffix=mine, dir=config.metrics_dir))
        os.environ[_METRICS_FILES] = str(shared)
        atexit.register(_remove, shared, os.getpid())
    return shared


def _remove(directory: Path, owner: int) -> None:
    if os.getpid() == owner:  # processes that were forked have inherited the order to do this
        shutil.rmtree(directory, ignore_errors=True)
