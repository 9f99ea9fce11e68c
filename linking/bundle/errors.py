"""What can be wrong with a bundle: one class for each case, with the data of its message."""

from __future__ import annotations

from pathlib import Path

from linking.errors import LinkingError


class BundleError(LinkingError):
    """A bundle cannot be found, read or trusted."""


class InvalidNameError(BundleError):
    """A name of a wiki, version or file must not become part of a path, a URL or an SQL statement.

    Attributes:
        kind: "wiki", "version" or "file".
        name: The name.
    """

    def __init__(self, kind: str, name: object) -> None:
        super().__init__(f"not a valid {kind} name: {name!r:.100}")
        self.kind = kind
        self.name = name


class DataDirectoryError(BundleError):
    """The data directory, or something in it, cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"cannot read {path}: {problem}")
        self.path = path


class BundleMissingError(BundleError):
    """The wiki has no current bundle, or does not have the requested version.

    Attributes:
        wiki: Database name of the wiki.
        where: The directory or store without the bundle.
    """

    def __init__(self, wiki: str, where: object) -> None:
        super().__init__(f"no bundle for {wiki} in {where}")
        self.wiki = wiki
        self.where = where


class ManifestError(BundleError):
    """A member of the manifest is invalid.

    Attributes:
        where: Path of the member, such as files.model.ubj.size.
        problem: What is wrong with it.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"manifest: {where}: {problem}")
        self.where = where
        self.problem = problem


class FormatError(BundleError):
    """The bundle has a format that this program cannot read.

    Attributes:
        found: The format according to the manifest or index: any JSON value.
        supported: The format that this program reads.
    """

    def __init__(self, found: object, supported: int) -> None:
        super().__init__(f"the bundle has format {found!r:.20}, but this program reads only format {supported}")
        self.found = found
        self.supported = supported


class FoldingError(BundleError):
    """The bundle's anchors were case-folded by other rules than this program's.

    Attributes:
        wiki: Database name of the wiki.
        found: The bundle's version of case folding.
        supported: The program's version of case folding.
    """

    def __init__(self, wiki: str, found: int, supported: int) -> None:
        super().__init__(
            f"the bundle of {wiki} has version {found} of case folding, but this program has version {supported}; "
            "train the wiki again"
        )
        self.wiki = wiki
        self.found = found
        self.supported = supported


class FileMissingError(BundleError):
    """The manifest does not list the file, or the file does not exist."""

    def __init__(self, wiki: str, name: str) -> None:
        super().__init__(f"no file {name} in the bundle of {wiki}")
        self.wiki = wiki
        self.name = name


class FileSizeError(BundleError):
    """The size of a file differs from the manifest. Both sizes are in bytes."""

    def __init__(self, path: Path, found: int, expected: int) -> None:
        super().__init__(f"{path} has {found} bytes, but according to the manifest {expected}")
        self.path = path
        self.found = found
        self.expected = expected


class ChecksumError(BundleError):
    """The SHA-256 of a file differs from the manifest."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(f"{path} has the SHA-256 {found}, but according to the manifest {expected}")
        self.path = path
        self.found = found
        self.expected = expected
