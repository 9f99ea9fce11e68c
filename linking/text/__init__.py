"""Text by the rules of each language: case folding, word boundaries, tokens and titles."""
