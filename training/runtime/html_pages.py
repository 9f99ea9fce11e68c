"""HTML files that training writes for people. Each is one file that loads nothing else.

A template extends `output.html` and defines its blocks `title`, `style` (styles of its own), `heading` and `main`.
"""

from __future__ import annotations

from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from linking.design.files import TEMPLATES, style_sheet


def render(package: str, template: str, **content: Any) -> str:
    """Return an HTML page.

    Args:
        package: The package whose directory `templates` has the template.
        template: Name of the template.
        content: The template's variables.
    """
    packages = [PackageLoader(name, "templates") for name in (package, "training.runtime")]
    environment = Environment(
        loader=ChoiceLoader([*packages, FileSystemLoader(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, whole=whole, number=number, score=score)
    environment.globals["design"] = style_sheet()
    return environment.get_template(template).render(**content) + "\n"


def percent(share: float | None) -> str:
    """Return a share in percent with one decimal, or a dash if there is none."""
    return "–" if share is None else f"{100 * share:.1f}"


def whole(share: float) -> str:
    """Return a share in whole percent."""
    return f"{100 * share:.0f}"


def number(count: float) -> str:
    """Return a number with its thousands apart, by a narrow no-break space, which is understood everywhere."""
    return f"{count:,}".replace(",", "\u202f")


def score(value: float) -> str:
    """Return a score with two decimals."""
    return f"{value:.2f}"
