"""Addresses of databases."""

from __future__ import annotations

import pytest

from api.settings.config import ConfigError, load
from api.settings.mysql_dsn import Address, AddressError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mysql://u:p@db.example/linkrec", Address("db.example", "linkrec", "u", "p")),
        ("mysql://db:3307/linkrec", Address("db", "linkrec", port=3307)),
        ("mysql://u%40x:a%2Fb%3A@[::1]/l", Address("::1", "l", "u@x", "a/b:")),
        ("mysql://db/l?ssl_ca=/etc/ca.pem", Address("db", "l", ssl_ca="/etc/ca.pem")),
    ],
)
def test_what_an_address_means(text: str, address: Address) -> None:
    """Names and passwords are percent-encoded where they need to be."""
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "postgres://u:secret@db/l",
        "mysql:///l",
        "mysql://u:secret@db",
        "mysql://u:secret@db/a/b",
        "mysql://u:secret@db/a`b",
        "mysql://u:secret@db:99999/l",
        "mysql://u:secret@db:port/l",
        "mysql://u:secret@db/l?timeout=1",
        "mysql://u:secret@db/l#x",
    ],
)
def test_an_address_that_is_refused_is_not_repeated(text: str) -> None:
    """It may hold a password, and messages end in logs."""
    with pytest.raises(AddressError) as caught:
        Address.parse(text)
    assert "secret" not in str(caught.value)
    if text:
        with pytest.raises(ConfigError) as refused:
            load({"DATA_URL": text})
        assert "secret" not in str(refused.value)


def test_no_description_shows_the_password() -> None:
    """Neither repr nor what messages show."""
    address = Address.parse("mysql://u:secret@db/l")
    assert "secret" not in f"{address!r} {address.shown} {load({'DATA_URL': 'mysql://u:secret@db/l'})!r}"
