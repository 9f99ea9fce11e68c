"""Lookup tables and tries of a bundle."""
