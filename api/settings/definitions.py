"""The settings of the service: each variable's name, default, meaning and parser, declared once."""

# ruff: noqa: RUF009 - `_setting` returns the result of `dataclasses.field`

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from api.settings import parsers
from api.settings.mysql_dsn import MysqlDsn
from linking.version import packaged_version

_METADATA_KEY = "setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable.

    Attributes:
        variable: Name of the environment variable.
        default: Default as one would write it in the environment.
        description: Meaning of the setting, as Markdown.
        parse: Turns the text into the value; raises ValueError if the text is invalid.
        secret: True if messages must not repeat the value.
        field: Name of the field of Config; empty until Config is declared.
    """

    variable: str
    default: str
    description: str
    parse: Callable[[str], Any]
    secret: bool = False
    field: str = ""


def _setting(
    variable: str, default: str, description: str, parse: Callable[[str], Any], *, secret: bool = False
) -> Any:
    """Declare a field of Config whose default is the setting's parsed default text."""
    setting = Setting(variable, default, description, parse, secret)
    return field(default_factory=lambda: parse(default), repr=not secret, metadata={_METADATA_KEY: setting})


@dataclass(frozen=True, slots=True)
class Config:
    """The validated settings. Times are in seconds, sizes in bytes; SETTINGS describes each field.

    `database` is the one that DATA_URL or DATA_HOST and its companions name; None if the bundles are in a directory.
    """

    data_dir: Path = _setting("DATA_DIR", "data", "Directory with one bundle per wiki; the service only reads it", Path)
    data_url: str = _setting(
        "DATA_URL",
        "",
        "Database that holds the bundles, instead of DATA_DIR: `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, with "
        "`?ssl_ca=FILE` for TLS; the account needs only SELECT. Each of this and the next six may be given as a file "
        "with one line: `DATA_PASSWORD_FILE`, for example, is the path of the one for `DATA_PASSWORD`",
        parsers.mysql_url,
        secret=True,
    )
    data_host: str = _setting(
        "DATA_HOST", "", "Host of the database, instead of DATA_URL; needs DATA_NAME", parsers.database_host
    )
    data_port: int = _setting("DATA_PORT", "3306", "With DATA_HOST: port of the database", parsers.integer(1, 65535))
    data_name: str = _setting("DATA_NAME", "", "With DATA_HOST: name of the database", parsers.database_name)
    data_user: str = _setting(
        "DATA_USER", "", "With DATA_HOST, or a DATA_URL without user name: the account's name", parsers.any_line
    )
    data_password: str = _setting(
        "DATA_PASSWORD",
        "",
        "With DATA_HOST, or a DATA_URL without password: the account's password, as it is, not percent-encoded",
        parsers.any_line,
        secret=True,
    )
    data_ssl_ca: str = _setting(
        "DATA_SSL_CA",
        "",
        "With DATA_HOST: file with the certificates of the authority that signed the server's certificate, for TLS",
        parsers.any_line,
    )
    data_cache_dir: Path = _setting(
        "DATA_CACHE_DIR",
        "",
        "With a database: directory for the files that each host needs, such as models; if empty, a directory in the "
        "system's temporary directory",
        lambda text: Path(text or Path(tempfile.gettempdir()) / f"linkrecommendation-{os.getuid()}"),
    )
    data_connections: int = _setting(
        "DATA_CONNECTIONS",
        "8",
        "With a database: maximum number of connections per worker; a request that finds all of them in use gets a 503",
        parsers.integer(1, 1000),
    )
    data_timeout: float = _setting(
        "DATA_TIMEOUT",
        "2",
        "With a database: seconds to wait for a connection and for an answer; after that the request gets a 503",
        parsers.seconds(0.01, 300),
    )
    host: str = _setting("HOST", "127.0.0.1", "Address to listen on; `0.0.0.0` in a container", parsers.ascii_line)
    port: int = _setting("PORT", "8000", "Port to listen on", parsers.integer(1, 65535))
    workers: int = _setting("WEB_CONCURRENCY", "2", "Number of worker processes", parsers.integer(1, 512))
    url_prefix: str = _setting(
        "URL_PREFIX", "", "Path under which a gateway exposes the service, such as `/linkrec`", parsers.url_prefix
    )
    application_version: str = _setting(
        "APPLICATION_VERSION",
        "",
        "Version that answers report; if empty, the content of the file `VERSION`, or `dev` without that file",
        lambda text: parsers.ascii_line(text) if text else packaged_version(),
    )
    log_level: str = _setting(
        "LOG_LEVEL", "info", "Lowest level that is logged: debug, info, warning, error", parsers.log_level
    )
    log_probes: bool = _setting(
        "LOG_PROBES",
        "off",
        "Whether requests for `/healthz`, `/readyz` and `/metrics` that succeed are logged: on, off",
        parsers.on_off,
    )
    max_content_length: int = _setting(
        "MAX_CONTENT_LENGTH",
        str(16 << 20),
        "Maximum size of a request body in bytes; a larger one gets a 413. MediaWiki allows articles of 2 MiB, which "
        "JSON escapes can make six times as large",
        parsers.integer(1024, 1 << 30),
    )
    request_deadline: float = _setting(
        "REQUEST_DEADLINE",
        "10",
        "Seconds allowed per request; after that it gets a 503, or with `partial=true` the links found until then",
        parsers.seconds(0.001, 600),
    )
    max_concurrent_requests: int = _setting(
        "MAX_CONCURRENT_REQUESTS",
        "16",
        "Maximum number of recommendation requests that a worker accepts at once; one more gets a 503",
        parsers.integer(1, 1000),
    )
    max_concurrent_fetches: int = _setting(
        "MAX_CONCURRENT_FETCHES",
        "16",
        "Maximum number of requests that may wait for a wiki's action API in a worker, beside those that bring their "
        "text; one more gets a 503",
        parsers.integer(1, 1000),
    )
    max_concurrent_batches: int = _setting(
        "MAX_CONCURRENT_BATCHES",
        "2",
        "Maximum number of batches that a worker accepts at once, beside single requests; one more gets a 503",
        parsers.integer(1, 100),
    )
    max_batch_articles: int = _setting(
        "MAX_BATCH_ARTICLES",
        "100000",
        "Maximum number of articles in a batch; the rest is not read",
        parsers.integer(1, 10_000_000),
    )
    max_batch_length: int = _setting(
        "MAX_BATCH_LENGTH",
        str(1 << 30),
        "Maximum size of the body of a batch in bytes; the rest is not read. MAX_CONTENT_LENGTH limits each of its "
        "lines",
        parsers.integer(1024, 1 << 40),
    )
    request_header_timeout: float = _setting(
        "REQUEST_HEADER_TIMEOUT",
        "10",
        "Seconds in which the header of a request must arrive; after that the connection is closed with a 408",
        parsers.seconds(0.1, 600),
    )
    request_body_timeout: float = _setting(
        "REQUEST_BODY_TIMEOUT",
        "30",
        "Seconds in which the body of a request must arrive after its header; after that the connection is closed with "
        "a 408. Each line of a batch must arrive within this time",
        parsers.seconds(0.1, 600),
    )
    max_arriving_requests: int = _setting(
        "MAX_ARRIVING_REQUESTS",
        "100",
        "Maximum number of connections of a worker whose request has not arrived completely; one more closes the "
        "oldest with a 503",
        parsers.integer(1, 500),
    )
    max_models: int = _setting(
        "MAX_MODELS",
        "64",
        "Maximum number of wikis that a worker keeps open; it closes the least recently used one first",
        parsers.integer(1, 10000),
    )
    mediawiki_api_url: str = _setting(
        "MEDIAWIKI_API_URL",
        "",
        "Address of a wiki's action API; `{domain}` is the database name without `wiki`, with hyphens, `{wiki}` the "
        "database name. If empty, the API is on the host of the wiki's main page, which the dump names, or of the "
        "Wikipedia. With `off` the service asks no wiki, so that requests need `wikitext`",
        parsers.http_url_pattern,
    )
    mediawiki_proxy_url: str = _setting(
        "MEDIAWIKI_PROXY_URL",
        "",
        "Address that receives the action API requests instead, with the wiki's own `Host` header (a service mesh)",
        parsers.optional_origin,
    )
    mediawiki_timeout: float = _setting(
        "MEDIAWIKI_TIMEOUT", "5", "Seconds allowed for one action API request", parsers.seconds(0.01, 300)
    )
    mediawiki_user_agent: str = _setting(
        "MEDIAWIKI_USER_AGENT",
        "linkrecommendation (MediaWiki link recommendation service)",
        "`User-Agent` of action API requests; include a way to contact you",
        parsers.ascii_line,
    )
    statsd_host: str = _setting(
        "STATSD_HOST", "", "`HOST:PORT` of the statsd server that receives gunicorn's statistics", parsers.host_and_port
    )
    metrics_dir: Path = _setting(
        "METRICS_DIR",
        "",
        "Directory for the files through which workers share their metrics; if empty, the system's temporary directory",
        lambda text: parsers.directory(text or tempfile.gettempdir()),
    )
    playground: bool = _setting(
        "PLAYGROUND",
        "on",
        "Whether the service offers the pages `/playground` for trying it out and `/review` for judging suggestions: "
        "on, off",
        parsers.on_off,
    )
    contact: str = _setting(
        "CONTACT",
        "",
        "Whom readers of the pages and model cards may ask: an address of a page, an e-mail address, or a name",
        parsers.any_line,
    )
    otel_endpoint: str = _setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "Address of an OpenTelemetry collector that accepts OTLP over HTTP, such as `http://127.0.0.1:4318`, for the "
        "traces of requests; the service appends `/v1/traces`. If empty, nothing is traced. Needs the packages of "
        "`requirements-tracing.txt`, which also read OpenTelemetry's other variables",
        parsers.optional_http_url,
    )
    otel_traces_endpoint: str = _setting(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "",
        "The whole address for traces, instead of OTEL_EXPORTER_OTLP_ENDPOINT",
        parsers.optional_http_url,
    )
    otel_headers: str = _setting(
        "OTEL_EXPORTER_OTLP_HEADERS",
        "",
        "Headers for the collector, such as a key: `NAME=VALUE`, separated by commas, with values percent-encoded",
        parsers.header_list,
        secret=True,
    )
    otel_traces_sampler: str = _setting(
        "OTEL_TRACES_SAMPLER",
        "parentbased_always_on",
        "Which requests are traced: always_on, always_off, traceidratio, each also with `parentbased_` before it, "
        "which follows the caller's decision if its `traceparent` has one",
        parsers.sampler,
    )
    otel_traces_sampler_arg: float = _setting(
        "OTEL_TRACES_SAMPLER_ARG", "1.0", "Share of the requests that traceidratio traces, from 0 to 1", parsers.ratio
    )
    otel_service_name: str = _setting(
        "OTEL_SERVICE_NAME", "", "Name of the service in traces; if empty, linkrecommendation", parsers.any_line
    )
    otel_sdk_disabled: bool = _setting(
        "OTEL_SDK_DISABLED",
        "false",
        "Whether nothing is traced in spite of an endpoint: true, false",
        parsers.true_false,
    )
    database: MysqlDsn | None = None

    @property
    def traces_url(self) -> str:
        """Where traces are sent; empty if nothing is traced."""
        if self.otel_sdk_disabled:
            return ""
        base = self.otel_endpoint.rstrip("/")
        return self.otel_traces_endpoint or (f"{base}/v1/traces" if base else "")


SETTINGS: tuple[Setting, ...] = tuple(
    replace(declared.metadata[_METADATA_KEY], field=declared.name)
    for declared in fields(Config)
    if _METADATA_KEY in declared.metadata
)
"""All settings, in the order of Config's fields."""


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    rows = [f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.description} |" for s in SETTINGS]
    return "\n".join(["| variable | default | what |", "|---|---|---|", *rows, ""])
