"""Write learning-curve.svg, the plot of docs/decisions/decisions-learning.md, from learning-curve.json beside it.

python -m training default-acceptance --learning-curve docs/images/learning-curve.json
python docs/images/learning_curve.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("learning-curve.json")
TARGET = Path(__file__).with_name("learning-curve.svg")

WIDTH, PANEL, LEFT, TOP, HEIGHT = 1000, 440, 60, 60, 250
SIZES = (25, 50, 100, 200)
COLORS = {"strict": "#3366cc", "lenient": "#ac6600"}
STYLE = """
  svg { background: #ffffff; }
  text { font: 13px system-ui, sans-serif; fill: #202122; }
  .title { font-weight: 600; }
  .tick { fill: #54595d; }
  .grid { stroke: #c8ccd1; }
  .mean { fill: none; stroke-width: 2.5; }
  .wiki { fill: none; stroke-width: 1; opacity: 0.45; }
"""
Point = tuple[int, float]


def curves(points: Sequence[Any], figure: str, community: str) -> dict[str, list[Point]]:
    """Return the change of a figure by the number of decisions, for each group of wikis."""
    found: dict[str, list[Point]] = {}
    for point in points:
        setting = point["setting"]
        if setting["reviewer"] == "careful" and setting["community"] == community:
            change = point["adapted"][figure] - point["default"][figure]
            found.setdefault(" + ".join(setting["wikis"]), []).append((setting["decisions"], change))
    return found


def panel(points: Sequence[Any], figure: str, title: str, left: float, bounds: tuple[float, float]) -> Iterator[str]:
    """Draw one figure: a thin line for each group of wikis, and a thick one for their mean."""
    low, high = bounds

    def x(size: int) -> float:
        return left + LEFT + SIZES.index(size) * (PANEL - LEFT - 20) / (len(SIZES) - 1)

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * HEIGHT

    yield f'<text class="title" x="{left + LEFT}" y="{TOP - 24}">{escape(title)}</text>'
    for step in range(5):
        value = low + (high - low) * step / 4
        yield f'<path class="grid" d="M{left + LEFT} {y(value):.1f}h{PANEL - LEFT - 20}"/>'
        yield f'<text class="tick" x="{left + LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:+.2f}</text>'
    for size in SIZES:
        yield f'<text class="tick" x="{x(size):.1f}" y="{TOP + HEIGHT + 22}" text-anchor="middle">{size}</text>'
    for community, color in COLORS.items():
        groups = curves(points, figure, community)
        for group in groups.values():
            yield _line("wiki", color, [(x(size), y(value)) for size, value in group])
        means = []
        for size in SIZES:
            values = [value for group in groups.values() for at, value in group if at == size]
            means.append((x(size), y(sum(values) / len(values))))
        yield _line("mean", color, means)


def _line(kind: str, color: str, places: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline class="{kind}" stroke="{color}" points="{path}"/>'


def draw(points: Sequence[Any]) -> str:
    """The plot as SVG."""
    height = TOP + HEIGHT + 80
    label = "Change of log loss and of the area under the ROC curve by the number of a wiki's own decisions"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">',
        f"<style>{STYLE}</style>",
        *panel(points, "log_loss", "change of log loss (lower is better)", 0, (-0.20, 0.04)),
        *panel(points, "area", "change of the area under the ROC curve (higher is better)", WIDTH / 2, (-0.02, 0.06)),
        f'<text class="tick" x="{WIDTH / 2}" y="{TOP + HEIGHT + 42}" text-anchor="middle">decisions</text>',
    ]
    for number, (community, color) in enumerate(COLORS.items()):
        left = LEFT + number * 190
        parts.append(f'<path d="M{left} {height - 18}h24" stroke="{color}" stroke-width="2.5"/>')
        parts.append(f'<text x="{left + 32}" y="{height - 13}">a {community} community</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    TARGET.write_text(draw(json.loads(SOURCE.read_text(encoding="utf-8"))), encoding="utf-8")
