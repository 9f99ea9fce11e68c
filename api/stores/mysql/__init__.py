"""Bundles in a MySQL or MariaDB database, for production hosts that have no directory of files to mount."""
