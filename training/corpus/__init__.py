"""What a dump says: articles, titles, links and counts."""
