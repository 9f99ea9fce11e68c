"""Names for the users of a wiki that do not tell who they are.

A name is a keyed hash of the user id. A hash without a key would hide nothing, because anybody can hash all user ids of
a wiki. With the same key, a user keeps the name from one import to the next.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from training.decisions.reading import DecisionsError

_KEY_BYTES = 32
_MIN_KEY_BYTES = 16
_NAME_BYTES = 8


def hashed_name(key: bytes, user: int) -> str | None:
    """Return the name of a user, or None for id 0, which stands for an unknown user."""
    if not user:
        return None
    return "user-" + hashlib.blake2b(str(user).encode(), key=key, digest_size=_NAME_BYTES).hexdigest()


def load_key(path: Path | None) -> bytes:
    """Return the key in a file, which is created with a new one if it does not exist. Without a file, the key is new.

    Raises:
        DecisionsError: The file is too short.
        OSError: The file cannot be read or written.
    """
    if path is None:
        return secrets.token_bytes(_KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        content = path.read_bytes().strip()
        if len(content) < _MIN_KEY_BYTES:
            raise DecisionsError(
                f"{path}: holds {len(content)} bytes, too few for a secret; remove it, and a new one is created"
            ) from None
    else:
        content = secrets.token_hex(_KEY_BYTES).encode()
        with os.fdopen(descriptor, "wb") as file:
            file.write(content + b"\n")
    return hashlib.blake2b(content, digest_size=_KEY_BYTES).digest()
