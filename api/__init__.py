"""The HTTP service and its commands: recommendations from published bundles."""
