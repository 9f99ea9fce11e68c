"""Comparing two bundles on the same articles."""
