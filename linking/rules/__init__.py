"""Rules by which communities suppress links: parsed, merged, compiled for a wiki and applied to suggestions."""
