"""Papers set by Typst with the one font that we carry, so that a bare server prints Chinese.

The font is Noto Sans SC (SIL Open Font License), which travels with its licence in the package.
One paper is set at a time, and nothing of it is kept: what Typst remembers of a long table is two
hundred times the file.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, NamedTuple

import typst
from pylopdf_fonts_zh_cn import sans_path

from server.config import now_ms
from server.json import Json, dump
from server.reports.glyphs import drawn

PICTURE_PPI = 110
# Typst forgets what was of no use to so many papers; an empty one takes a tenth of a millisecond.
REMEMBERED = 11
_ONE_AT_A_TIME = Lock()


class Piece(NamedTuple):
    """A part of a paper, and the value that its template tells of it."""

    pdf: bytes
    told: Any


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that papers may use: ours alone, never what the machine happens to have."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[sans_path().parent]
    )


def set_paper(template: Path, *, tagged: bool = True, **parts: Json) -> bytes:
    """Return a PDF of the template; each part reaches it as JSON text in ``sys.inputs``.

    What people typed is thereby data to the template and can never be its markup. Screen readers
    go by its tags.
    """
    with _ONE_AT_A_TIME:
        made = _compile(_compiler(template, parts), "pdf", tags=tagged)
        _forget()
    return made


def set_piece(template: Path, label: str, **parts: Json) -> Piece:
    """Return a part of a paper without tags, with the value that stands at a label of it."""
    with _ONE_AT_A_TIME:
        compiler = _compiler(template, parts)
        made = _compile(compiler, "pdf", tags=False)
        (told,) = json.loads(compiler.query(f"<{label}>", field="value"))
        _forget()
    return Piece(made, told)


def set_picture(template: Path, **parts: Json) -> bytes:
    """Return the first page as PNG."""
    return _compile(_compiler(template, parts), "png", tags=False)


def _compiler(template: Path, parts: Mapping[str, Json]) -> typst.Compiler:
    inputs = {name: dump(drawn(part)).decode() for name, part in parts.items()}
    return typst.Compiler(str(template), font_paths=_fonts(), sys_inputs=inputs)


def _compile(compiler: typst.Compiler, format: Literal["pdf", "png"], *, tags: bool) -> bytes:
    made = compiler.compile(
        format=format, ppi=PICTURE_PPI, timestamp=now_ms() // 1_000, pdf_tags=tags
    )
    return (made[0] if isinstance(made, list) else made) or b""


def _forget() -> None:
    nothing = typst.Compiler(font_paths=_fonts())
    for _ in range(REMEMBERED):
        nothing.compile(b"", format="svg")
