"""The features of candidate pairs: a pair is a mention and one of its candidates."""
