"""Parsers of settings: each turns a variable's text into its value, or raises ValueError saying what it must be."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from api.settings.mysql_dsn import DsnError, MysqlDsn, is_database_name, is_host

_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HOST_AND_PORT = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_LOG_LEVELS = ("debug", "info", "warning", "error")
_MAX_PORT = 65535
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\s*=[ -~]*")
_SAMPLERS = tuple(
    based + name for based in ("parentbased_", "") for name in ("always_on", "always_off", "traceidratio")
)


def directory(text: str) -> Path:
    """Parse the path of an existing directory."""
    path = Path(text)
    if not path.is_dir():
        raise ValueError("is not a directory")
    return path


def mysql_url(text: str) -> str:
    """Check the address of a database; it may be empty."""
    if text:
        try:
            MysqlDsn.parse(text)
        except DsnError as error:
            raise ValueError(error.problem) from None
    return text


def database_host(text: str) -> str:
    """Check the name or the address of a host; it may be empty."""
    if text and not is_host(text):
        raise ValueError("must be the name or the address of a host")
    return text


def database_name(text: str) -> str:
    """Check the name of a database; it may be empty."""
    if text and not is_database_name(text):
        raise ValueError("must be the name of a database: letters, digits, _ and $")
    return text


def integer(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return a parser of integers between two bounds, both included."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not minimum <= int(text) <= maximum:
            raise ValueError(f"must be a whole number from {minimum} to {maximum}")
        return int(text)

    return parse


def seconds(minimum: float, maximum: float) -> Callable[[str], float]:
    """Return a parser of durations between two bounds, both included."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not minimum <= value <= maximum:
            raise ValueError(f"must be a number of seconds from {minimum:g} to {maximum:g}")
        return value

    return parse


def url_prefix(text: str) -> str:
    """Parse a path, which may be empty; slashes at its end mean nothing."""
    text = text.rstrip("/")
    if not _PREFIX.fullmatch(text):
        raise ValueError("must be empty or a path such as /service/linkrecommendation")
    return text


def ascii_line(text: str) -> str:
    """Check a non-blank line of printable ASCII characters."""
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise ValueError("must be a line of printable ASCII characters")
    return text


def any_line(text: str) -> str:
    """Check one line of any characters; it may be empty."""
    if any(character in text for character in "\r\n\0"):
        raise ValueError("must be one line")
    return text


def log_level(text: str) -> str:
    """Parse the name of a log level, in any case."""
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}")
    return text.lower()


def on_off(text: str) -> bool:
    """Parse "on" or "off", in any case."""
    if text.lower() not in ("on", "off"):
        raise ValueError("must be on or off")
    return text.lower() == "on"


def http_url(text: str) -> str:
    """Check an HTTP address without user name and fragment."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("must be an http or https address")
    _ = parts.port  # raises ValueError if the port is not a number
    return text


def http_url_pattern(text: str) -> str:
    """Check an HTTP address that may contain the placeholders {domain} and {wiki}; or it may be empty, or "off"."""
    if text.lower() in ("", "off"):
        return text.lower()
    unknown = set(_PLACEHOLDER.findall(text)) - {"domain", "wiki"}
    if unknown or "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        raise ValueError("may contain only the placeholders {domain} and {wiki}")
    http_url(_PLACEHOLDER.sub("x", text))
    return text


def optional_origin(text: str) -> str:
    """Check an HTTP address without a path; it may be empty."""
    if not text:
        return text
    if urlsplit(http_url(text)).path not in ("", "/"):
        raise ValueError("must be an address without a path")
    return text


def host_and_port(text: str) -> str:
    """Check a host and a port, separated by a colon; the text may be empty."""
    match = _HOST_AND_PORT.fullmatch(text)
    if text and not (match and 0 < int(match["port"]) <= _MAX_PORT):
        raise ValueError("must be HOST:PORT")
    return text


def optional_http_url(text: str) -> str:
    """Check an HTTP address; it may be empty."""
    return http_url(text) if text else text


def true_false(text: str) -> bool:
    """Parse "true" or "false", in any case."""
    if text.lower() not in ("true", "false"):
        raise ValueError("must be true or false")
    return text.lower() == "true"


def header_list(text: str) -> str:
    """Check headers as OpenTelemetry writes them: NAME=VALUE, separated by commas; there may be none."""
    if text and not all(_HEADER.fullmatch(part.strip()) for part in text.split(",")):
        raise ValueError("must be NAME=VALUE, separated by commas, with values percent-encoded")
    return text


def sampler(text: str) -> str:
    """Parse the name of a sampler of OpenTelemetry's, in any case."""
    if text.lower() not in _SAMPLERS:
        raise ValueError(f"must be one of {', '.join(_SAMPLERS)}")
    return text.lower()


def ratio(text: str) -> float:
    """Parse a number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise ValueError("must be a number from 0 to 1")
    return value
