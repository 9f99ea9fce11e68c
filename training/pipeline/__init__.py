"""The steps of a training run, and what happens to its bundle."""
