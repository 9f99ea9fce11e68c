"""Renew api/web/language_names: `make language-names`. Needs Babel, which training has, and MediaWiki's Names.php.

Names in a language come from CLDR, by Babel: one file for each language that CLDR has enough names in. A file has the
names of the languages of Wikipedias, except those that are the same in English. `own.json` has the name of each
language in itself, from MediaWiki. `en.json` is complete: English names that CLDR lacks are those of ISO 639-3.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers

from linking.text.language_data import CODE_ALIASES, WIKIPEDIA_CODES

TARGET = Path(__file__).resolve().parents[1] / "api" / "web" / "language_names"
NAMES_PHP = Path("/usr/share/mediawiki/includes/languages/data/Names.php")
SCRIPTS_AND_COUNTRIES = ("pt_PT", "sr_Latn", "zh_Hant")
MIN_NAMES = 60
"""A language with fewer names of its own would mostly show English ones."""

ENGLISH: Mapping[str, str] = {
    **{"ami": "Amis", "azb": "South Azerbaijani", "bcl": "Central Bikol", "bdr": "West Coast Bajau", "blk": "Pa'O"},
    **{"be-tarask": "Belarusian (Taraškievica)", "be-x-old": "Belarusian (Taraškievica)"},
    **{"bh": "Bhojpuri", "btm": "Mandailing Batak", "bxr": "Russia Buriat"},
    **{"cbk-zam": "Chavacano", "cdo": "Eastern Min", "dag": "Dagbani", "dga": "Southern Dagaare", "diq": "Zazaki"},
    **{"dty": "Doteli", "eml": "Emilian-Romagnol", "gcr": "Guianan Creole", "gom": "Goan Konkani", "guw": "Gun"},
    **{"gpe": "Ghanaian Pidgin", "hyw": "Western Armenian", "igl": "Igala", "kbp": "Kabiye", "kge": "Komering"},
    **{"knc": "Central Kanuri", "kus": "Kusaal", "lbe": "Lak", "map-bms": "Banyumasan", "mhr": "Eastern Mari"},
    **{"mnw": "Mon", "mo": "Moldovan", "nah": "Nahuatl", "nds-nl": "Low Saxon", "nrm": "Norman", "nup": "Nupe"},
    **{"olo": "Livvi-Karelian", "pih": "Pitcairn-Norfolk", "pnb": "Western Punjabi", "pwn": "Paiwan"},
    **{"rki": "Arakanese", "rmy": "Vlax Romani", "roa-tara": "Tarantino", "rsk": "Pannonian Rusyn", "shy": "Shawiya"},
    **{"simple": "Simple English", "skr": "Saraiki", "syl": "Sylheti", "szy": "Sakizaya", "tay": "Atayal"},
    **{"tdd": "Tai Nüa", "tokipona": "Toki Pona"},
}


def main(names_php: Path) -> None:
    """Write the files."""
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.json"):
        old.unlink()
    english = _names("en") | ENGLISH
    _write("en", english)
    for identifier in sorted(locale_identifiers()):
        if identifier == "en" or ("_" in identifier and identifier not in SCRIPTS_AND_COUNTRIES):
            continue
        own = {code: name for code, name in _names(identifier).items() if name != english.get(code)}
        if len(own) >= MIN_NAMES:
            _write(identifier.replace("_", "-").lower(), own)
    _write("own", _own_names(names_php))


def _names(identifier: str) -> dict[str, str]:
    """Return the names of Wikipedias' languages in a language."""
    names = Locale.parse(identifier).languages
    found = {code: _first(names, code) for code in WIKIPEDIA_CODES}
    return {code: name for code, name in found.items() if name}


def _own_names(names_php: Path) -> dict[str, str]:
    pairs = re.findall(r"'([a-z-]+)' => '((?:[^'\\]|\\.)*)'", names_php.read_text(encoding="utf-8"))
    names = {code: re.sub(r"[\u200e\u200f\u202a-\u202c]", "", name.replace("\\'", "'")) for code, name in pairs}
    found = {code: _first(names, code) for code in WIKIPEDIA_CODES}
    return {code: name for code, name in found.items() if name}


def _first(names: Mapping[str, str], code: str) -> str:
    """Return the name of a language under the first of its codes that has one; empty if none has."""
    return next((names[one] for one in (code, *CODE_ALIASES.get(code, ())) if one in names), "")


def _write(name: str, names: Mapping[str, str]) -> None:
    text = json.dumps(dict(sorted(names.items())), ensure_ascii=False, separators=(",", ":"))
    (TARGET / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else NAMES_PHP)
