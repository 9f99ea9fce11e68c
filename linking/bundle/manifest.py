"""The manifest of a bundle: its wiki, its version, its files with their checksums, and how to read them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from linking.bundle.errors import FormatError, ManifestError
from linking.bundle.names import is_file_name, is_version_name, is_wiki_name

FORMAT = 1
"""The version of the bundle format that this program reads and writes."""

_MAX_BYTES = 1 << 20
_MAX_TRAINING_DEPTH = 6

_Count = Annotated[int, Meta(ge=0)]
_Text = Annotated[str, Meta(pattern=r"\A[^\x00-\x1f]{0,300}\Z")]
_LanguageCode = Annotated[str, Meta(pattern=r"\A[a-zA-Z][a-zA-Z0-9-]{0,40}\Z")]
_FeatureName = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,80}\Z")]
_Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What the manifest says about a file.

    Attributes:
        size: Size in bytes.
        sha256: SHA-256 of the content, in lower-case hexadecimal.
    """

    size: _Count
    sha256: _Sha256


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that the bundle was built with.

    Attributes:
        longest_anchor: Length of the longest anchor in code points.
        candidates_per_anchor: Maximum number of candidates that an anchor has.
    """

    longest_anchor: Annotated[int, Meta(ge=1)]
    candidates_per_anchor: Annotated[int, Meta(ge=1)]


@dataclass(frozen=True, slots=True)
class DumpName:
    """The dump that the bundle was trained from. Either text may be empty.

    Attributes:
        name: Name of the dump's file or files.
        date: Date of the dump.
    """

    name: _Text
    date: _Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The description of a bundle.

    The annotations hold for manifests that are read. The constructor does not check them.

    Attributes:
        format: Version of the bundle format.
        wiki: Database name of the wiki, such as kwwiki.
        language: Language code of the wiki.
        version: Version of the bundle: a time in UTC such as 20261123T101500Z.
        features: Names of the features, in the order of the model's columns.
        folding: Version of the case folding that made the anchors.
        limits: Limits that the bundle was built with.
        files: The bundle's files by name. The manifest is not among them.
        counts: Number of articles, anchors and so on.
        dump: The dump that the bundle was trained from.
        training: Figures of the training run: any JSON.
    """

    format: int = FORMAT
    wiki: str
    language: _LanguageCode
    version: str
    features: Annotated[tuple[_FeatureName, ...], Meta(min_length=1)]
    folding: _Count
    limits: Limits
    files: Annotated[Mapping[str, FileEntry], Meta(min_length=1)]
    counts: Mapping[str, _Count]
    dump: DumpName
    training: Mapping[str, object]

    def to_json(self) -> dict[str, object]:
        """Return the manifest as a JSON object, which `from_json` reads."""
        files = {name: asdict(self.files[name]) for name in sorted(self.files)}
        return asdict(self) | {"features": list(self.features), "files": files}

    def dumps(self) -> bytes:
        """Return the content of the manifest's file."""
        return (json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, value: object) -> Manifest:
        """Read a JSON object.

        Raises:
            FormatError: If the bundle has another format.
            ManifestError: If a member is missing, invalid or unknown.
        """
        members = _convert(value, dict[str, object])
        found = members.get("format", FORMAT)
        if type(found) is not int or found != FORMAT:
            raise FormatError(found, FORMAT)
        _check_parts(members)
        manifest = _convert(members, cls)
        _check_names(manifest)
        _check_training(manifest.training, "training", _MAX_TRAINING_DEPTH)
        return manifest


def parse_manifest(content: bytes) -> Manifest:
    """Read the content of a manifest's file.

    Raises:
        FormatError: If the bundle has another format.
        ManifestError: If the content is not JSON, or a member is missing, invalid or unknown.
    """
    if len(content) > _MAX_BYTES:
        raise ManifestError("top level", f"has {len(content)} bytes, but at most {_MAX_BYTES} are allowed")
    try:
        value = json.loads(content.decode(), object_pairs_hook=_unique_members, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ManifestError("top level", f"not valid JSON: {error}") from error
    return Manifest.from_json(value)


def _unique_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object has two members of the same name")
    return members


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not valid in JSON")


def _check_parts(members: Mapping[str, object]) -> None:
    """Check the parts one by one, because msgspec's messages do not name the keys of mappings."""
    for name, entry in _convert(members.get("files", {}), dict[str, object], "files").items():
        if not is_file_name(name):
            raise ManifestError("files", f"not a valid file name: {name!r:.80}")
        _convert(entry, FileEntry, f"files.{name}")
    for name, count in _convert(members.get("counts", {}), dict[str, object], "counts").items():
        _convert(count, _Count, f"counts.{name}")
    for name, kind in (("limits", Limits), ("dump", DumpName)):
        if name in members:
            _convert(members[name], kind, name)


def _convert(value: object, kind: type[_T], where: str = "") -> _T:
    """Convert a JSON value to a type, strictly.

    Raises:
        ManifestError: With the path of the member that is wrong, and what is expected there.
    """
    if is_dataclass(kind) and isinstance(value, Mapping):
        _check_members(value, {field.name for field in fields(kind)}, where)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        raise ManifestError(_join(where, path.strip("`").removeprefix("$")), problem) from error


def _check_members(value: Mapping[str, object], names: set[str], where: str) -> None:
    for name in sorted(names - value.keys()):
        raise ManifestError(_join(where, f".{name}"), "is missing")
    for name in sorted(value.keys() - names):
        raise ManifestError(_join(where, f".{name}"), "is not a member of this format")


def _join(where: str, path: str) -> str:
    return (where + path).removeprefix(".") or "top level"


def _check_names(manifest: Manifest) -> None:
    if not is_wiki_name(manifest.wiki):
        raise ManifestError("wiki", f"not a valid wiki name: {manifest.wiki!r:.80}")
    if not is_version_name(manifest.version):
        raise ManifestError("version", f"not a valid version name: {manifest.version!r:.80}")
    if len(set(manifest.features)) != len(manifest.features):
        raise ManifestError("features", "has a name twice")


def _check_training(value: object, where: str, max_depth: int) -> None:
    """Check that a value is JSON with finite numbers."""
    if max_depth == 0:
        raise ManifestError(where, f"has more than {_MAX_TRAINING_DEPTH} levels of nesting")
    if isinstance(value, Mapping):
        for key, item in value.items():
            _check_training(item, f"{where}.{key}", max_depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_training(item, where, max_depth - 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ManifestError(where, "is not a finite number")
    elif not (value is None or isinstance(value, str | bool | int | float)):
        raise ManifestError(where, f"is a {type(value).__name__}, which JSON does not have")
