"""Evaluation of the recommender on validation articles, which training has not seen."""
