"""Database addresses of the form `mysql://USER:PASSWORD@HOST:PORT/DATABASE`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from linking.errors import LinkingError

SCHEME = "mysql"
_DATABASE = re.compile(r"[A-Za-z0-9_$]{1,64}")
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,255}")
DEFAULT_PORT = 3306


class DsnError(LinkingError):
    """A database address is invalid. The message omits the address, which may contain a password.

    Attributes:
        problem: What the address must be.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(f"database address (mysql://USER:PASSWORD@HOST/DATABASE): {problem}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class MysqlDsn:
    """A database and the account that connects to it.

    Attributes:
        ssl_ca: File with the certificates of the authority that signed the server's certificate; empty for no TLS.
    """

    host: str
    database: str
    user: str = ""
    password: str = field(default="", repr=False)
    port: int = DEFAULT_PORT
    ssl_ca: str = ""

    @property
    def redacted(self) -> str:
        """The address without user name and password, for messages."""
        return f"{SCHEME}://{self.host}:{self.port}/{self.database}"

    def with_account(self, user: str, password: str) -> MysqlDsn:
        """Return the same database with another account."""
        return replace(self, user=user, password=password)

    @classmethod
    def parse(cls, text: str) -> MysqlDsn:
        """Parse an address; its only option is `?ssl_ca=FILE`.

        Raises:
            DsnError: If the address is invalid.
        """
        parts = _split(text)
        if parts is None:
            raise DsnError("cannot be read; characters such as : / ? # [ ] @ in a password must be percent-encoded")
        if parts.scheme != SCHEME or not parts.hostname or not is_host(parts.hostname):
            raise DsnError("must name a host")
        database = unquote(parts.path.removeprefix("/"))
        if not is_database_name(database):
            raise DsnError("must end in the name of a database: letters, digits, _ and $")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        ssl_ca = options.pop("ssl_ca", "")
        if options or parts.fragment:
            raise DsnError("must have no option other than ssl_ca")
        return cls(
            host=parts.hostname,
            database=database,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            port=parts.port or DEFAULT_PORT,
            ssl_ca=ssl_ca,
        )


def is_host(text: str) -> bool:
    """Return True if the text can be the name or the address of a host."""
    return _HOST.fullmatch(text) is not None


def is_database_name(text: str) -> bool:
    """Return True if the text can be the name of a database."""
    return _DATABASE.fullmatch(text) is not None


def _split(text: str) -> SplitResult | None:
    """Split an address; None if that is impossible. Errors are not chained: their messages quote the address."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError if it is not a port
    except ValueError:
        return None
    return parts
