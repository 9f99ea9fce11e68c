"""The commands of `python -m api`."""
