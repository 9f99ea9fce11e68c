"""The sample wiki: a small encyclopedia written out from tables of facts, as a MediaWiki XML export.

`facts/` holds what is true, `templates/` how an article of each kind is worded. Marks such as `[Danube]`,
`[Mercury (planet)|Mercury]` and `[river]s` say what a text is about; `links` decides, as an editor would, which of them
become links.
"""
