"""The recommender: wikitext and a wiki's bundle in, recommended links out. Pure: no HTTP, no environment."""
