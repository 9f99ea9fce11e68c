"""Compiled modules that `linking` uses where they are installed, each with the same results as its Python code."""

VERSION = 1
"""Incremented when a module's interface or its results change; linking.acceleration names the version that it needs."""
