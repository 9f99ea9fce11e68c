"""Database addresses of the form `mysql://USER:PASSWORD@HOST:PORT/DATABASE`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from linking.errors import LinkingError

SCHEME = "mysql"
_DATABASE = re.compile(r"[A-Za-z0-9_$]{1,64}")
_DEFAULT_PORT = 3306


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
    port: int = _DEFAULT_PORT
    ssl_ca: str = ""

    @property
    def redacted(self) -> str:
        """The address without user name and password, for messages."""
        return f"{SCHEME}://{self.host}:{self.port}/{self.database}"

    @classmethod
    def parse(cls, text: str) -> MysqlDsn:
        """Parse an address; its only option is `?ssl_ca=FILE`.

        Raises:
            DsnError: If the address is invalid.
        """
        try:
            parts = urlsplit(text)
            port = parts.port or _DEFAULT_PORT
        except ValueError as error:
            raise DsnError("the port is not a number up to 65535") from error
        if parts.scheme != SCHEME or not parts.hostname:
            raise DsnError("must name a host")
        database = unquote(parts.path.removeprefix("/"))
        if not _DATABASE.fullmatch(database):
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
            port=port,
            ssl_ca=ssl_ca,
        )
