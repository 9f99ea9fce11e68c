"""Text, words and titles, by the rules of each language."""
