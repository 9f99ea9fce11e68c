"""Build the images with Debian's buildah on a base made by debootstrap, and run commands with an image's files.

Neither needs a container engine, a registry or user namespaces, but both need root.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.helpers.programs.running import ROOT, program_path

SUITE = "bookworm"
PACKAGES = "python3,python3-venv,ca-certificates"
USER = 10001
_MEGABYTE = 1 << 20
_SECONDS = 600

# In memory, images are built and removed in a fraction of the time, where there is room for them.
_MEMORY = Path("/dev/shm")
_ROOM = 6 << 30

_PREPARE = """
set -e
root=$1; shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
for volume in $VOLUMES; do
    source=${volume%%:*}; rest=${volume#*:}; target=$root${rest%%:*}
    mkdir -p "$target"
    mount --bind "$source" "$target"
    if [ "${rest##*:}" = ro ]; then mount -o remount,ro,bind "$target"; fi
done
mount -o remount,ro,bind "$root"
exec /usr/sbin/chroot "$root" \\
    /usr/bin/setpriv --reuid USER --regid USER --clear-groups --no-new-privs --bounding-set=-all \\
    /bin/sh -c 'cd /srv/app && exec "$@"' sh "$@"
"""


@dataclass(frozen=True)
class Image:
    """A built image.

    Attributes:
        name: Its name.
        root: Its files, mounted from a container that never runs.
        megabytes: The size of its files.
    """

    name: str
    root: Path
    megabytes: int

    def command(self, arguments: Sequence[str], volumes: Mapping[str, Path | str]) -> list[str]:
        """Return the command that runs a program as Kubernetes would with the chart's security context.

        The root file system is read-only and `/tmp` is in memory; the user is unprivileged, without capabilities. The
        command replaces itself by the program, so that signals reach the program.

        Args:
            arguments: The program and its arguments, as the image has them.
            volumes: What is mounted where: the key is a path in the image, with `:ro` if it is read-only.
        """
        mounts = (f"{source}:{target if ':' in target else target + ':rw'}" for target, source in volumes.items())
        script = _PREPARE.replace("USER", str(USER)).replace("$VOLUMES", shlex.quote(" ".join(mounts)).strip("'"))
        return ["unshare", "--mount", "sh", "-c", script, "sh", str(self.root), *arguments]

    def run(
        self, arguments: Sequence[str], volumes: Mapping[str, Path | str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        command = self.command(arguments, volumes or {})
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, timeout=_SECONDS)

    def environment(self) -> dict[str, str]:
        """Return the variables that the Dockerfile's stage `base` sets."""
        return {"PATH": f"/opt/venv/bin:{os.defpath}", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}


class Builder:
    """Builds images in a storage of its own.

    Args:
        directory: An empty directory for the storage.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._driver = "overlay"
        if self._buildah("from", "--name", "probe", "scratch", check=False).returncode != 0:
            self._driver = "vfs"  # overlay needs a file system below that can be the lower one

    def base(self) -> str:
        """Make a Debian with Python, which installs packages from a directory of wheels; return its name."""
        root, archive = self._directory / "base", self._directory / "base.tar"
        options = ["--variant=minbase", f"--include={PACKAGES}", SUITE, str(root)]
        made = subprocess.run([program_path("debootstrap", "debootstrap"), *options], capture_output=True, text=True)
        if "Failed getting release file" in made.stdout + made.stderr:
            pytest.skip("Debian's mirror cannot be reached")
        assert made.returncode == 0, made.stdout + made.stderr
        (root / "etc/pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n")
        subprocess.run(["tar", "-C", root, "-cf", archive, "."], check=True)
        shutil.rmtree(root)
        self._buildah("from", "--name", "base", "scratch")
        self._buildah("add", "base", str(archive), "/")
        self._buildah("commit", "base", "localhost/base")
        archive.unlink()
        return "localhost/base"

    def wheels(self, *requirements: str) -> Path:
        """Download the pinned packages, as pip on this machine does; return their directory."""
        directory = self._directory / "wheels"
        for file in requirements:
            command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps"]
            subprocess.run([*command, "--require-hashes", "-d", directory, "-r", ROOT / file], check=True)
        return directory

    def build(self, target: str, base: str, wheels: Path, **arguments: str) -> Image:
        """Build a stage of the Dockerfile."""
        given = [f"--build-arg={name}={value}" for name, value in {"PYTHON_IMAGE": base, **arguments}.items()]
        cached = ["--layers"] if self._driver == "overlay" else []  # vfs copies all files for each layer
        options = [*cached, "--isolation=chroot", f"--volume={wheels}:/wheels:ro", f"--target={target}"]
        self._buildah("build", *options, *given, "--tag", target, str(ROOT))
        root = Path(self._buildah("mount", self._buildah("from", target).stdout.strip()).stdout.strip())
        return Image(target, root, _megabytes(root))

    def close(self) -> None:
        """Unmount what is mounted below the storage, also by a build that was killed."""
        mounted = [line.split()[1] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
        for place in sorted((place for place in mounted if place.startswith(f"{self._directory}/")), reverse=True):
            subprocess.run(["umount", "--lazy", place], check=False)

    def _buildah(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        storage = [f"--root={self._directory / 'storage'}", f"--runroot={self._directory / 'run'}"]
        command = [program_path("buildah", "buildah"), *storage, f"--storage-driver={self._driver}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
        assert not check or done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done


def _megabytes(root: Path) -> int:
    files = {(found.st_ino, found.st_size) for path in root.rglob("*") if not (found := path.lstat()).st_mode & 0o40000}
    return sum(size for _, size in files) // _MEGABYTE


@contextmanager
def builder() -> Iterator[Builder]:
    """Provide a builder until the block ends; skip the test where images cannot be built."""
    if os.geteuid() != 0:
        pytest.skip("only root can build images without user namespaces")
    for program in ("buildah", "debootstrap", "unshare"):
        program_path(program, program)
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    with TemporaryDirectory(prefix="images-", dir=_MEMORY if in_memory else None) as directory:
        made = Builder(Path(directory))
        try:
            yield made
        finally:
            made.close()
