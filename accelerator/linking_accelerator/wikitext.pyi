from collections.abc import Iterable
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=tuple[str, int, int, int, bool])
Link = TypeVar("Link", bound=tuple[int, int, str, str, bool])

class WikitextReader(Generic[Node, Link]):
    def __init__(
        self, node_type: type[Node], link_type: type[Link], walked_tags: Iterable[str], code_tags: Iterable[str]
    ) -> None: ...
    def read(
        self, wikitext: str, outline: bool
    ) -> tuple[list[tuple[int, str]], set[int], list[Link], list[Node]] | None: ...
