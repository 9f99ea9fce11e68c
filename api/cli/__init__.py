"""The rules of communities in the service: where they lie, which hold now, and the `rules` command."""
