"""Which store holds the bundles: a directory of files, or a database."""

from __future__ import annotations

from api.settings.config import Config
from api.settings.mysql_dsn import Address
from api.stores.catalog import Catalog, DataDirectory
from api.stores.mysql.catalog import DatabaseCatalog
from api.stores.mysql.connection_pool import Limits, Pool


def open_catalog(config: Config) -> Catalog:
    """The catalog that the settings name. Connects to nothing yet."""
    if not config.data_url:
        return DataDirectory(config.data_dir)
    limits = Limits(config.data_connections, config.data_timeout, config.data_timeout)
    return DatabaseCatalog(Pool(Address.parse(config.data_url), limits), config.data_cache_dir)
