"""From wikitext to running text, links and sections."""
