"""What schemathesis has to know besides the contract: bodies and answers of JSON Lines are texts."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/jsonl")
def write_lines(context: Any, value: Any) -> bytes:
    """Encode the text of a body."""
    return str(value).encode(errors="surrogatepass")


@schemathesis.deserializer("application/jsonl")
def read_lines(context: Any, response: Any) -> str:
    """Decode the text of an answer."""
    return str(response.content.decode())
