"""Serving from a real MariaDB, and syncing to it."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.__main__ import main
from api.app import create_app
from api.cli.sync import add_arguments, run
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from api.settings.mysql_dsn import MysqlDsn
from api.stores.factory import open_catalog
from api.stores.mysql.connection_pool import ConnectionPool, connect
from api.stores.mysql.writer import DatabaseError, Writer
from api.sync.database_target import DatabaseTarget
from linking.bundle.manifest import Manifest
from linking.bundle.names import MANIFEST
from linking.recommender import RecommendationQuery
from tests.helpers.api.reports import report_files
from tests.helpers.cases import ROOT
from tests.helpers.linking.bundles import VERSION, add_files, make_manifest
from tests.helpers.linking.complete_bundle import ARTICLES, WIKI, write_complete_bundle
from tests.helpers.programs.mariadb import MISSING, Server, private_server

pytestmark = [
    pytest.mark.integration,
    pytest.mark.database,
    pytest.mark.skipif(bool(MISSING), reason=f"MariaDB server is not installed: {', '.join(MISSING)}"),
]

NEW = "20260202T000000Z"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with private_server(tmp_path_factory.mktemp("mariadb")) as server:
        yield server


@pytest.fixture
def database(server: Server) -> Server:
    """The server with an empty database and an account that may only read it."""
    server.execute(
        "DROP DATABASE IF EXISTS linkrec",
        "CREATE DATABASE linkrec CHARACTER SET utf8mb4",
        "CREATE USER IF NOT EXISTS reader IDENTIFIED BY 'se:cret/@'",
        "GRANT SELECT ON linkrec.* TO reader",
    )
    return server


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for wiki in ("otherwiki", "tinywiki"):
        write_complete_bundle(tmp_path / "source", wiki)
    return tmp_path / "source"


def publish_new(source: Path) -> None:
    """Publish a version with another target for Rome and the same titles and model."""
    anchors = {**WIKI.anchors, "rome": {"Roman Empire": 60, "Rome": 3}}
    write_complete_bundle(source, "tinywiki", NEW, replace(WIKI, anchors=anchors))


def sync(source: Path, database: Server, *words: object) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    staging = source.parent / "staging"
    arguments = ["--from", source, "--to", database.url(), "--staging", staging, *words]
    return run(parser.parse_args([str(word) for word in arguments]))


def synced(capsys: pytest.CaptureFixture[str], source: Path, database: Server, *words: object) -> tuple[int, Any]:
    capsys.readouterr()
    code = sync(source, database, *words)
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def config(database: Server, tmp_path: Path) -> Config:
    """Settings that serve from the database with the account that may only read it."""
    return Config(
        data_dir=tmp_path / "absent",
        database=MysqlDsn.parse(database.url("reader", "se%3Acret%2F%40")),
        data_cache_dir=tmp_path / "cache",
        data_connections=2,
        data_timeout=5.0,
    )


def cache_of(config: Config) -> BundleCache:
    return BundleCache(open_catalog(config), 10)


@pytest.fixture
def cache(config: Config) -> Iterator[BundleCache]:
    cache = cache_of(config)
    yield cache
    cache.close()


@pytest.fixture
def client(config: Config, cache: BundleCache) -> FlaskClient:
    return create_app(config, cache).test_client()


def ask(client: FlaskClient, title: str = "Capitals", wiki: str = "tinywiki") -> TestResponse:
    body = {"pageid": 1, "revid": 2, "wikitext": ARTICLES[title]}
    return client.post(f"/v1/linkrecommendations/{wiki}/{title.replace(' ', '_')}?threshold=0.2", json=body)


def targets(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    return [link["link_target"] for link in response.get_json()["links"]]


def test_answers_are_those_of_the_files_byte_for_byte(source: Path, database: Server, client: FlaskClient) -> None:
    """The store must not affect the answers."""
    assert sync(source, database) == 0
    files = Config(data_dir=source)
    from_files = create_app(files, cache_of(files)).test_client()
    for title in ARTICLES:
        for wiki in ("otherwiki", "tinywiki"):
            expected = ask(from_files, title, wiki)
            assert expected.status_code == 200
            assert ask(client, title, wiki).data == expected.data
    assert targets(ask(client)) == ["Paris", "France", "Seine", "Rome"]


def test_a_table_is_asked_at_most_three_times_an_article(
    source: Path, database: Server, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many keys go into one query."""
    sync(source, database)
    ask(client)
    asked: list[str] = []
    query = ConnectionPool.query

    def count(pool: ConnectionPool, statement: str, arguments: Sequence[object] = ()) -> Any:
        asked.append(statement.partition(" AND number")[0])
        return query(pool, statement, arguments)

    monkeypatch.setattr(ConnectionPool, "query", count)
    ask(client, "Linked already")
    tables = [statement for statement in asked if "lr_entry" in statement]
    assert len(set(tables)) == 2
    assert max(map(tables.count, tables)) <= 3


