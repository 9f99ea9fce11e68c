"""Reference pages from the code: the directive `generated` puts the Markdown of one generator into a page.

    ```{generated} settings
    ```

A generator is a function without arguments that returns Markdown. It reads what the program itself reads (the table of
settings, the argument parsers, the list of features, ...), so no page repeats by hand what the code says. Its Markdown
either has no headings or begins with one: MyST moves what precedes the first heading to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from generated import (
    bundle,
    commands,
    decisions,
    features,
    fleet,
    http_api,
    metrics,
    python_api,
    rules,
    settings,
    spec_schemas,
)

GENERATORS: Mapping[str, Callable[[], str]] = {
    "settings": settings.markdown,
    "commands-api": partial(commands.markdown, "api"),
    "commands-training": partial(commands.markdown, "training"),
    "exit-codes": commands.exit_codes,
    "fleet-keys": fleet.keys,
    "features": features.markdown,
    "legacy-features": features.legacy_markdown,
    "metrics": metrics.markdown,
    "http-routes": http_api.routes,
    "http-errors": http_api.errors,
    "http-schemas": http_api.schemas,
    "manifest": bundle.manifest_example,
    "decisions": decisions.markdown,
    "review-sample": partial(spec_schemas.markdown, "review-sample"),
    "review-sample-parts": partial(spec_schemas.parts, "review-sample"),
    "rules-file": rules.file,
    "rules-entries": rules.entries,
    "python-contents": python_api.contents,
    "decision-file": partial(spec_schemas.markdown, "decision"),
    **{f"python-{name}": partial(python_api.markdown, name) for name in python_api.PACKAGES},
}


class GeneratedDirective(SphinxDirective):
    """`{generated} NAME`: the Markdown of GENERATORS[NAME], parsed in place."""

    required_arguments = 1
    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in GENERATORS:
            raise ExtensionError(f"no generator {name!r}; there are: {', '.join(GENERATORS)}")
        self.env.note_reread()  # the code may have changed where this page has not
        return self.parse_text_to_nodes(GENERATORS[name](), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("generated", GeneratedDirective)
    return {"parallel_read_safe": True}
