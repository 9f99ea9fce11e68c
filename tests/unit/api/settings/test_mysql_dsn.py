"""Database addresses."""

from __future__ import annotations

import pytest

from api.settings.config import ConfigError, load
from api.settings.mysql_dsn import DsnError, MysqlDsn


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mysql://u:p@db.example/linkrec", MysqlDsn("db.example", "linkrec", "u", "p")),
        ("mysql://db:3307/linkrec", MysqlDsn("db", "linkrec", port=3307)),
        ("mysql://u%40x:a%2Fb%3A@[::1]/l", MysqlDsn("::1", "l", "u@x", "a/b:")),
        ("mysql://db/l?ssl_ca=/etc/ca.pem", MysqlDsn("db", "l", ssl_ca="/etc/ca.pem")),
    ],
)
def test_an_address_is_parsed(text: str, address: MysqlDsn) -> None:
    """User name and password may be percent-encoded."""
    assert MysqlDsn.parse(text) == address


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
        "mysql://u:sec#ret@db/l",
        "mysql://u:se/cret@db/l",
        "mysql://u:se?cret@db/l",
        "mysql://u:[secret@db/l",
        "mysql:/u:secret@db/l",
        "mysql//u:secret@db/l",
        "u:secret@db/l",
        "mysql://u:secret@d b/l",
    ],
)
def test_the_error_does_not_contain_an_invalid_address(text: str) -> None:
    """It may contain a password, and messages end up in logs."""
    with pytest.raises(DsnError) as caught:
        MysqlDsn.parse(text)
    assert not quoted(caught.value)
    if text:
        with pytest.raises(ConfigError) as refused:
            load({"DATA_URL": text})
        assert not quoted(refused.value)


def quoted(error: BaseException | None) -> bool:
    """Return True if the error or one that led to it has a part of the address in its message."""
    if error is None:
        return False
    words = ("secret", "sec", "cret", "'se'", "@db")
    return any(word in str(error) for word in words) or quoted(error.__cause__) or quoted(error.__context__)


def test_no_representation_contains_the_password() -> None:
    """Neither `repr` nor the address in messages contains it."""
    address = MysqlDsn.parse("mysql://u:secret@db/l")
    assert "secret" not in f"{address!r} {address.redacted} {load({'DATA_URL': 'mysql://u:secret@db/l'})!r}"
