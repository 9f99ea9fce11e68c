"""How the text of a setting becomes its value. Each raises ValueError with what the text must be."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from api.settings.mysql_dsn import Address, AddressError

_VERSION_FILE = Path(__file__).resolve().parents[2] / "VERSION"
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HOST_AND_PORT = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_LOG_LEVELS = ("debug", "info", "warning", "error")


def directory(text: str) -> Path:
    """A directory that is there."""
    path = Path(text)
    if not path.is_dir():
        raise ValueError("is not a directory")
    return path


def database(text: str) -> str:
    """The address of a database, or nothing."""
    if text:
        try:
            Address.parse(text)
        except AddressError as error:
            raise ValueError(error.problem) from error
    return text


def whole(least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return read


def seconds(least: float, most: float) -> Callable[[str], float]:
    """A reader of times within bounds."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise ValueError(f"must be a number of seconds from {least:g} to {most:g}")
        return value

    return read


def prefix(text: str) -> str:
    """A path without a slash at its end, or nothing."""
    if not _PREFIX.fullmatch(text):
        raise ValueError("must be empty or a path such as /service/linkrecommendation, without a slash at its end")
    return text


def line(text: str) -> str:
    """A line of ASCII text, not empty."""
    if not text.strip() or not text.isascii() or not text.isprintable():
        raise ValueError("must be a line of printable ASCII characters")
    return text


def log_level(text: str) -> str:
    """A level of logging."""
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}")
    return text.lower()


def switch(text: str) -> bool:
    """On or off."""
    if text.lower() not in ("on", "off"):
        raise ValueError("must be on or off")
    return text.lower() == "on"


def address(text: str) -> str:
    """An HTTP address."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("must be an http or https address")
    _ = parts.port  # raises ValueError where it is no number
    return text


def api_pattern(text: str) -> str:
    """An HTTP address with placeholders."""
    unknown = set(_PLACEHOLDER.findall(text)) - {"domain", "wiki"}
    if unknown or "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        raise ValueError("may hold the placeholders {domain} and {wiki} only")
    address(_PLACEHOLDER.sub("x", text))
    return text


def optional_address(text: str) -> str:
    """An HTTP address without a path, or nothing."""
    if not text:
        return text
    if urlsplit(address(text)).path not in ("", "/"):
        raise ValueError("must be an address without a path")
    return text


def statsd(text: str) -> str:
    """A host and a port, or nothing."""
    match = _HOST_AND_PORT.fullmatch(text)
    if text and not (match and 0 < int(match["port"]) < 65536):
        raise ValueError("must be HOST:PORT")
    return text


def baked_version() -> str:
    """The version that was written into the tree when the image was built; "dev" in a working copy without one."""
    try:
        return line(_VERSION_FILE.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return "dev"
