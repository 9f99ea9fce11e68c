"""Settings of the service: the only reader of the environment. One table says each variable's name, default and use."""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api.mysql.address import Address, AddressError

_VERSION_FILE = Path(__file__).resolve().parent.parent / "VERSION"
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HOST_AND_PORT = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_LOG_LEVELS = ("debug", "info", "warning", "error")


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


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its default as it would be written in the environment, and how its text becomes the value.

    secret: no message may repeat the value.
    """

    variable: str
    field: str
    default: str
    description: str
    read: Callable[[str], Any]
    secret: bool = False


def _directory(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError("is not a directory")
    return path


def _require_directory(variable: str, path: Path) -> None:
    try:
        _directory(str(path))
    except ValueError as error:
        raise ConfigError(variable, str(path), str(error)) from error


def _database(text: str) -> str:
    if text:
        try:
            Address.parse(text)
        except AddressError as error:
            raise ValueError(error.problem) from error
    return text


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def _seconds(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise ValueError(f"must be a number of seconds from {least:g} to {most:g}")
        return value

    return read


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise ValueError("must be empty or a path such as /service/linkrecommendation, without a slash at its end")
    return text


def _line(text: str) -> str:
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise ValueError("must be a line of printable ASCII characters")
    return text


def _log_level(text: str) -> str:
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}")
    return text.lower()


def _switch(text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise ValueError("must be on or off")
    return text.lower() == "on"


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("must be an http or https address")
    _ = parts.port  # raises ValueError where it is no number
    return text


def _api_pattern(text: str) -> str:
    unknown = set(_PLACEHOLDER.findall(text)) - {"domain", "wiki"}
    if unknown or "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        raise ValueError("may hold the placeholders {domain} and {wiki} only")
    _address(_PLACEHOLDER.sub("x", text))
    return text


def _optional_address(text: str) -> str:
    if not text:
        return text
    if urlsplit(_address(text)).path not in ("", "/"):
        raise ValueError("must be an address without a path")
    return text


def _statsd(text: str) -> str:
    match = _HOST_AND_PORT.fullmatch(text)
    if text and not (match and 0 < int(match["port"]) < 65536):
        raise ValueError("must be HOST:PORT")
    return text


def baked_version() -> str:
    """The version that was written into the tree when the image was built; "dev" in a working copy without one."""
    try:
        return _line(_VERSION_FILE.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return "dev"


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "data_dir", "data", "Directory with one bundle per wiki; only read", Path),
    Setting(
        "DATA_URL",
        "data_url",
        "",
        "Database with the bundles, instead of DATA_DIR: `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, with "
        "`?ssl_ca=FILE` for TLS; the account needs SELECT alone",
        _database,
        secret=True,
    ),
    Setting(
        "DATA_CACHE_DIR",
        "data_cache_dir",
        "",
        "With DATA_URL: directory for the files that each host needs, such as models; where empty, one in the system's "
        "temporary directory",
        lambda text: Path(text or Path(tempfile.gettempdir()) / f"linkrecommendation-{os.getuid()}"),
    ),
    Setting(
        "DATA_CONNECTIONS",
        "data_connections",
        "8",
        "With DATA_URL: most connections of a worker; a request that finds all in use is answered with 503",
        _whole(1, 1000),
    ),
    Setting(
        "DATA_TIMEOUT",
        "data_timeout",
        "2",
        "With DATA_URL: seconds to wait for a connection, and for an answer; then the request is answered with 503",
        _seconds(0.01, 300),
    ),
    Setting("HOST", "host", "127.0.0.1", "Address to listen on; `0.0.0.0` in a container", _line),
    Setting("PORT", "port", "8000", "Port to listen on", _whole(1, 65535)),
    Setting("WEB_CONCURRENCY", "workers", "2", "Worker processes", _whole(1, 512)),
    Setting(
        "URL_PREFIX", "url_prefix", "", "Path under which a gateway shows the service, such as `/linkrec`", _prefix
    ),
    Setting(
        "APPLICATION_VERSION",
        "application_version",
        "",
        "Version that answers carry; where empty, the content of the file `VERSION`, else `dev`",
        lambda text: _line(text) if text else baked_version(),
    ),
    Setting("LOG_LEVEL", "log_level", "info", "Least level that is logged: debug, info, warning, error", _log_level),
    Setting(
        "MAX_CONTENT_LENGTH",
        "max_content_length",
        str(4 << 20),
        "Largest request body in bytes; a larger one is answered with 413",
        _whole(1024, 1 << 30),
    ),
    Setting(
        "REQUEST_DEADLINE",
        "request_deadline",
        "10",
        "Seconds for one request; what was found until then is returned and marked as truncated",
        _seconds(0.001, 600),
    ),
    Setting(
        "MAX_CONCURRENT_REQUESTS",
        "max_concurrent_requests",
        "16",
        "Requests for recommendations that a worker takes on at once; one more is answered with 503",
        _whole(1, 1000),
    ),
    Setting(
        "MAX_MODELS",
        "max_models",
        "64",
        "Wikis that a worker keeps open; the least recently used goes",
        _whole(1, 10000),
    ),
    Setting(
        "MEDIAWIKI_API_URL",
        "mediawiki_api_url",
        "https://{domain}.wikipedia.org/w/api.php",
        "Address of a wiki's action API; `{domain}` is the wiki's domain, `{wiki}` its database name",
        _api_pattern,
    ),
    Setting(
        "MEDIAWIKI_PROXY_URL",
        "mediawiki_proxy_url",
        "",
        "Where to send action API requests instead, with the wiki's own `Host` header (a service mesh)",
        _optional_address,
    ),
    Setting("MEDIAWIKI_TIMEOUT", "mediawiki_timeout", "5", "Seconds for one action API request", _seconds(0.01, 300)),
    Setting(
        "MEDIAWIKI_USER_AGENT",
        "mediawiki_user_agent",
        "linkrecommendation (MediaWiki link recommendation service)",
        "`User-Agent` of action API requests; say there how to reach you",
        _line,
    ),
    Setting("STATSD_HOST", "statsd_host", "", "`HOST:PORT` to send gunicorn's statistics to, as statsd", _statsd),
    Setting(
        "METRICS_DIR",
        "metrics_dir",
        "",
        "Directory for the files through which workers share their metrics; where empty, the system's temporary one",
        lambda text: _directory(text or tempfile.gettempdir()),
    ),
    Setting("PLAYGROUND", "playground", "on", "Whether people can try the service at `/playground`: on, off", _switch),
)


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
    """
    mine = f"-of-{os.getpid()}"
    shared = metrics_files()
    if shared is None or not shared.name.endswith(mine):
        shared = Path(tempfile.mkdtemp(prefix="linkrecommendation-metrics-", suffix=mine, dir=config.metrics_dir))
        os.environ[_METRICS_FILES] = str(shared)
    return shared


def settings_table() -> str:
    """The settings as a Markdown table, as README.md has it."""
    rows = [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.description} |" for s in SETTINGS]
    return "\n".join(["| variable | default | what |", "|---|---|---|", *rows, ""])
