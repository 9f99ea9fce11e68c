"""What can be wrong with a bundle, one class each, with the data that the message is made of."""

from __future__ import annotations

from pathlib import Path

from linking.errors import LinkingError


class BundleError(LinkingError):
    """A bundle cannot be found, read or trusted."""


class NameInvalidError(BundleError):
    """A name of a wiki, a version or a file which must not reach a path, an address or a table."""

    def __init__(self, kind: str, name: object) -> None:
        super().__init__(f"not a valid {kind} name: {name!r:.100}")
        self.kind = kind
        self.name = name


class DataDirectoryError(BundleError):
    """The data directory itself cannot be read."""

    def __init__(self, directory: Path, problem: str) -> None:
        super().__init__(f"data directory {directory}: {problem}")
        self.directory = directory


class BundleMissingError(BundleError):
    """The wiki has no current bundle, or not the version that was asked for."""

    def __init__(self, wiki: str, where: object) -> None:
        super().__init__(f"no bundle for {wiki} in {where}")
        self.wiki = wiki


class ManifestError(BundleError):
    """The manifest breaks a rule. where: the path of the field, such as files.model.ubj.size."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"manifest: {where}: {problem}")
        self.where = where
        self.problem = problem


class FormatError(BundleError):
    """The bundle was written in a format that this program does not read."""

    def __init__(self, found: object, known: int) -> None:
        super().__init__(f"bundle has format {found!r:.20}, this program reads format {known}")
        self.found = found
        self.known = known


class FoldingError(BundleError):
    """The bundle's anchors were folded by other rules than this program folds by."""

    def __init__(self, wiki: str, found: int, known: int) -> None:
        super().__init__(f"{wiki}: text folding version {found}, this program has {known}; train the wiki again")
        self.wiki = wiki
        self.found = found
        self.known = known


class FileMissingError(BundleError):
    """The manifest does not list the file, or it is not there."""

    def __init__(self, wiki: str, name: str) -> None:
        super().__init__(f"no file {name} in the bundle of {wiki}")
        self.wiki = wiki
        self.name = name


class FileSizeError(BundleError):
    """A file is shorter or longer than the manifest says."""

    def __init__(self, path: Path, found: int, wanted: int) -> None:
        super().__init__(f"{path}: {found} bytes, manifest says {wanted}")
        self.path = path
        self.found = found
        self.wanted = wanted


class ChecksumError(BundleError):
    """A file's content is not the one that the manifest names."""

    def __init__(self, path: Path, found: str, wanted: str) -> None:
        super().__init__(f"{path}: SHA-256 is {found}, manifest says {wanted}")
        self.path = path
        self.found = found
        self.wanted = wanted
