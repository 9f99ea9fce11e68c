"""The model for wikis that are too small to train one: trained on several wikis, on features that name no text."""

from __future__ import annotations

from pathlib import Path

FEWEST_ARTICLES = 300
"""Articles with links below which the default model is used: fewer are not enough to learn a wiki's habits from."""
PATH = Path(__file__).parent / "default-model.ubj"
