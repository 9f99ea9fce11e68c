"""Lines of text files, plain or compressed, as any system's editor saves them."""

from __future__ import annotations

from collections.abc import Iterator

from training.dumps.compression import open_stream
from training.errors import DamagedDumpError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_lines(path: str, max_bytes: int) -> Iterator[bytes]:
    """Yield the lines without their ends, of Unix or of Windows, and without a byte order mark.

    Args:
        path: The file, plain or compressed with gzip or bzip2, or "-" for standard input.
        max_bytes: A longer line may be cut off somewhere behind this length.

    Raises:
        UnreadableDumpError: The file cannot be opened.
        DumpError: The compression is unknown or damaged.
    """
    rest, is_first = b"", True
    for data in _read(path):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            yield _strip(line, is_first)
            is_first = False
        rest = rest[: max_bytes + len(_BYTE_ORDER_MARK) + 1]
    if rest:
        yield _strip(rest, is_first)


def _strip(line: bytes, is_first: bool) -> bytes:
    return (line.removeprefix(_BYTE_ORDER_MARK) if is_first else line).removesuffix(b"\r")


def _read(path: str) -> Iterator[bytes]:
    stream = open_stream(path)
    try:
        while data := stream.read():
            yield data
    except EOFError as error:
        raise DamagedDumpError(path, "ends too early: its compression is damaged; copy or export it again") from error
    finally:
        stream.close()
