"""The settings of the service, from the table that reads them."""

from __future__ import annotations

from api.settings.definitions import SETTINGS
from generated.markup import code, table


def markdown() -> str:
    """A table of all settings."""
    return table(
        ("Variable", "Default", "Meaning"),
        ((code(setting.variable), code(setting.default), setting.description) for setting in SETTINGS),
    )
