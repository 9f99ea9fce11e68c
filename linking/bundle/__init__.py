"""The files that training writes for a wiki, and how they are installed and opened."""
