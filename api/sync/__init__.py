"""`python -m api sync`: bring bundles from where they are published to where they are served."""

from __future__ import annotations

from api.sync.command import HELP, NAME, add_arguments, run

__all__ = ["HELP", "NAME", "add_arguments", "run"]
