"""Sphinx configuration of the documentation: `make docs` builds it into build/docs and fails on any warning."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "_ext")]

project = "Link recommendation"
author = "the contributors"
copyright = "the contributors, GPL-2.0-or-later"  # noqa: A001 - Sphinx reads this name
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated", "docstrings"]
exclude_patterns = ["_ext"]

html_theme = "furo"
html_title = f"{project} {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

# Every cross-reference must resolve. Types of other packages cannot: their inventories would have to be downloaded.
# Type variables and private names have no page.
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!linking\.).*"), ("py:.*", r"linking\..*\.(_\w+|Default|Key|Value)")]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "ignore-module-all": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
default_role = "code"
smartquotes = False  # they would turn --option into a dash
