"""Many wikis in one run: their file, their order, their processes, and what became of them."""
