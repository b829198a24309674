"""Unpack the Chromium of the npm package @sparticuz/chromium, with the libraries it needs.

Usage: unpack_chromium.py FOLDER_WITH_NODE_MODULES HOME. Writes HOME/run, a launcher.
"""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import brotli

LAUNCHER = """#!/bin/sh
export LD_LIBRARY_PATH="{home}/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
exec "{home}/chromium" "$@"
"""


def main(source: Path, home: Path) -> None:
    """Unpack the browser and its libraries below `home` and write the launcher."""
    packed = source / "node_modules" / "@sparticuz" / "chromium" / "bin"
    home.mkdir(parents=True, exist_ok=True)
    for name in ("al2023", "swiftshader"):
        data = brotli.decompress((packed / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            archive.extractall(home, filter="data")
    write_program(home / "chromium", brotli.decompress((packed / "chromium.br").read_bytes()))
    write_program(home / "run", LAUNCHER.format(home=home).encode())


def write_program(path: Path, content: bytes) -> None:
    """Write an executable file."""
    path.write_bytes(content)
    path.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
