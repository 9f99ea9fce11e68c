from collections.abc import Callable, Iterable
from typing import Protocol

from linking.mentions import Dictionary, Mention

class JoinedWords(Protocol):
    def between_joiners(self, start: int, end: int, anchor: int, span: tuple[int, int]) -> Mention | None: ...
    def is_whole(self, start: int, end: int) -> bool: ...

def mark_starts(anchors: Iterable[str], count: int) -> bytes: ...
def mark_boundaries(text: str, properties: bytes) -> tuple[bytes, bytes, bytes, bool]: ...
def search(
    folded: str,
    spans: Iterable[tuple[int, int]],
    boundaries: tuple[bytes, bytes, bytes],
    dictionary: Dictionary,
    joined: JoinedWords,
    is_late: Callable[[], bool] | None,
    *,
    mention: type[Mention],
    min_stem: int,
    max_suffix: int,
    max_prefix: int,
    starts_between_checks: int,
) -> tuple[list[Mention], bool]: ...
