"""The infrastructure of a run: worker processes, checkpoints, databases, files, memory and progress."""
