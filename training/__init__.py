"""The offline command line: a wiki's dump in, a bundle for the service out."""
