"""Training writes files by the functions that name the file if the disk is full."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.programs.running import ROOT

WRITERS = {"write_text", "write_bytes", "save_model", "copyfile", "copy2", "copytree", "savez", "tofile"}
GUARDS = {"naming_file", "sqlite_file", "storage_errors"}
"""Context managers that add the name."""
# The sample wiki is written by developers, and the other module defines the functions.
EXEMPT = {Path("training/sample/__main__.py"), Path("training/runtime/output_files.py")}


def unguarded(path: Path) -> Iterator[int]:
    """Yield the lines with calls that write a file, but for those inside a guard."""
    pending: list[tuple[ast.AST, bool]] = [(ast.parse(path.read_text(encoding="utf-8")), False)]
    while pending:
        node, guarded = pending.pop()
        if isinstance(node, ast.With):
            calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
            guarded = guarded or any(isinstance(call.func, ast.Name) and call.func.id in GUARDS for call in calls)
        if isinstance(node, ast.Call) and not guarded and _writes(node):
            yield node.lineno
        pending += [(child, guarded) for child in ast.iter_child_nodes(node)]


def _writes(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    if name == "save":
        return isinstance(call.func.value, ast.Name) and call.func.value.id == "np"
    if name == "connect":
        return isinstance(call.func.value, ast.Name) and call.func.value.id == "sqlite3" and not _read_only(call)
    modes = [argument.value for argument in call.args[:1] if isinstance(argument, ast.Constant)]
    return name in WRITERS or (name == "open" and any(set("wa+") & set(str(mode)) for mode in modes))


def _read_only(call: ast.Call) -> bool:
    return any(keyword.arg == "uri" for keyword in call.keywords)


def test_every_file_is_written_so_that_errors_name_it() -> None:
    modules = sorted(path.relative_to(ROOT) for path in (ROOT / "training").rglob("*.py"))
    found = {str(path): list(unguarded(ROOT / path)) for path in modules if path not in EXEMPT}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_call_that_writes_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "path.write_text(a)\nnp.save(path, a)\nwith path.open('wb') as file:\n    pass\npath.open('rb')\n"
        "with naming_file(path), path.open('wb') as file:\n    shutil.copyfile(a, b)\nsqlite3.connect(path)\n"
    )
    assert sorted(unguarded(module)) == [1, 2, 3, 8]
