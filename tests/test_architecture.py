"""The rules of ARCHITECTURE.md that a machine can hold."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).resolve().parent.parent
PWA = ROOT / "pwa"
Node = TypeVar("Node", bound=Hashable)


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_domain_imports_the_standard_library_and_itself_only() -> None:
    for path in python_files("sync"):
        for module in imported_modules(path):
            top = module.split(".")[0]
            assert top == "sync" or top in sys.stdlib_module_names, f"{path}: {module}"


def test_no_modules_of_the_client_import_each_other_in_a_circle() -> None:
    """A type is gone in the build, and what is fetched later is no circle."""
    imports = {path: set(client_imports(path)) for path in sorted((PWA / "src").rglob("*.ts*"))}
    assert sum(map(len, imports.values())) > 500, "the imports are not read any more"
    assert next(circles(imports), None) is None


def test_no_modules_of_the_server_and_the_domain_import_each_other_in_a_circle() -> None:
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in python_files("sync", "server", "scripts")
    }
    imports = {name: set(own_imports(path, files)) - {name} for name, path in files.items()}
    assert sum(map(len, imports.values())) > 500, "the imports are not read any more"
    assert next(circles(imports), None) is None


def own_imports(path: Path, files: Mapping[str, Path]) -> Iterator[str]:
    """The modules of ours that a module imports; `from server import audit` takes server.audit."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names} & files.keys()
            yield from below or {node.module} & files.keys()


def client_imports(path: Path) -> Iterator[Path]:
    """The modules whose values a module of the client takes at once."""
    source = path.read_text("utf-8")
    for names, module in re.findall(
        r'^(?:import|export) ([^;"]*?)(?: from )?"(\.[^"]+)";', source, re.M
    ):
        inside = re.fullmatch(r"(?s)\s*\{(.*)\}\s*", names)
        parts = [part.strip() for part in inside[1].split(",") if part.strip()] if inside else []
        if names.startswith("type ") or (parts and all(part.startswith("type ") for part in parts)):
            continue
        for suffix in (".ts", ".tsx", "/index.ts"):
            found = (path.parent / f"{module}{suffix}").resolve()
            if found.exists():
                yield found


def circles(imports: Mapping[Node, set[Node]]) -> Iterator[list[Node]]:
    """Every way that was found to come back to where it began."""
    done: set[Node] = set()

    def walk(node: Node, way: list[Node]) -> Iterator[list[Node]]:
        if node in way:
            yield [*way[way.index(node) :], node]
        elif node not in done:
            for above in sorted(imports.get(node, ()), key=str):
                yield from walk(above, [*way, node])
            done.add(node)

    for node in imports:
        yield from walk(node, [])


@pytest.mark.parametrize(
    "forbidden", ["time.time", "datetime.now", "datetime.utcnow", "date.today", "os.environ"]
)
def test_the_domain_reads_no_clock_and_no_environment(forbidden: str) -> None:
    for path in python_files("sync"):
        assert f"{forbidden}(" not in path.read_text("utf-8"), f"{path} reads {forbidden}"


def test_no_module_of_ours_has_a_name_that_says_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "common", "manager", "service", "base", "misc"}
    assert not [path for path in python_files("server", "sync") if path.stem in empty_names]


def test_no_dependency_brings_a_package_with_the_name_of_one_of_our_folders() -> None:
    owners = importlib.metadata.packages_distributions()
    assert not {"server", "sync"} & set(owners)


def test_no_import_hides_inside_a_function() -> None:
    for path in python_files("server", "sync"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not inner, f"{path}:{node.lineno} {node.name}"


def test_raw_html_is_never_written_into_a_page() -> None:
    for path in sorted((ROOT / "pwa" / "src").rglob("*.ts*")):
        text = path.read_text("utf-8")
        for word in ("innerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in text, f"{path}: {word}"


def test_the_outbox_is_written_only_in_strict_transactions() -> None:
    """A default transaction lost acknowledged records in 10 of 10 power cuts (safety, D1)."""
    opened = []
    for path in sorted((ROOT / "pwa" / "src").rglob("*.ts")):
        text = path.read_text("utf-8")
        for call in re.finditer(r"\btransaction\((?:[^()]|\([^()]*\))*\)", text):
            if "readwrite" in call.group():
                opened.append(call.group())
    assert opened, "no transaction that writes was found: has its spelling changed?"
    assert not [call for call in opened if "strict" not in call]


def test_what_is_committed_names_no_registry_and_no_machine_path() -> None:
    # Put together here so that this file does not find itself.
    words = ["files." + "pythonhosted", "registry." + "npmjs", "//pypi" + ".org"]
    words += ["deb." + "debian", "/wo" + "rk/"]
    for word in words:
        found = subprocess.run(
            ["git", "grep", "-nIF", word], cwd=ROOT, capture_output=True, text=True
        ).stdout
        assert not found, found


def test_a_new_release_of_a_package_does_not_break_the_setup() -> None:
    """pip looks for a newer `name[extra]` beside a pinned `name`, and refuses it for its hash."""
    asked = [
        re.match(r"([\w.-]+)\[([\w,-]+)\]", requirement)
        for package in importlib.metadata.distributions()
        for requirement in package.requires or ()
        if "extra ==" not in requirement
    ]
    names = {match[1].lower() for match in asked if match}
    assert names, "no package asks for another's extras any more"
    for listing in sorted((ROOT / "scripts" / "requirements").glob("*.txt")):
        pinned = re.findall(r"^([\w.-]+)==", listing.read_text("utf-8"), re.MULTILINE)
        assert not names & set(pinned), f"{listing.name}: compile with --no-strip-extras"
