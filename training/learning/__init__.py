"""Training examples and the model."""
