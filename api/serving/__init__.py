"""Answering requests: parsing, fetching, bundles in use, limits."""
