"""Papers set by Typst with the one font that we carry, so that a bare server prints Chinese.

The font is Noto Sans SC (SIL Open Font License), which travels with its licence in the package.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from pylopdf_fonts_zh_cn import sans_path

from server.config import now_ms
from server.json import Json, dump

PICTURE_PPI = 110


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that papers may use: ours alone, never what the machine happens to have."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[sans_path().parent]
    )


def set_paper(template: Path, **parts: Json) -> bytes:
    """Return a PDF of the template; each part reaches it as JSON text in ``sys.inputs``.

    What people typed is thereby data to the template and can never be its markup.
    """
    return _compile(template, "pdf", parts)


def set_picture(template: Path, **parts: Json) -> bytes:
    """Return the first page as PNG."""
    return _compile(template, "png", parts)


def _compile(template: Path, format: Literal["pdf", "png"], parts: Mapping[str, Json]) -> bytes:
    inputs = {name: dump(part).decode() for name, part in parts.items()}
    compiler = typst.Compiler(str(template), font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format=format, ppi=PICTURE_PPI, timestamp=now_ms() // 1_000)
    return (made[0] if isinstance(made, list) else made) or b""
