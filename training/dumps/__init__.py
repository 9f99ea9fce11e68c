"""Dumps: downloading them, and reading pages, site information and the tables that accompany them."""
