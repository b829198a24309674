"""Pieces of a long paper bound into one file, and what is known at the end laid over its pages.

What is laid over goes in as an object of its own, so that no page has to be read and written anew.
"""

import io

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

OVER = "/Over"


class Binding:
    """One file in the making."""

    def __init__(self, title: str) -> None:
        self._writer = PdfWriter()
        self._writer.add_metadata({"/Title": title})

    @property
    def pages(self) -> int:
        """How many pages are bound by now."""
        return len(self._writer.pages)

    def add(self, piece: bytes, *, but_last: bool) -> None:
        """Bind a piece in, its last page left out where the next piece sets it anew."""
        read = PdfReader(io.BytesIO(piece))
        self._writer.append(read, pages=(0, len(read.pages) - int(but_last)))

    def lay_over(self, sheets: bytes) -> None:
        """Lay a sheet over each page, the first over the first."""
        # Held by a name: pages of a reader that is gone cannot be read any more.
        laid = PdfReader(io.BytesIO(sheets))
        for page, sheet in zip(self._writer.pages, laid.pages, strict=True):
            self._lay(sheet, page)

    def close(self) -> bytes:
        """Return the file."""
        made = io.BytesIO()
        self._writer.write(made)
        return made.getvalue()

    def _lay(self, sheet: PageObject, page: PageObject) -> None:
        add = self._writer._add_object
        contents = sheet.get_contents()
        form = StreamObject()
        form.set_data(b"" if contents is None else contents.get_data())
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject(sheet.mediabox)
        form[NameObject("/Resources")] = sheet["/Resources"].clone(self._writer)
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        objects = resources.setdefault(NameObject("/XObject"), DictionaryObject())
        objects.get_object()[NameObject(OVER)] = add(form.flate_encode())
        before, after = StreamObject(), StreamObject()
        before.set_data(b"q\n")
        after.set_data(f"\nQ q {OVER} Do Q\n".encode())
        own = page.raw_get("/Contents")
        page[NameObject("/Contents")] = ArrayObject([add(before), own, add(after)])
