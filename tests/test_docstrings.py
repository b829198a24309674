"""The examples in the docstrings say what the code does, and every room of the domain has one."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def modules(folder: str) -> list[str]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [
        name
        for name in names
        if "migrations" not in name and not name.endswith(("__init__", "__main__"))
    ]


@pytest.mark.parametrize("name", [*modules("sync"), *modules("server")])
def test_the_examples_of_a_module_give_what_they_say(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert not result.failed
    if name.startswith("sync."):
        assert result.attempted, "no example shows what this module is for"
