"""What tests read out of papers."""

from __future__ import annotations

from typing import Any

from pypdf import PageObject


def embedded_fonts(page: PageObject) -> dict[str, int]:
    """Each font of a page by its name, and how many bytes of it travel in the file."""
    fonts: Any = page["/Resources"]
    found = {}
    for entry in fonts["/Font"].values():
        font = entry.get_object()
        parts = font.get("/DescendantFonts")
        descriptor = (parts[0].get_object() if parts else font)["/FontDescriptor"]
        programs = (descriptor.get(f"/FontFile{kind}") for kind in ("", "2", "3"))
        found[str(font["/BaseFont"])] = sum(len(one.get_data()) for one in programs if one)
    return found
