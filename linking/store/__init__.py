"""Lookup tables and tries."""
