"""Exclusion rules: the kinds of pages that are not worth linking, read from TOML files such as filters.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from training.corpus.rules_file import ExclusionRulesError, RulesFile

__all__ = [
    "DEFAULT_FILE",
    "Exclusion",
    "ExclusionRules",
    "ExclusionRulesError",
    "PageMarker",
    "Series",
    "load_rules",
    "own_rules",
]

DEFAULT_FILE = Path(__file__).parent / "filters.toml"


@dataclass(frozen=True, slots=True, order=True)
class Exclusion:
    """Why a page is not worth linking.

    Attributes:
        kind: The kind of page. Reports count pages by kind, and a wiki can keep a kind.
        reason: Why pages like this one are not worth linking.
    """

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageMarker:
    """Parts of a page's wikitext or title that mark the page as not worth linking.

    Attributes:
        exclusion: Why such a page is not worth linking.
        magic_words: Behavior switches, with their underscores. A template whose page has one is a marker too.
        templates: Names of templates, without the namespace.
        template_list: Name of the page in the MediaWiki namespace that lists further templates, or "".
        categories: Names of categories, without the namespace.
        title_prefixes: The words at the start of a title.
        title_suffixes: The text in parentheses at the end of a title.
        number_words: The words of titles that otherwise consist of a number, as in title_patterns.is_numbered.
    """

    exclusion: Exclusion
    magic_words: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    template_list: str = ""
    categories: tuple[str, ...] = ()
    title_prefixes: tuple[str, ...] = ()
    title_suffixes: tuple[str, ...] = ()
    number_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A rule about titles that only differ in their numbers.

    Attributes:
        exclusion: Why the pages are not worth linking.
        minimum: The number of titles of one pattern that make a series.
        consecutive: The number of consecutive numbers that make a series of titles such as "7 (number)", or None.
    """

    exclusion: Exclusion
    minimum: int
    consecutive: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRules:
    """The rules of one wiki.

    Attributes:
        classes: Exclusion by Wikidata class.
        properties: Exclusion by page property.
        markers: The page markers, in order of priority.
        series: The rules about number series.
        calendar: Exclusion by kind of page: "month", "weekday" or "day" (of a month).
    """

    classes: Mapping[str, Exclusion]
    properties: Mapping[str, Exclusion]
    markers: tuple[PageMarker, ...]
    series: tuple[Series, ...]
    calendar: Mapping[str, Exclusion]

    @property
    def kinds(self) -> tuple[str, ...]:
        """All kinds of pages that the rules are about, sorted."""
        single = {*self.classes.values(), *self.properties.values(), *self.calendar.values()}
        others: tuple[PageMarker | Series, ...] = (*self.markers, *self.series)
        return tuple(sorted({rule.kind for rule in single} | {rule.exclusion.kind for rule in others}))


_NAME_LISTS = ("magic_words", "templates", "categories", "title_prefixes", "title_suffixes", "number_words")
_SCOPES = ("languages", "wikis")
_KEYS = {
    "class": frozenset({"id"}),
    "property": frozenset({"name"}),
    "mark": frozenset({*_NAME_LISTS, *_SCOPES, "template_list"}),
    "series": frozenset({"minimum", "consecutive"}),
    "calendar": frozenset({"names"}),
}
_WIKI_KEYS = frozenset({*_KEYS, "keep", "keep_classes"})
_CALENDAR_NAMES = frozenset({"day", "month", "weekday"})


@lru_cache(maxsize=16)
def own_rules(wiki: str, language: str) -> ExclusionRules:
    """Return the rules of a wiki in the project's own file, which is read once."""
    return load_rules(wiki, language)


