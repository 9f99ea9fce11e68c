import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Interval = tuple[int, int]
TextNode = tuple[int, str]
Run = TypeVar("Run", bound=tuple[int, str, int, bool])

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

class MarkupFinder:
    def __init__(
        self,
        scan: Any,
        patterns: tuple[re.Pattern[str], ...],
        link_type: type[Any],
        node_type: type[Any],
        looks_like_url: Callable[[str], object],
        read_complete: Callable[[Any, int], int],
    ) -> None: ...
    def __call__(self, position: int) -> Interval | None: ...
