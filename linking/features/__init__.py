"""The features of (mention, candidate) pairs."""
