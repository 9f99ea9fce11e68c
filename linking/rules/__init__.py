"""Rules by which communities suppress links."""
