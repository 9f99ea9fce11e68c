"""`python -m api sync`: copy published bundles to where they are served from."""
