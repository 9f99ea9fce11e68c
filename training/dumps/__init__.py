"""Reading and downloading dumps."""
