"""`mysql://USER:PASSWORD@HOST:PORT/DATABASE`: where a database is and who is asking."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from linking.errors import LinkingError

SCHEME = "mysql"
_DATABASE = re.compile(r"[A-Za-z0-9_$]{1,64}")
_PORT = 3306


class AddressError(LinkingError):
    """The address cannot be used. The message does not repeat it: it may hold a password."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"database address (mysql://USER:PASSWORD@HOST/DATABASE): {problem}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Address:
    """A database. ssl_ca: file with the certificates of the authority that signed the server's; empty for no TLS."""

    host: str
    database: str
    user: str = ""
    password: str = field(default="", repr=False)
    port: int = _PORT
    ssl_ca: str = ""

    @property
    def shown(self) -> str:
        """The address without name and password, for messages."""
        return f"{SCHEME}://{self.host}:{self.port}/{self.database}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address; `?ssl_ca=FILE` is the only option. Raises AddressError."""
        try:
            parts = urlsplit(text)
            port = parts.port or _PORT
        except ValueError as error:
            raise AddressError("the port is not a number up to 65535") from error
        if parts.scheme != SCHEME or not parts.hostname:
            raise AddressError("must name a host")
        database = unquote(parts.path.removeprefix("/"))
        if not _DATABASE.fullmatch(database):
            raise AddressError("must end in the name of a database: letters, digits, _ and $")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, database, user, password, port, _ssl_ca(parts))


def _ssl_ca(parts: SplitResult) -> str:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    ssl_ca = options.pop("ssl_ca", "")
    if options or parts.fragment:
        raise AddressError("ssl_ca is the only option that it may have")
    return ssl_ca
