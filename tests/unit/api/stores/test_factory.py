"""The choice of the store."""

from __future__ import annotations

from pathlib import Path

from api.settings.definitions import Config
from api.settings.mysql_dsn import MysqlDsn
from api.stores.catalog import DataDirectory
from api.stores.factory import open_catalog
from api.stores.mysql.catalog import DatabaseCatalog


def test_bundles_are_in_the_data_directory_by_default(tmp_path: Path) -> None:
    assert open_catalog(Config(tmp_path)) == DataDirectory(tmp_path)


def test_a_database_takes_precedence_and_is_not_connected_to_yet(tmp_path: Path) -> None:
    config = Config(tmp_path, database=MysqlDsn("192.0.2.1", "d", "u", "p"), data_connections=3, data_timeout=0.5)
    assert isinstance(open_catalog(config), DatabaseCatalog)
