"""The sample wiki: a small encyclopedia that is generated from tables of facts as a MediaWiki XML export.

`facts/` holds the facts, and `templates/` the wording of each kind of article. Marks in the text, such as `[Danube]`,
`[Mercury (planet)|Mercury]` and `[river]s`, say which article a text refers to. `marks` turns some of them into links,
as editors do.
"""
