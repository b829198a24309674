"""Where in a TOML file a table or key stands, for errors that name the line.

`tomllib` keeps no positions, so headers and keys are found by a scan of the lines. It is used for
messages only: a wrong guess (inside a multi-line text) misplaces a message and nothing else.

>>> lines = lines_of("id = 'x'\\n[[criteria]]\\nid = 'Z1'\\n[[criteria]]\\nid = 'Z2'\\n")
>>> line_of(lines, ("criteria", 1, "id")), line_of(lines, ("criteria", 1, "weight"))
(5, 4)
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]\s]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def lines_of(text: str) -> dict[Path, int]:
    """Path of every table and key -> its line, from 1; elements of table arrays are numbered."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _enter(header.group(2).split("."), header.group(1) == "[[", counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key.group(1)), number)
    return found


def _enter(names: list[str], array: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, names[-1])
    if array:
        counts[path] = counts.get(path, -1) + 1
        return (*path, counts[path])
    return path


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest table around it; 1 when nothing is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
