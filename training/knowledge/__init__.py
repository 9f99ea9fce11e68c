"""Building a bundle's lookups from the counts."""
