"""Where bundles and rules are read from."""
