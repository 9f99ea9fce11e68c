"""Build an extension module of each `.pyx` file. A new file needs no change here."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

os.chdir(Path(__file__).parent)
PACKAGE = Path("linking_accelerator")
# Multiplications and additions stay separate, as in numpy: results must not depend on the processor's instructions.
COMPILE_ARGUMENTS = ["-O3", "-g0", "-ffp-contract=off"]


class BuildExtensions(build_ext):
    """Builds the modules, and records which sources they were built from."""

    def run(self) -> None:
        """Build; a failure records nothing."""
        super().run()
        digest = runpy.run_path(str(PACKAGE / "sources.py"))["digest"](PACKAGE)
        directory = PACKAGE if self.inplace else Path(self.build_lib) / PACKAGE
        (directory / "built.py").write_text(f'DIGEST = "{digest}"\n', encoding="utf-8")


extensions = [
    Extension(f"{PACKAGE}.{path.stem}", [str(path)], extra_compile_args=COMPILE_ARGUMENTS)
    for path in sorted(PACKAGE.glob("*.pyx"))
]
setup(
    cmdclass={"build_ext": BuildExtensions},
    ext_modules=cythonize(extensions, build_dir="build/cython", compiler_directives={"language_level": 3}),
)
