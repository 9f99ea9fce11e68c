"""The dump of a tiny wiki about towns and rivers, on which a training run takes a few seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.helpers.training.exports import export, page

RIVERS = ("Fal", "Tamar", "Camel", "Lynher", "Looe", "Fowey")
TOWNS = tuple(f"{first}{last}" for first in ("Pen", "Tre", "Lan", "Pol") for last in ("ryn", "gony", "uro", "zance"))


def town_pages(towns: int = len(TOWNS)) -> Iterator[str]:
    """Yield a page for each river, for the given number of towns and for their county, and a redirect."""
    number = 1
    for river in RIVERS:
        yield page(river, f"The '''{river}''' is a river in [[Kernow]].\n\nIt is long.", number=number)
        number += 1
    for place, town in enumerate(TOWNS[:towns]):
        river, other = RIVERS[place % len(RIVERS)], RIVERS[(place + 1) % len(RIVERS)]
        neighbour = TOWNS[(place + 1) % towns]
        text = (
            f"'''{town}''' is a town in [[Kernow]] on the river [[{river}]].\n\n"
            f"It lies near [[{neighbour}]] and the [[{other}|river {other}]]. The {river} is deep in {town}.\n"
        )
        yield page(town, text, number=number)
        number += 1
    yield page("Kernow", f"'''Kernow''' has rivers: [[{RIVERS[0]}]] and [[{RIVERS[1]}]].", number=number)
    yield page("Fala", "#REDIRECT [[Fal]]", number=number + 1, extra='<redirect title="Fal" />')


def write_dump(path: Path, towns: int = len(TOWNS)) -> Path:
    """Write the wiki's export to a file, and return its path."""
    path.write_bytes(export(*town_pages(towns)))
    return path
