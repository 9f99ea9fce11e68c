"""Answering requests from the bundles."""
