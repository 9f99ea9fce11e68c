"""The variables that name a database and its account: one address, or separate variables, or files with their content.

Files are how orchestrators hand out secrets: Docker and Kubernetes mount each as a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from api.settings.config_error import ConfigError
from api.settings.mysql_dsn import DEFAULT_PORT, MysqlDsn

URL, HOST, PORT, NAME, USER, PASSWORD, SSL_CA = (
    "DATA_URL",
    "DATA_HOST",
    "DATA_PORT",
    "DATA_NAME",
    "DATA_USER",
    "DATA_PASSWORD",
    "DATA_SSL_CA",
)
VARIABLES = (URL, HOST, PORT, NAME, USER, PASSWORD, SSL_CA)
ACCOUNT = (USER, PASSWORD)
FILE_SUFFIX = "_FILE"

_MAX_FILE_BYTES = 1 << 16


def without_database(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those that name a database."""
    names = {*VARIABLES, *(name + FILE_SUFFIX for name in VARIABLES)}
    return {name: value for name, value in variables.items() if name not in names}


def read_files(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with those that are given by a file, such as DATA_PASSWORD by DATA_PASSWORD_FILE.

    Raises:
        ConfigError: If a file cannot be read, or a variable is given twice.
    """
    found = dict(variables)
    for name in VARIABLES:
        file = name + FILE_SUFFIX
        path = variables.get(file, "")
        if not path:
            continue
        if variables.get(name):
            raise ConfigError(file, path, f"conflicts with {name}: set only one of them")
        found[name] = _content(file, path)
    return found


def _content(variable: str, path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            text = file.read(_MAX_FILE_BYTES + 1).decode()
    except OSError as error:
        raise ConfigError(variable, path, f"the file cannot be read: {error.strerror}") from None
    except ValueError:
        raise ConfigError(variable, path, "the file must be text in UTF-8") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(text) > _MAX_FILE_BYTES or "\n" in text:
        raise ConfigError(variable, path, "the file must have one line with the value")
    return text


def database(variables: Mapping[str, str]) -> MysqlDsn | None:
    """Return the database that valid variables name; None if they name none.

    Raises:
        ConfigError: If the variables contradict each other, or one is missing.
    """
    given = [name for name in VARIABLES if variables.get(name)]
    if URL in given:
        return _from_url(variables, given)
    if not given:
        return None
    for name in (HOST, NAME):
        if name not in given:
            raise ConfigError(name, "", f"must be set, because {given[0]} is")
    return MysqlDsn(
        host=variables[HOST],
        database=variables[NAME],
        user=variables.get(USER, ""),
        password=variables.get(PASSWORD, ""),
        port=int(variables.get(PORT) or DEFAULT_PORT),
        ssl_ca=variables.get(SSL_CA, ""),
    )


def _from_url(variables: Mapping[str, str], given: list[str]) -> MysqlDsn:
    dsn = MysqlDsn.parse(variables[URL])
    in_url = {USER: dsn.user, PASSWORD: dsn.password}
    for name in given:
        if name != URL and (name not in ACCOUNT or in_url[name]):
            raise ConfigError(name, "...", f"conflicts with {URL}, which says the same: set only one of them")
    return dsn.with_account(dsn.user or variables.get(USER, ""), dsn.password or variables.get(PASSWORD, ""))
