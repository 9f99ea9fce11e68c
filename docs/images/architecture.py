"""Write architecture.svg, the diagram of ARCHITECTURE.md: `python docs/images/architecture.py` after changing LANES.

A lane is a package, its boxes are the sub-packages and modules that work passes through, from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

TARGET = Path(__file__).with_name("architecture.svg")

WIDTH, MARGIN, GAP = 1080, 20, 16
LANE_HEIGHT, LANE_GAP, BOX_TOP, BOX_HEIGHT = 116, 44, 34, 66
STYLE = """
  svg { background: #ffffff; }
  text { font: 13px system-ui, sans-serif; fill: #202122; text-anchor: middle; }
  .package { font-size: 14px; font-weight: 600; text-anchor: start; }
  .name { font-weight: 600; }
  .lane { fill: #f8f9fa; stroke: #c8ccd1; }
  .box { fill: #ffffff; stroke: #72777d; }
  .file { fill: #fef6e7; stroke: #ac6600; }
  .arrow { stroke: #3366cc; stroke-width: 1.6; fill: none; marker-end: url(#head); }
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A step: the name of its package or module, and what it does in two short lines at most."""

    name: str
    lines: tuple[str, ...]
    kind: str = "box"


@dataclass(frozen=True, slots=True)
class Lane:
    """A package and its steps in order."""

    title: str
    boxes: tuple[Box, ...]


LANES = (
    Lane(
        "training: from a dump to a bundle, offline",
        (
            Box("dumps", ("read the XML", "export")),
            Box("corpus", ("extract, count,", "exclude pages")),
            Box("knowledge", ("anchors, titles,", "vectors")),
            Box("learning", ("examples, XGBoost", "model")),
            Box("evaluation", ("unseen articles,", "report")),
            Box("bundle", ("tables, tries, model,", "manifest"), "file"),
        ),
    ),
    Lane(
        "linking: from an article to recommendations, used by both",
        (
            Box("wikitext", ("running text,", "links, sections")),
            Box("mentions", ("anchors found", "in the text")),
            Box("candidates", ("possible targets", "of a mention")),
            Box("features", ("one vector for", "each pair")),
            Box("scoring", ("probability of", "each pair")),
            Box("selection", ("the best set that", "the editor can find")),
            Box("response", ("JSON", "")),
        ),
    ),
    Lane(
        "api: from a request to an answer",
        (
            Box("gunicorn_worker", ("processes and", "connections")),
            Box("web", ("routes, errors,", "playground")),
            Box("serving", ("parse the request,", "open the bundle")),
            Box("stores", ("bundles in a directory", "or in MariaDB")),
        ),
    ),
)


def draw() -> str:
    """The diagram as SVG."""
    height = MARGIN * 2 + len(LANES) * LANE_HEIGHT + (len(LANES) - 1) * LANE_GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Architecture">',
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#3366cc"/></marker></defs>',
    ]
    for number, lane in enumerate(LANES):
        parts += _lane(lane, MARGIN + number * (LANE_HEIGHT + LANE_GAP))
    parts += _between_lanes()
    return "\n".join([*parts, "</svg>", ""])


def _lane(lane: Lane, top: int) -> Iterator[str]:
    yield f'<rect class="lane" x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{LANE_HEIGHT}" rx="8"/>'
    yield f'<text class="package" x="{MARGIN + GAP}" y="{top + 23}">{escape(lane.title)}</text>'
    lefts, width = _columns(lane.boxes)
    for number, (box, left) in enumerate(zip(lane.boxes, lefts, strict=True)):
        yield from _box(box, left, top + BOX_TOP, width)
        if number:
            middle = top + BOX_TOP + BOX_HEIGHT / 2
            yield f'<path class="arrow" d="M{left - GAP:.0f} {middle:.0f}H{left - 1:.0f}"/>'


def _columns(boxes: Sequence[Box]) -> tuple[list[float], float]:
    """Left edges of a lane's boxes, and their width."""
    width = (WIDTH - 2 * MARGIN - GAP * (len(boxes) + 1)) / len(boxes)
    return [MARGIN + GAP + number * (width + GAP) for number in range(len(boxes))], width


def _box(box: Box, left: float, top: int, width: float) -> Iterator[str]:
    middle = left + width / 2
    yield f'<rect class="{box.kind}" x="{left:.0f}" y="{top}" width="{width:.0f}" height="{BOX_HEIGHT}" rx="5"/>'
    yield f'<text class="name" x="{middle:.0f}" y="{top + 19}">{escape(box.name)}</text>'
    for number, line in enumerate(box.lines):
        yield f'<text x="{middle:.0f}" y="{top + 38 + 17 * number}">{escape(line)}</text>'


def _between_lanes() -> Iterator[str]:
    """Training and the service both call the recommender; they meet only in a bundle's files."""
    gaps = [MARGIN + number * (LANE_HEIGHT + LANE_GAP) + LANE_HEIGHT for number in range(len(LANES) - 1)]
    lefts, width = _columns(LANES[0].boxes)
    yield from _call(lefts[3] + width / 2, gaps[0], LANE_GAP, "examples and evaluation call it")
    yield from _call(lefts[5] + width / 2, gaps[0], LANE_GAP, "is read by")
    lefts, width = _columns(LANES[2].boxes)
    yield from _call(lefts[2] + width / 2, gaps[1] + LANE_GAP, -LANE_GAP, "each request calls it")


def _call(x: float, start: int, length: int, words: str) -> Iterator[str]:
    """An arrow down, or up where the length is negative, with words to its left."""
    yield f'<path class="arrow" d="M{x:.0f} {start}v{length}"/>'
    yield f'<text x="{x - 12:.0f}" y="{start + length / 2 + 5:.0f}" style="text-anchor: end">{escape(words)}</text>'


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
