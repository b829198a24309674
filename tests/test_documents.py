"""What the documents promise exists: commands, pictures, files and the tests they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "sync/PROTOCOL.md",
             "server/api/EVENTS.md"]  # fmt: skip


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_readme_names_the_two_commands() -> None:
    text = read("README.md")
    assert "python3 scripts/run.py" in text
    assert "python3 scripts/test.py" in text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(name: str) -> None:
    text = read(name)
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    quoted = re.findall(
        r"`((?:sync|server|pwa|tests|scripts)/[\w./-]+\.(?:py|ts|tsx|toml|md|json))`", text
    )
    for path in {*linked, *quoted}:
        assert (ROOT / path).exists() or (ROOT / name).parent.joinpath(path).exists(), path


def test_every_module_of_the_domain_and_every_room_of_the_server_stands_in_the_map() -> None:
    text = read("ARCHITECTURE.md").split("```")[1]
    domain, server = text.split("\nserver/ ")[0], text.split("\nserver/ ")[1].split("\npwa/ ")[0]
    names = [re.split(r"  +", line.strip())[0] for line in f"{domain}\n{server}".splitlines()]
    patterns = [re.escape(name).replace(r"\*", r"\w*") for name in " ".join(names).split()]
    there = {path.stem for path in (ROOT / "sync").glob("*.py")} - {"__init__"}
    there |= {path.stem for path in (ROOT / "server").glob("*.py")}
    there |= {f"{path.parent.name}/" for path in (ROOT / "server").glob("*/__init__.py")}
    missing = [one for one in there if not any(re.fullmatch(each, one) for each in patterns)]
    assert not missing, f"no line of the map names {missing}"


def test_every_invariant_names_a_test_that_exists() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    tests += "\n".join(path.read_text("utf-8") for path in (ROOT / "pwa/tests").rglob("*.ts*"))
    section = read("ARCHITECTURE.md").split("## Invariants")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if re.match(r"\| \d+ ", line)]
    assert len(rows) >= 12
    for row in rows:
        named = re.findall(r"`((?:test_)?\w+)`", row.split("|")[-2])
        assert named, row
        for test in named:
            assert test in tests, f"{test} is named but not there: {row}"
