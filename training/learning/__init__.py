"""Training examples, and the model fitted to them."""
