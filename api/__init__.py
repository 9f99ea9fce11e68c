"""The HTTP service and the `query` command: an article in, recommended links out."""
