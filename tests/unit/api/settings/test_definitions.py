"""The declaration of the settings."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from api.settings.definitions import SETTINGS, Config, settings_table


def test_every_setting_is_a_field_and_every_field_a_setting() -> None:
    assert [setting.field for setting in SETTINGS] == [
        field.name for field in fields(Config) if field.name != "database"
    ]
    variables = [setting.variable for setting in SETTINGS]
    assert len(set(variables)) == len(variables)
    assert all(setting.description for setting in SETTINGS)


def test_a_default_is_the_parsed_default_text(tmp_path: Path) -> None:
    config = Config(tmp_path)
    assert (config.port, config.request_deadline, config.playground) == (8000, 10.0, True)
    assert config.max_content_length == 16 << 20
    assert config.metrics_dir.is_dir()


def test_a_secret_does_not_appear_in_the_representation() -> None:
    assert [setting.variable for setting in SETTINGS if setting.secret] == [
        "DATA_URL",
        "DATA_PASSWORD",
        "OTEL_EXPORTER_OTLP_HEADERS",
    ]
    assert "secret" not in repr(Config(data_url="mysql://u:secret@h/d", data_password="secret"))


def test_the_table_has_a_row_for_each_setting() -> None:
    lines = settings_table().splitlines()
    assert len(lines) == len(SETTINGS) + 2
    assert "| `PORT` | `8000` | Port to listen on |" in lines


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, ""),
        ({"otel_endpoint": "http://collector:4318/"}, "http://collector:4318/v1/traces"),
        ({"otel_endpoint": "http://a:4318", "otel_traces_endpoint": "http://b/spans"}, "http://b/spans"),
        ({"otel_endpoint": "http://a:4318", "otel_sdk_disabled": True}, ""),
    ],
)
def test_traces_are_sent_to_the_address_that_the_settings_name(settings: dict[str, Any], url: str) -> None:
    assert Config(**settings).traces_url == url
