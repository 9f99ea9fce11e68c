"""The options of a wiki become the settings of its training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from training.dumps.dump_files import DumpFiles
from training.fleet.options import Download, FleetOptions, WikiOptions, fingerprint

WIKI = WikiOptions(wiki="kwwiki", dump=("dumps",), strict=True, publish=False, seed=7)
FILES = DumpFiles(("a.xml",), Path("props.sql.gz"), Path("classes.tsv.gz"))
FLEET = FleetOptions(
    wikis=[WIKI],
    data_dir=Path("data"),
    state_dir=Path("state"),
    download=Download(mirror="http://mirror", user_agent="me"),
    jobs=4,
    memory=1 << 30,
)


def test_settings_have_the_options_and_the_tables_beside_the_dump() -> None:
    settings = FLEET.settings(WIKI, FILES, jobs=2, memory=5)
    assert (settings.wiki, settings.dumps, settings.jobs, settings.memory) == ("kwwiki", ("a.xml",), 2, 5)
    assert (settings.strict, settings.publish, settings.seed) == (True, False, 7)
    assert (settings.page_props, settings.instance_of) == (FILES.page_props, FILES.instance_of)
    own = FLEET.settings(replace(WIKI, page_props=Path("own.sql")), FILES, jobs=2, memory=5)
    assert own.page_props == Path("own.sql")


def test_the_fingerprint_depends_on_the_options_but_not_on_the_budget() -> None:
    def of(wiki: WikiOptions, jobs: int = 1) -> object:
        return fingerprint(FLEET.settings(wiki, FILES, jobs=jobs, memory=jobs), wiki)

    assert of(WIKI) == of(WIKI, jobs=2)
    others = [
        replace(WIKI, seed=8),
        replace(WIKI, strict=False),
        replace(WIKI, publish=True),
        replace(WIKI, publish_anyway=True),
        replace(WIKI, decisions=("decisions.jsonl",)),
    ]
    assert all(of(other) != of(WIKI) for other in others)
