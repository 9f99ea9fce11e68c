"""Bundles out of the data sets that wikis already have from the service in use today."""
