"""Bundles: the files that training writes for a wiki, and how they are installed, verified and opened."""
