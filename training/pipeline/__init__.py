"""The pipelines: from a dump to a published bundle, and from a dump and a bundle to recommendations."""
