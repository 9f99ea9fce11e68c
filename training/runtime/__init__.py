"""Worker processes, checkpoints, memory and progress."""
