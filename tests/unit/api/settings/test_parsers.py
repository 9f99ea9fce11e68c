"""Parsers of settings. tests/cases/settings_refused.json has the refused values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.settings import parsers


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parsers.integer(1, 10), "10", 10),
        (parsers.seconds(0.01, 300), "0.5", 0.5),
        (parsers.seconds(0.01, 300), "1e2", 100.0),
        (parsers.url_prefix, "", ""),
        (parsers.url_prefix, "/a/b-c", "/a/b-c"),
        (parsers.log_level, "WARNING", "warning"),
        (parsers.on_off, "Off", False),
        (parsers.http_url, "https://example.org/w/api.php?a=1", "https://example.org/w/api.php?a=1"),
        (parsers.http_url_pattern, "http://{domain}/{wiki}/api.php", "http://{domain}/{wiki}/api.php"),
        (parsers.optional_origin, "", ""),
        (parsers.optional_origin, "http://localhost:6500/", "http://localhost:6500/"),
        (parsers.host_and_port, "", ""),
        (parsers.host_and_port, "[::1]:8125", "[::1]:8125"),
        (parsers.mysql_url, "mysql://u:p@h/d", "mysql://u:p@h/d"),
        (parsers.optional_http_url, "", ""),
        (parsers.optional_http_url, "http://collector:4318", "http://collector:4318"),
        (parsers.true_false, "TRUE", True),
        (parsers.header_list, "", ""),
        (parsers.header_list, "x-key=a%20b, Authorization=Basic abc=", "x-key=a%20b, Authorization=Basic abc="),
        (parsers.sampler, "ParentBased_TraceIdRatio", "parentbased_traceidratio"),
        (parsers.ratio, "0.25", 0.25),
    ],
)
def test_a_valid_text_becomes_its_value(parse: Callable[[str], Any], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "problem"),
    [
        (parsers.integer(1, 10), "11", "must be a whole number from 1 to 10"),
        (parsers.seconds(0.01, 300), "301", "must be a number of seconds from 0.01 to 300"),
        (parsers.host_and_port, "localhost:65536", "must be HOST:PORT"),
        (parsers.http_url_pattern, "https://{wikis}/", "may contain only the placeholders"),
        (parsers.directory, "/no/such/directory", "is not a directory"),
    ],
)
def test_an_invalid_text_is_an_error_that_says_what_it_must_be(
    parse: Callable[[str], Any], text: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        parse(text)
