"""The stores of bundles and rules."""
