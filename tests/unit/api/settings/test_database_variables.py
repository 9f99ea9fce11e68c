"""A database named by separate variables and files."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings.config_error import ConfigError
from api.settings.database_variables import database, read_files, without_database
from api.settings.mysql_dsn import MysqlDsn

SEPARATE = {"DATA_HOST": "h", "DATA_NAME": "d"}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, None),
        ({"DATA_URL": "mysql://u:p@h/d"}, MysqlDsn("h", "d", "u", "p")),
        ({"DATA_URL": "mysql://h/d", "DATA_USER": "u", "DATA_PASSWORD": "p%"}, MysqlDsn("h", "d", "u", "p%")),
        ({"DATA_URL": "mysql://u@h/d", "DATA_PASSWORD": "p"}, MysqlDsn("h", "d", "u", "p")),
        (SEPARATE, MysqlDsn("h", "d")),
        (
            {**SEPARATE, "DATA_PORT": "7", "DATA_USER": "u", "DATA_PASSWORD": "a:/@", "DATA_SSL_CA": "/ca"},
            MysqlDsn("h", "d", "u", "a:/@", 7, "/ca"),
        ),
    ],
    ids=str,
)
def test_a_database_is_named(variables: dict[str, str], expected: MysqlDsn | None) -> None:
    assert database(variables) == expected


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"DATA_URL": "mysql://u:secret@h/d", **SEPARATE}, "DATA_HOST"),
        ({"DATA_URL": "mysql://u:secret@h/d", "DATA_PASSWORD": "secret2"}, "DATA_PASSWORD"),
        ({"DATA_URL": "mysql://u:secret@h/d", "DATA_USER": "v"}, "DATA_USER"),
        ({"DATA_URL": "mysql://h/d", "DATA_PORT": "3306"}, "DATA_PORT"),
        ({"DATA_HOST": "h"}, "DATA_NAME"),
        ({"DATA_USER": "u"}, "DATA_HOST"),
    ],
    ids=str,
)
def test_contradictions_are_refused(variables: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=f"^{named}=") as caught:
        database(variables)
    assert "secret" not in str(caught.value)


def test_a_file_takes_the_place_of_a_variable(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes("pä ss \r\n".encode())
    assert read_files({"DATA_PASSWORD_FILE": str(file)})["DATA_PASSWORD"] == "pä ss "


@pytest.mark.parametrize("content", [b"", b"\n", b"secret\nsecond", b"\xff", b"x" * 70_000, None], ids=repr)
def test_an_unusable_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^DATA_PASSWORD_FILE=.*: the file ") as caught:
        read_files({"DATA_PASSWORD_FILE": str(file)})
    assert "secret" not in str(caught.value)


def test_a_variable_and_its_file_contradict_each_other(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="conflicts with DATA_PASSWORD"):
        read_files({"DATA_PASSWORD_FILE": str(tmp_path), "DATA_PASSWORD": "p"})


def test_a_command_can_ignore_the_database() -> None:
    assert without_database({"DATA_URL": "x", "DATA_PASSWORD_FILE": "y", "PORT": "1"}) == {"PORT": "1"}
