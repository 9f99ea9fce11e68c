"""The store in a MySQL or MariaDB database, for production hosts that cannot mount a directory of bundles."""