def test_the_second_sync_does_nothing_and_the_next_brings_what_changed(
    source: Path, database: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """Versions and wikis share datasets with the same checksum."""
    code, summary = synced(capsys, source, database)
    names = ["acceptance.json", "affixes.json", "anchors.sqlite", "anchors.trie", "model.ubj", "pages.sqlite"]
    names += ["site.json", "titles.trie", "words.trie"]
    files = Manifest.from_json(json.loads((source / "tinywiki" / MANIFEST).read_bytes())).files
    assert sorted(files) == names
    assert (code, summary["wikis"]["otherwiki"]["files_fetched"]) == (0, len(names))
    assert summary["wikis"]["tinywiki"]["files_fetched"] == 0
    _, summary = synced(capsys, source, database)
    assert {wiki["status"] for wiki in summary["wikis"].values()} == {"current"}
    publish_new(source)
    _, summary = synced(capsys, source, database)
    assert summary["wikis"]["tinywiki"] == {
        "status": "updated",
        "version": NEW,
        "files_fetched": 1,
        "bytes_fetched": files["anchors.sqlite"].size,
    }
    assert "reader" not in json.dumps(summary)


def test_a_request_that_runs_during_the_switch_ends_on_the_old_version(
    source: Path, database: Server, client: FlaskClient, cache: BundleCache
) -> None:
    """The database holds both versions, and an open one stays open."""
    sync(source, database)
    assert targets(ask(client))[-1] == "Rome"
    with cache.use("tinywiki") as old:
        publish_new(source)
        assert sync(source, database) == 0
        cache.catalog._expires = 0.0  # type: ignore[attr-defined]  # as if a second had passed
        cache.check()
        assert targets(ask(client))[-1] == "Roman Empire"
        assert old.manifest.version == VERSION

        answer = old.recommender.recommend(RecommendationQuery("Capitals", ARTICLES["Capitals"], threshold=0.2))
        assert answer.links[-1].link_target == "Rome"


def test_versions_that_nobody_serves_are_removed(source: Path, database: Server) -> None:
    """Otherwise the tables would grow with every run."""
    sync(source, database)
    publish_new(source)
    sync(source, database, "--keep", 1)
    assert database.execute("USE linkrec", "SELECT wiki, version FROM lr_bundle ORDER BY wiki") == [
        ("otherwiki", VERSION),
        ("tinywiki", NEW),
    ]
    orphans = "SELECT COUNT(*) FROM lr_entry WHERE dataset NOT IN (SELECT id FROM lr_dataset WHERE complete)"
    assert database.execute("USE linkrec", orphans) == [(0,)]
    assert database.execute("USE linkrec", "SELECT COUNT(*) FROM lr_dataset") == [(10,)]


def test_files_are_cached_by_checksum(
    source: Path, database: Server, config: Config, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker on the host, or a new version with the same model, finds the files in the cache."""
    sync(source, database)
    ask(client)
    model = config.data_cache_dir / "tinywiki" / VERSION / "model.ubj"
    assert not (model.parent / "anchors.sqlite").exists()
    publish_new(source)
    sync(source, database)

    def never(*_: object) -> None:
        raise AssertionError("fetched again")

    monkeypatch.setattr("api.stores.mysql.catalog.read_file", never)
    other = create_app(config, cache_of(config)).test_client()
    assert targets(ask(other))[-1] == "Roman Empire"
    assert model.samefile(config.data_cache_dir / "tinywiki" / NEW / "model.ubj")


def test_the_serving_account_cannot_write(source: Path, database: Server) -> None:
    """It is sufficient for serving, because the tests here use it."""
    sync(source, database)

    address = MysqlDsn.parse(database.url("reader", "se%3Acret%2F%40"))
    with closing(connect(address, 5.0)) as connection, pytest.raises(DatabaseError, match="denied"):
        Writer(address, connection).execute("DELETE FROM lr_current")


def test_a_connection_that_was_closed_is_replaced(source: Path, database: Server, client: FlaskClient) -> None:
    """A failover closes all connections, and no request may fail because of it."""
    sync(source, database)
    ask(client)
    rows = database.execute("SELECT id FROM information_schema.processlist WHERE user = 'reader'")
    assert rows
    database.execute(*[f"KILL {row[0]}" for row in rows])
    assert ask(client).status_code == 200


def test_a_server_that_is_away_is_a_503_until_it_is_back(
    source: Path, database: Server, client: FlaskClient, cache: BundleCache
) -> None:
    """The service recovers without a restart, and forgets no wiki meanwhile."""
    sync(source, database)
    ask(client)
    database.stop()
    try:
        cache.catalog._expires = 0.0  # type: ignore[attr-defined]  # as if a second had passed
        cache.check()
        for wiki in ("tinywiki", "otherwiki"):
            response = ask(client, wiki=wiki)
            assert response.status_code == 503
        response = ask(client)
        assert response.headers["Retry-After"]
        assert response.get_json()["type"].endswith("store-unavailable")
        assert "cret" not in response.text
    finally:
        database.start()
    assert ask(client).status_code == 200


def test_a_service_that_starts_without_its_database_serves_when_it_is_there(
    source: Path, database: Server, client: FlaskClient
) -> None:
    """Service and database may start in any order."""
    assert ask(client).status_code == 503
    sync(source, database)
    assert ask(client).status_code == 200


def test_a_full_pool_is_a_503(source: Path, database: Server, config: Config) -> None:
    """Otherwise waiting requests would accumulate."""
    sync(source, database)
    config = replace(config, data_connections=1, data_timeout=0.5)
    cache = cache_of(config)
    client = create_app(config, cache).test_client()
    assert ask(client).status_code == 200
    pool: ConnectionPool = cache.catalog._pool  # type: ignore[attr-defined]
    with pool._slot():
        response = ask(client)
        assert response.status_code == 503
        assert "cannot be read" in response.get_json()["detail"]
    assert ask(client).status_code == 200
    cache.close()


def test_an_unknown_wiki_is_a_404(source: Path, database: Server, client: FlaskClient) -> None:
    """The same as for files."""
    sync(source, database)
    assert ask(client, wiki="absentwiki").status_code == 404
    assert client.get("/readyz").status_code == 200


def test_a_version_that_was_removed_under_a_reader_is_a_503(
    source: Path, database: Server, client: FlaskClient
) -> None:
    """The client would store an empty list as an answer."""
    sync(source, database)
    ask(client)
    database.execute("USE linkrec", "DELETE FROM lr_entry")
    assert ask(client).status_code == 503


def test_a_second_run_at_the_same_time_is_refused(
    source: Path, database: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server holds the lock, so it also excludes runs on other hosts."""
    with closing(connect(MysqlDsn.parse(database.url()), 5.0)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK('linkrecommendation.linkrec', 0)")
        code, summary = synced(capsys, source, database)
    assert code == 75
    assert "another process" in summary["error"]


def test_a_database_that_cannot_be_reached_is_one_error(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message does not contain the password."""
    code, summary = synced(capsys, source, Server(tmp_path, 9))
    assert code == 2
    assert "mysql://127.0.0.1:9/linkrec" in summary["error"]
    assert "root:" not in summary["to"] + summary["error"]


def test_a_bundle_that_cannot_be_opened_is_not_switched_to(
    source: Path, database: Server, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """The wiki and all others are served as before."""
    sync(source, database)
    new = write_complete_bundle(source, "tinywiki", NEW)
    manifest = replace(new.manifest, features=("words_of_tomorrow",))
    for path in (new.directory / MANIFEST, source / "tinywiki" / MANIFEST):
        path.write_bytes(manifest.dumps())
    code, summary = synced(capsys, source, database)
    assert (code, summary["wikis"]["otherwiki"]["status"]) == (1, "current")
    assert summary["wikis"]["tinywiki"]["status"] == "failed"
    assert ask(client).status_code == 200
    assert database.execute("USE linkrec", "SELECT version FROM lr_current WHERE wiki = 'tinywiki'") == [(VERSION,)]


def test_a_file_that_is_not_a_table_is_refused(
    source: Path, database: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file has the right checksum but is not a table."""
    directory = source / "tinywiki" / VERSION
    (directory / "pages.sqlite").write_bytes(b"not SQLite" * 100)

    manifest = make_manifest(directory, "tinywiki")
    for path in (directory / MANIFEST, source / "tinywiki" / MANIFEST):
        path.write_bytes(manifest.dumps())
    code, summary = synced(capsys, source, database)
    assert code == 1
    assert "not a table" in summary["wikis"]["tinywiki"]["error"]


def test_killed_at_any_statement_readers_have_the_old_or_the_new(
    source: Path, database: Server, client: FlaskClient, cache: BundleCache
) -> None:
    """The run after a killed one completes the work."""
    publish_new(source)
    last = {VERSION: "Rome", NEW: "Roman Empire"}
    seen = []
    step = 1
    _sync_version(VERSION, source, database)
    while _killed_before_statement(step, source, database):
        (version,) = database.execute("USE linkrec", "SELECT version FROM lr_current WHERE wiki = 'tinywiki'")[0]
        seen.append(version)
        cache.catalog._expires = 0.0  # type: ignore[attr-defined]  # as if a second had passed
        cache.check()
        assert targets(ask(client))[-1] == last[version]
        step += 1
        _sync_version(NEW, source, database)
        assert database.execute("USE linkrec", "SELECT sha256 FROM lr_dataset WHERE NOT complete") == []
        _sync_version(VERSION, source, database)
    assert set(seen) == {VERSION, NEW}
    assert seen == sorted(seen)
    assert len(seen) > 5


def _sync_version(version: str, source: Path, database: Server) -> None:
    """Sync a version, as if it were the newest."""
    manifest = (source / "tinywiki" / version / MANIFEST).read_bytes()
    (source / "tinywiki" / MANIFEST).write_bytes(manifest)
    assert sync(source, database, "--wiki", "tinywiki", "--keep", 1) == 0


def _killed_before_statement(step: int, source: Path, database: Server) -> bool:
    (source / "tinywiki" / MANIFEST).write_bytes((source / "tinywiki" / NEW / MANIFEST).read_bytes())
    child = os.fork()
    if child == 0:
        left = step

        def execute(writer: Writer, statement: str, arguments: Sequence[object] = ()) -> int:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(writer, statement, arguments)

        original, Writer.execute = Writer.execute, execute  # type: ignore[method-assign]
        DatabaseTarget._check_opens = lambda *_: None  # type: ignore[method-assign]  # XGBoost does not survive a fork
        code = 99  # the child must never return into the test run
        try:
            code = sync(source, database, "--wiki", "tinywiki", "--keep", 1)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def write_rules(database: Server, wiki: str, text: str) -> None:
    """Write rules as someone does who edits the table by hand."""
    with closing(connect(MysqlDsn.parse(database.url()), 5.0)) as connection, connection.cursor() as cursor:
        cursor.execute("REPLACE INTO lr_rules (wiki, content) VALUES (%s, %s)", (wiki, text))


def look_again(cache: BundleCache) -> None:
    cache.catalog.rules._expires = 0.0  # type: ignore[attr-defined]  # as if a second had passed
    cache.check()


def test_rules_in_the_database_are_picked_up_and_wrong_ones_keep_the_old(
    source: Path, database: Server, client: FlaskClient, cache: BundleCache
) -> None:
    """The same as for files."""
    sync(source, database)
    assert targets(ask(client)) == ["Paris", "France", "Seine", "Rome"]
    write_rules(database, "*", "rules: [{name: länder, targets: [France]}]")
    write_rules(database, "tinywiki", "rules: [{name: cities, targets: [City of Light]}]")
    look_again(cache)
    assert targets(ask(client)) == ["Seine", "Rome"]
    write_rules(database, "tinywiki", "rules:\n- name: cities\n  targets: Paris")
    look_again(cache)
    assert targets(ask(client)) == ["Seine", "Rome"]
    (problem,) = client.get("/readyz").get_json()["wikis"]["tinywiki"]["rules"]["problems"]
    assert problem.endswith("line 3, rules[0].targets: must be a list, not 'Paris'")
    database.execute("USE linkrec", "DELETE FROM lr_rules")
    look_again(cache)
    assert targets(ask(client)) == ["Paris", "France", "Seine", "Rome"]


def test_rules_hold_while_the_database_is_away(
    source: Path, database: Server, client: FlaskClient, cache: BundleCache
) -> None:
    """An outage must not disable rules."""
    sync(source, database)
    write_rules(database, "*", "rules: [{name: countries, targets: [France]}]")
    assert targets(ask(client)) == ["Paris", "Seine", "Rome"]
    database.stop()
    look_again(cache)
    database.start()
    assert targets(ask(client)) == ["Paris", "Seine", "Rome"]


def test_a_database_without_the_table_of_rules_has_none(source: Path, database: Server, client: FlaskClient) -> None:
    """An older version of the program has written it."""
    sync(source, database)
    database.execute("USE linkrec", "DROP TABLE lr_rules")
    assert targets(ask(client)) == ["Paris", "France", "Seine", "Rome"]


def test_rules_are_published_by_the_command(source: Path, database: Server, client: FlaskClient) -> None:
    """Invalid rules are not published."""
    sync(source, database)
    path = source / "new.yaml"
    path.write_text("rules: [{name: countries, targets: [France]}]", encoding="utf-8")
    words = ["rules", "publish", str(path), "--to", database.url()]
    assert main([*words, "--for-all"]) == 0
    assert targets(ask(client)) == ["Paris", "Seine", "Rome"]
    path.write_text("rules: France", encoding="utf-8")
    assert main([*words, "--wiki", "tinywiki"]) == 1
    assert len(database.execute("USE linkrec", "SELECT wiki FROM lr_rules")) == 1


def test_pages_show_the_reports_in_the_database(source: Path, database: Server, client: FlaskClient) -> None:
    add_files(source, "tinywiki", report_files())
    assert sync(source, database) == 0
    page = client.get("/").text
    assert "86 % " in page
    assert 'href="/wikis/tinywiki/report"' in page
    assert 'href="/wikis/otherwiki/report"' not in page
    assert "<h1>Report</h1>" in client.get("/wikis/tinywiki/report").text
    assert "448" in client.get("/wikis/tinywiki/model-card").text
    assert client.get("/wikis/otherwiki/report").status_code == 404


def test_classes_are_served_from_the_database(source: Path, database: Server, client: FlaskClient) -> None:
    """Pages without classes, and redirects, cause no error."""
    classes = {"Paris": ("Q515",), "Rome": ("Q515", "Category:Old cities")}
    write_complete_bundle(source, "tinywiki", NEW, replace(WIKI, classes=classes))
    assert sync(source, database) == 0
    write_rules(database, "*", "rules: [{name: cities, classes: ['category:old cities'], targets: [Nowhere]}]")
    assert targets(ask(client)) == ["Paris", "France", "Seine"]
    assert targets(ask(client, "Kernow")) == []


def run_api(database: Server, cache: Path, user: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command with the database, the account and the directory of its copies in the environment."""
    environment = {
        **os.environ,
        "DATA_HOST": "127.0.0.1",
        "DATA_PORT": str(database.port),
        "DATA_NAME": "linkrec",
        "DATA_USER": user,
        "DATA_PASSWORD": "PASSWORD",
        "DATA_CACHE_DIR": str(cache),
    }
    command = [sys.executable, "-m", "api", *map(str, words)]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_documented_grants_are_enough_for_each_account_and_no_account_can_do_more(
    source: Path, database: Server, tmp_path: Path
) -> None:
    """A database administrator creates the tables, as the guide says."""
    schema = run_api(database, tmp_path / "cache", "service", "schema").stdout
    guide = (ROOT / "docs/how-to/publish.md").read_text(encoding="utf-8")
    grants = "".join(re.findall(r"```sql\n(.*?)```", guide, re.DOTALL))
    grants = re.sub(r"^--.*\n", "", grants, flags=re.MULTILINE)
    database.execute("USE linkrec", *filter(str.strip, schema.split(";\n")))
    database.execute("DROP USER IF EXISTS service, sync, rules", *filter(str.strip, grants.split(";\n")))
    rules = tmp_path / "rules.yaml"
    rules.write_text("rules: [{name: cities, targets: [Rome]}]")
    sync_words = ("sync", "--from", source, "--staging", tmp_path / "staging")
    rules_words = ("rules", "publish", rules, "--wiki", "tinywiki")

    assert "INSERT command denied" in run_api(database, tmp_path / "cache", "service", *sync_words).stdout
    assert "command denied" in run_api(database, tmp_path / "cache", "rules", *sync_words).stdout
    for prepare in (lambda: None, lambda: publish_new(source)):
        prepare()
        done = run_api(database, tmp_path / "cache", "sync", *sync_words, "--keep", "1")
        assert done.returncode == 0, done.stdout + done.stderr
    assert "command denied" in run_api(database, tmp_path / "cache", "sync", *rules_words).stderr
    for _ in range(2):
        done = run_api(database, tmp_path / "cache", "rules", *rules_words)
        assert done.returncode == 0, done.stdout + done.stderr
    page = tmp_path / "page"
    page.write_text(ARTICLES["Capitals"])
    words = ("query", "--wiki", "tinywiki", "--title", "Capitals", "--wikitext-file", page, "--threshold", "0.2")
    done = run_api(database, tmp_path / "cache", "service", *words)
    assert done.returncode == 0, done.stderr
    found = [link["link_target"] for link in json.loads(done.stdout)["links"]]
    assert found
    assert "Rome" not in found
    database.execute("DROP USER service, sync, rules")
