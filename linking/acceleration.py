"""The compiled modules of the optional package linking_accelerator, each None where it cannot be used.

No other module imports the package. A module with a compiled variant asks once, when it is imported or when it builds
an object:

    if acceleration.trees is not None: ...

Both variants give the same results on every input, bit by bit. docs/decisions/accelerator.md says what is compiled.
"""

from __future__ import annotations

import logging
from pathlib import Path

VERSION = 1
"""The version of the package that this program needs."""

_SOURCES = Path(__file__).resolve().parents[1] / "accelerator/linking_accelerator"
"""The package's sources, which a checkout has and an image has not."""


_ABSENT = "linking_accelerator is not installed"


def _obstacle() -> str:
    """Return why the package cannot be used, or an empty string."""
    try:
        import linking_accelerator
        from linking_accelerator import built, sources
    except ImportError:
        return _ABSENT
    if linking_accelerator.VERSION != VERSION:
        return f"linking_accelerator has version {linking_accelerator.VERSION}, but this program needs {VERSION}"
    if _SOURCES.is_dir() and sources.digest(_SOURCES) != built.DIGEST:
        return "linking_accelerator was built from other sources than accelerator/ has now: make accelerator"
    return ""


OBSTACLE = _obstacle()
"""Why pure Python runs; empty if the compiled modules do."""

if not OBSTACLE:
    try:
        from linking_accelerator import acceptance as acceptance
        from linking_accelerator import features as features
        from linking_accelerator import mention_text as mention_text
        from linking_accelerator import mentions as mentions
        from linking_accelerator import trees as trees
        from linking_accelerator import ubjson as ubjson
        from linking_accelerator import wikitext as wikitext
    except ImportError as error:  # built for another interpreter or C library
        OBSTACLE = f"linking_accelerator cannot be loaded: {error}"
if OBSTACLE:
    # mypy takes the modules to be there, so it does not check the other branch: let that call a function.
    acceptance = None  # type: ignore[assignment]
    mentions = None  # type: ignore[assignment]
    features = None  # type: ignore[assignment]
    mention_text = None  # type: ignore[assignment]
    trees = None  # type: ignore[assignment]
    ubjson = None  # type: ignore[assignment]
    wikitext = None  # type: ignore[assignment]


def report(log: logging.Logger) -> None:
    """Log which variant runs, as a warning if the package is installed and cannot be used."""
    if not OBSTACLE:
        log.info("the compiled modules run")
    elif OBSTACLE == _ABSENT:
        log.info("pure Python runs: %s", OBSTACLE)
    warn_if_unusable(log)


def warn_if_unusable(log: logging.Logger) -> None:
    """Log a warning if the package is installed and cannot be used."""
    if OBSTACLE and OBSTACLE != _ABSENT:
        log.warning("pure Python runs: %s", OBSTACLE)
