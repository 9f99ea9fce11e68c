"""HTML files that training writes for people. Each is one file that loads nothing else.

A template extends `output.html` and defines its blocks `title`, `style` (styles of its own), `heading` and `main`.
"""

from __future__ import annotations

from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from linking.design.figures import FIGURES
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
    environment.filters.update(FIGURES)
    environment.globals["design"] = style_sheet()
    return environment.get_template(template).render(**content) + "\n"
