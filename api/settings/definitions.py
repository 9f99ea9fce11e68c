"""The settings of the service: each variable's name, default and use, in one table."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.settings.parsers import (
    api_pattern,
    baked_version,
    database,
    directory,
    line,
    log_level,
    optional_address,
    prefix,
    seconds,
    statsd,
    switch,
    whole,
)


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


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "data_dir", "data", "Directory with one bundle per wiki; only read", Path),
    Setting(
        "DATA_URL",
        "data_url",
        "",
        "Database with the bundles, instead of DATA_DIR: `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, with "
        "`?ssl_ca=FILE` for TLS; the account needs SELECT alone",
        database,
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
        whole(1, 1000),
    ),
    Setting(
        "DATA_TIMEOUT",
        "data_timeout",
        "2",
        "With DATA_URL: seconds to wait for a connection, and for an answer; then the request is answered with 503",
        seconds(0.01, 300),
    ),
    Setting("HOST", "host", "127.0.0.1", "Address to listen on; `0.0.0.0` in a container", line),
    Setting("PORT", "port", "8000", "Port to listen on", whole(1, 65535)),
    Setting("WEB_CONCURRENCY", "workers", "2", "Worker processes", whole(1, 512)),
    Setting("URL_PREFIX", "url_prefix", "", "Path under which a gateway shows the service, such as `/linkrec`", prefix),
    Setting(
        "APPLICATION_VERSION",
        "application_version",
        "",
        "Version that answers carry; where empty, the content of the file `VERSION`, else `dev`",
        lambda text: line(text) if text else baked_version(),
    ),
    Setting("LOG_LEVEL", "log_level", "info", "Least level that is logged: debug, info, warning, error", log_level),
    Setting(
        "MAX_CONTENT_LENGTH",
        "max_content_length",
        str(4 << 20),
        "Largest request body in bytes; a larger one is answered with 413",
        whole(1024, 1 << 30),
    ),
    Setting(
        "REQUEST_DEADLINE",
        "request_deadline",
        "10",
        "Seconds for one request; what was found until then is returned and marked as truncated",
        seconds(0.001, 600),
    ),
    Setting(
        "MAX_CONCURRENT_REQUESTS",
        "max_concurrent_requests",
        "16",
        "Requests for recommendations that a worker takes on at once; one more is answered with 503",
        whole(1, 1000),
    ),
    Setting(
        "MAX_MODELS",
        "max_models",
        "64",
        "Wikis that a worker keeps open; the least recently used goes",
        whole(1, 10000),
    ),
    Setting(
        "MEDIAWIKI_API_URL",
        "mediawiki_api_url",
        "https://{domain}.wikipedia.org/w/api.php",
        "Address of a wiki's action API; `{domain}` is the wiki's domain, `{wiki}` its database name",
        api_pattern,
    ),
    Setting(
        "MEDIAWIKI_PROXY_URL",
        "mediawiki_proxy_url",
        "",
        "Where to send action API requests instead, with the wiki's own `Host` header (a service mesh)",
        optional_address,
    ),
    Setting("MEDIAWIKI_TIMEOUT", "mediawiki_timeout", "5", "Seconds for one action API request", seconds(0.01, 300)),
    Setting(
        "MEDIAWIKI_USER_AGENT",
        "mediawiki_user_agent",
        "linkrecommendation (MediaWiki link recommendation service)",
        "`User-Agent` of action API requests; say there how to reach you",
        line,
    ),
    Setting("STATSD_HOST", "statsd_host", "", "`HOST:PORT` to send gunicorn's statistics to, as statsd", statsd),
    Setting(
        "METRICS_DIR",
        "metrics_dir",
        "",
        "Directory for the files through which workers share their metrics; where empty, the system's temporary one",
        lambda text: directory(text or tempfile.gettempdir()),
    ),
    Setting("PLAYGROUND", "playground", "on", "Whether people can try the service at `/playground`: on, off", switch),
)


def settings_table() -> str:
    """The settings as a Markdown table, as README.md has it."""
    rows = [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.description} |" for s in SETTINGS]
    return "\n".join(["| variable | default | what |", "|---|---|---|", *rows, ""])
