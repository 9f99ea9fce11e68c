"""The model for wikis that are too small to train their own. It was trained on several wikis together."""

from __future__ import annotations

from pathlib import Path

MIN_ARTICLES = 300
"""A wiki with fewer articles that contain links gets the default model: it has too few examples to train on."""
PATH = Path(__file__).parent / "default-model.ubj"
