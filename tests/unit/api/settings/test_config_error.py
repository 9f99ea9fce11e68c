"""What the message of an invalid setting shows."""

from __future__ import annotations

from api.settings.config_error import ConfigError


def test_a_value_that_may_hold_a_password_is_not_shown() -> None:
    assert str(ConfigError("PORT", "http", "must be a number")) == "PORT='http': must be a number"
    assert "secret" not in str(ConfigError("MEDIAWIKI_API_URL", "https://u:secret@h/", "must be an address"))
