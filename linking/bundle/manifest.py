"""The manifest of a bundle: which wiki, which version, which files with which content, and how to read them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linking.bundle.errors import FormatError, ManifestError
from linking.bundle.names import is_file, is_version, is_wiki
from linking.bundle.strict_json import JsonFields

FORMAT = 1

_NAME = re.compile(r"[^\x00-\x1f]{0,300}")
_LANGUAGE = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{0,40}")
_FEATURE = re.compile(r"[a-z][a-z0-9_]{0,80}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 1 << 20
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What the manifest knows of a file: size in bytes, SHA-256 in lower-case hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that the bundle was built with: longest anchor in code points, most candidates of an anchor."""

    longest_anchor: int
    candidates_per_anchor: int


@dataclass(frozen=True, slots=True)
class DumpName:
    """Where the bundle's knowledge comes from: file name(s) and date of the dump, as text, may be empty."""

    name: str
    date: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A bundle's description. features: names in the order of the model's columns; folding: version of the text
    folding that made the anchors; counts: articles, anchors, ... ; training: any JSON figures of the training run."""

    wiki: str
    language: str
    version: str
    features: tuple[str, ...]
    folding: int
    limits: Limits
    files: Mapping[str, FileEntry]
    counts: Mapping[str, int]
    dump: DumpName
    training: Mapping[str, object]
    format: int = FORMAT

    def to_json(self) -> dict[str, object]:
        """The manifest as a JSON object; from_json reads it back."""
        return {
            "format": self.format,
            "wiki": self.wiki,
            "language": self.language,
            "version": self.version,
            "features": list(self.features),
            "folding": self.folding,
            "limits": {
                "longest_anchor": self.limits.longest_anchor,
                "candidates_per_anchor": self.limits.candidates_per_anchor,
            },
            "files": {name: {"size": entry.size, "sha256": entry.sha256} for name, entry in sorted(self.files.items())},
            "counts": dict(self.counts),
            "dump": {"name": self.dump.name, "date": self.dump.date},
            "training": dict(self.training),
        }

    def dumps(self) -> bytes:
        """The manifest as a file's content."""
        return (json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, value: object) -> Manifest:
        """Read a JSON object. Raises FormatError for another format, ManifestError for a field that breaks a rule."""
        fields = JsonFields(value)
        found = fields.take("format")
        if type(found) is not int or found != FORMAT:
            raise FormatError(found, FORMAT)
        manifest = cls(
            wiki=_checked(fields, "wiki", is_wiki),
            language=fields.text("language", _LANGUAGE),
            version=_checked(fields, "version", is_version),
            features=fields.texts("features", _FEATURE),
            folding=fields.integer("folding"),
            limits=_limits(JsonFields(fields.take("limits"), "limits")),
            files=_files(fields.mapping("files")),
            counts=_counts(fields.mapping("counts")),
            dump=_dump(JsonFields(fields.take("dump"), "dump")),
            training=_figures(fields.mapping("training")),
        )
        fields.end()
        if not manifest.features:
            raise ManifestError("features", "is empty")
        return manifest


def parse_manifest(content: bytes) -> Manifest:
    """Read a manifest file's content. Raises ManifestError where it is no JSON, else as Manifest.from_json."""
    if len(content) > _MOST_BYTES:
        raise ManifestError("top level", f"{len(content)} bytes are too many for a manifest")
    try:
        value = json.loads(content.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ManifestError("top level", f"not readable as JSON: {error}") from error
    return Manifest.from_json(value)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("an object has a field twice")
    return result


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _checked(fields: JsonFields, key: str, allowed: Callable[[str], bool]) -> str:
    value = fields.take(key)
    if not isinstance(value, str) or not allowed(value):
        raise ManifestError(fields.place(key), f"not a valid {key} name: {value!r:.80}")
    return value


def _limits(fields: JsonFields) -> Limits:
    limits = Limits(fields.integer("longest_anchor", 1), fields.integer("candidates_per_anchor", 1))
    fields.end()
    return limits


def _dump(fields: JsonFields) -> DumpName:
    dump = DumpName(fields.text("name", _NAME), fields.text("date", _NAME))
    fields.end()
    return dump


def _files(values: Mapping[str, object]) -> dict[str, FileEntry]:
    entries = {}
    for name, value in values.items():
        if not is_file(name):
            raise ManifestError("files", f"not a valid file name: {name!r:.80}")
        fields = JsonFields(value, f"files.{name}")
        entries[name] = FileEntry(fields.integer("size"), fields.text("sha256", _SHA256))
        fields.end()
    if not entries:
        raise ManifestError("files", "is empty")
    return entries


def _counts(values: Mapping[str, object]) -> dict[str, int]:
    fields = JsonFields(values, "counts")
    return {name: fields.integer(name) for name in values}


def _figures(values: Mapping[str, object]) -> Mapping[str, object]:
    _check_figure(values, "training", _DEEPEST)
    return values


def _check_figure(value: object, where: str, depth: int) -> None:
    if depth == 0:
        raise ManifestError(where, "is nested too deeply")
    if isinstance(value, Mapping):
        for key, item in value.items():
            _check_figure(item, f"{where}.{key}", depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_figure(item, where, depth - 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ManifestError(where, "is not a finite number")
    elif not (value is None or isinstance(value, str | bool | int | float)):
        raise ManifestError(where, f"is not JSON: {type(value).__name__}")