def load_rules(wiki: str, language: str, extra: Sequence[Path] = ()) -> ExclusionRules:
    """Load the rules of a wiki.

    Args:
        wiki: Database name.
        language: Language code.
        extra: Files to load after the project's own file.

    Raises:
        ExclusionRulesError: A file cannot be read or is invalid.
    """
    classes: dict[str, Exclusion] = {}
    properties: dict[str, Exclusion] = {}
    markers: list[PageMarker] = []
    series: list[Series] = []
    calendar: dict[str, Exclusion] = {}
    kept: set[str] = set()
    for path in (DEFAULT_FILE, *extra):
        rules = RulesFile(path)
        content = rules.load(frozenset({*_KEYS, "wiki"}))
        wiki_rules = rules.table(content.get("wiki", {}), "wiki").get(wiki, {})
        rules.check_keys(wiki_rules, f"wiki.{wiki}", _WIKI_KEYS)
        for section in (content, wiki_rules):
            reader = _Section(rules, section)
            classes |= reader.classes()
            properties |= reader.properties()
            markers += reader.markers(wiki, language)
            series += reader.series()
            calendar |= reader.calendar()
        for class_id in rules.strings(wiki_rules, "keep_classes", f"wiki.{wiki}"):
            classes.pop(class_id, None)
        keep = set(rules.strings(wiki_rules, "keep", f"wiki.{wiki}"))
        kinds = ExclusionRules(
            classes=classes, properties=properties, markers=tuple(markers), series=tuple(series), calendar=calendar
        ).kinds
        if keep - set(kinds):
            unknown, known = ", ".join(sorted(keep - set(kinds))), ", ".join(kinds)
            raise ExclusionRulesError(path, f"wiki.{wiki}", f"keep names the unknown kind {unknown}; known are {known}")
        kept |= keep
    return ExclusionRules(
        classes={key: rule for key, rule in classes.items() if rule.kind not in kept},
        properties={key: rule for key, rule in properties.items() if rule.kind not in kept},
        markers=tuple(marker for marker in markers if marker.exclusion.kind not in kept),
        series=tuple(rule for rule in series if rule.exclusion.kind not in kept),
        calendar={key: rule for key, rule in calendar.items() if rule.kind not in kept},
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """Reads the rules for all wikis, or those for one wiki. Every method raises ExclusionRulesError."""

    file: RulesFile
    section: Mapping[str, Any]

    def classes(self) -> dict[str, Exclusion]:
        return {self.file.wikidata_id(item): self._exclusion(item, "class") for item in self._tables("class")}

    def properties(self) -> dict[str, Exclusion]:
        return {
            self.file.name(item, "name", "property"): self._exclusion(item, "property")
            for item in self._tables("property")
        }

    def markers(self, wiki: str, language: str) -> list[PageMarker]:
        """Return the markers that apply to the wiki."""
        found = []
        for item in self._tables("mark"):
            lists = {name: self.file.strings(item, name, "mark") for name in _NAME_LISTS}
            if not any(lists.values()):
                raise ExclusionRulesError(self.file.path, "mark", f"needs one of {', '.join(_NAME_LISTS)}")
            languages, wikis = (self.file.strings(item, scope, "mark") for scope in _SCOPES)
            template_list = self.file.name(item, "template_list", "mark") if "template_list" in item else ""
            marker = PageMarker(self._exclusion(item, "mark"), template_list=template_list, **lists)
            if (not languages or language in languages) and (not wikis or wiki in wikis):
                found.append(marker)
        return found

    def series(self) -> list[Series]:
        return [
            Series(
                self._exclusion(item, "series"),
                self.file.number(item, "minimum", "series"),
                self.file.number(item, "consecutive", "series") if "consecutive" in item else None,
            )
            for item in self._tables("series")
        ]

    def calendar(self) -> dict[str, Exclusion]:
        found = {}
        for item in self._tables("calendar"):
            names = self.file.name(item, "names", "calendar")
            if names not in _CALENDAR_NAMES:
                known = ", ".join(sorted(_CALENDAR_NAMES))
                raise ExclusionRulesError(self.file.path, "calendar", f"names must be one of {known}: {names!r}")
            found[names] = self._exclusion(item, f"calendar {names}")
        return found

    def _tables(self, name: str) -> list[Mapping[str, Any]]:
        return self.file.tables(self.section, name, _KEYS[name] | {"kind", "reason"})

    def _exclusion(self, item: Mapping[str, Any], place: str) -> Exclusion:
        return Exclusion(self.file.name(item, "kind", place), self.file.name(item, "reason", place))
