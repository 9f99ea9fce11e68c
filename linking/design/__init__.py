"""The design that all pages share: Wikimedia's Codex design tokens, base styles, and the frame of an HTML document.

`api` serves it, and `training` writes it into its self-contained HTML files. `make design-tokens` renews the tokens.
"""
