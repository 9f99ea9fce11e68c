"""Copying published bundles to where the service reads them: sources and targets."""
