"""The knowledge base: a bundle's lookups, built from the corpus counts."""
