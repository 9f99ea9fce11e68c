"""Parsing of wikitext into running text, links and sections."""
