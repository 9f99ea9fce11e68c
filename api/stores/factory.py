"""The choice of the store that holds the bundles: a directory or a database."""

from __future__ import annotations

from api.settings.definitions import Config
from api.stores.catalog import Catalog, DataDirectory
from api.stores.mysql.catalog import DatabaseCatalog
from api.stores.mysql.connection_pool import ConnectionPool, PoolLimits


def open_catalog(config: Config) -> Catalog:
    """Return the catalog that the settings name. It connects to a database only when it is used."""
    if config.database is None:
        return DataDirectory(config.data_dir)
    limits = PoolLimits(
        connections=config.data_connections, wait_seconds=config.data_timeout, timeout_seconds=config.data_timeout
    )
    return DatabaseCatalog(ConnectionPool(config.database, limits), config.data_cache_dir)
