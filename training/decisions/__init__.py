"""Decisions of reviewers about suggestions: their format, reading them, and importing them from MediaWiki."""
