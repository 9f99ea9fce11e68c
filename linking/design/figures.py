"""How pages write figures: the same way in all of them, as filters of their templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping


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


FIGURES: Mapping[str, Callable[..., str]] = {"percent": percent, "whole": whole, "number": number, "score": score}
"""The filters by name."""
