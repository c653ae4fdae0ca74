"""The house as ``docs/architecture.md`` describes it: floors import downwards, heavy libraries have one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "auditor"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = (
    ("", "__init__"),  # the version
    ("rational",),  # exact numbers
    ("patterns",),  # regular expressions
    ("states",),  # of code and rules, from their files alone
    ("collection",),  # when garbage is collected
    ("kept",),  # records kept between runs
    ("model",),
    ("errors",),
    ("resources",),
    ("quantities",),
    ("documents",),
    ("claims",),
    ("facts",),
    ("engine",),
    ("rule_cache",),  # compiled rules, kept between runs
    ("compiling",),  # those that are not kept, from the folders of resources
    ("rulebook",),  # the rules of a run
    ("advice",),
    ("acceptance",),  # which contradictions somebody accepted
    ("audit",),  # parse → extract → bind → evaluate → advise, in one place
    ("examples",),  # the rules' examples, each audited
    ("reports",),
    ("workspace",),
    ("cli",),
    ("__main__",),
)
"""From the ground up; a floor may import those below it. Names in one row stand on one floor."""
HEIGHT = {name: height for height, names in enumerate(FLOORS) for name in names}
HOMES = {
    "fractions": "rational",
    "quicktions": "rational",
    "pint": "quantities",
    "markdown_it": "documents",
    "jinja2": "reports",
    "pyarrow": "reports",
}
"""The only floor whose modules may import the library at their top; ``rich`` has none."""
BANNED = {"pickle", "shelve", "dill", "cloudpickle"}


def floor_of(module: str) -> str:
    """``quantities`` for ``auditor.quantities.units``."""
    return [*module.split("."), ""][1]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(nodes: Iterator[ast.AST] | list[ast.stmt], path: Path) -> Iterator[str]:
    """The full names of imported modules; of ``from package import name`` both, as the name may be a module."""
    package = list(path.relative_to(ROOT).parent.parts)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when a module is imported: everything outside functions and ``if TYPE_CHECKING``."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending.extend(node.orelse)
            continue
        pending.extend(ast.iter_child_nodes(node))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_floors_import_downwards_only(path: Path) -> None:
    own = floor_of(name_of(path))
    assert own in HEIGHT, f"{own} stands on no floor"
    for name in imported(ast.walk(parsed(path)), path):
        if name.split(".")[0] == "auditor":
            other = floor_of(name) if floor_of(name) in HEIGHT else ""  # a name of auditor/__init__.py
            assert other == own or HEIGHT[other] < HEIGHT[own], f"{own} may not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_heavy_libraries_are_loaded_where_they_are_used(path: Path) -> None:
    own = floor_of(name_of(path))
    for name in imported(top_level(parsed(path)), path):
        library = name.split(".")[0]
        assert library != "rich", "rich is imported inside functions"
        assert HOMES.get(library, own) == own, f"{library} belongs to {HOMES[library]}"


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_nothing_that_a_file_could_abuse_is_imported(path: Path) -> None:
    assert not BANNED & {name.split(".")[0] for name in imported(ast.walk(parsed(path)), path)}


def test_no_drawer_for_everything() -> None:
    drawers = {"utils", "util", "common", "helpers", "misc", "shared"}
    assert not [str(path) for path in MODULES if drawers & {path.stem, path.parent.name}]


def test_every_file_and_function_has_room() -> None:
    too_long = [ids(path) for path in MODULES if path.read_text("utf-8").count("\n") > 300]
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                too_long += [f"{ids(path)}:{node.lineno} {node.name} ({length})"] if length > 60 else []
    assert not too_long


@pytest.mark.parametrize("module", ["auditor", "auditor.cli.main", "auditor.cli.check", "auditor.model"])
def test_starting_up_loads_nothing_heavy(module: str) -> None:
    heavy = ["pint", "jinja2", "markdown_it", "rich", "yaml", "pathspec", "pytest", "pyarrow"]
    code = f"import sys, {module}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == []


def test_the_walk_sees_what_it_must(tmp_path: Path) -> None:
    """The helpers of this file, on a module with every kind of import."""
    del tmp_path
    path = PACKAGE / "engine" / "kinds" / "imaginary.py"
    tree = ast.parse(
        "import a.b\nfrom auditor.model import Span\nfrom .. import loader\nfrom . import x\nfrom .y import z\n"
        "if TYPE_CHECKING:\n    import hidden\ntry:\n    import tried\nexcept ImportError:\n    pass\n"
        "def f():\n    import late\n"
    )
    everything = {
        "a.b",
        "auditor.model.Span",
        "auditor.engine.loader",
        "auditor.engine.kinds.x",
        "auditor.engine.kinds.y.z",
        "hidden",
        "tried",
        "late",
    }
    assert set(imported(ast.walk(tree), path)) == everything
    assert set(imported(top_level(tree), path)) == everything - {"hidden", "late"}
