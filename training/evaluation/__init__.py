"""Measuring the recommender on articles that nothing was learned from."""
