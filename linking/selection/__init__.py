"""Choosing the links of an answer."""
