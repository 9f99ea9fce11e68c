from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

Interval = tuple[int, int]
TextNode = tuple[int, str]
Node = TypeVar("Node", bound=tuple[str, int, int, int, bool])
Run = TypeVar("Run", bound=tuple[int, str, int, bool])
Link = TypeVar("Link", bound=tuple[int, int, str, str, bool])

class WikitextReader(Generic[Node, Link]):
    def __init__(
        self, node_type: type[Node], link_type: type[Link], walked_tags: Iterable[str], code_tags: Iterable[str]
    ) -> None: ...
    def read(self, wikitext: str, outline: bool) -> tuple[list[TextNode], set[int], list[Link], list[Node]] | None: ...

def unclosed_markup(wikitext: str, length: int) -> list[int]: ...
def suspect_texts(text_nodes: list[TextNode]) -> list[TextNode]: ...
def no_break_spaces(wikitext: str) -> list[Interval]: ...
def text_runs(
    run_type: type[Run],
    text_nodes: list[TextNode],
    code: set[int],
    unlinkable: list[Interval],
    spaces: list[Interval],
    section_starts: Sequence[int],
) -> list[Run]: ...
def text_edges(
    wikitext: str, text_nodes: list[TextNode]
) -> tuple[list[TextNode], list[TextNode], list[TextNode], list[TextNode]]: ...
def markup_counts(wikitext: str) -> tuple[int, int, int, int, int]: ...
