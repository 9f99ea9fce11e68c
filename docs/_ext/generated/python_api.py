"""The Python API of the recommender: one automodule for each module, found by walking the package."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import linking
from generated.markup import prose, table

PACKAGES = ("linking", *(f"linking.{module.name}" for module in pkgutil.iter_modules(linking.__path__) if module.ispkg))


def contents() -> str:
    """A table of the packages; each has a page of its own in docs/reference/python."""
    rows = ((f"[{name}]({name.rpartition('.')[2]}.md)", _summary(name)) for name in PACKAGES)
    return table(("Package", "Purpose"), rows)


def markdown(package: str) -> str:
    """A section for each module of a package; modules of its sub-packages are on their own pages."""
    found = import_module(package)
    modules = [f"{package}.{module.name}" for module in pkgutil.iter_modules(found.__path__) if not module.ispkg]
    return "\n".join(f"## {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n```\n" for name in modules)


def _summary(package: str) -> str:
    return prose((import_module(package).__doc__ or "").strip().partition("\n\n")[0])
