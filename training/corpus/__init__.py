"""The corpus: a dump as articles, titles, links and counts."""
