"""Draws the app's icon, six tiles of which the last is ticked, as SVG and as PNG in the needed sizes.

Standard library only: run `python3 icons/draw.py` in `pwa/`; the results are checked in.
"""

import struct
import zlib
from math import hypot
from pathlib import Path

OUT = Path(__file__).parent.parent / "public" / "icons"
BLUE, WHITE, GREEN, INK = (11, 87, 164), (255, 255, 255), (70, 211, 154), (6, 37, 26)
# The icon is drawn on a square of 96 units; tiles as (x, y), each TILE wide.
TILE, RADIUS = 20.0, 5.0
TILES = [(12.0 + column * 26.0, 25.0 + row * 26.0) for row in range(2) for column in range(3)]
TICK = [(69.0, 61.5), (73.0, 65.5), (79.5, 56.5)]
STROKE = 3.6
SAMPLES = (0.125, 0.375, 0.625, 0.875)


def in_round_box(x: float, y: float, left: float, top: float, size: float, radius: float) -> bool:
    """Whether the point lies in a square with rounded corners."""
    dx = max(left + radius - x, x - (left + size - radius), 0.0)
    dy = max(top + radius - y, y - (top + size - radius), 0.0)
    inside = left <= x <= left + size and top <= y <= top + size
    return inside and hypot(dx, dy) <= radius


def near_line(x: float, y: float, a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether the point lies within half a stroke of the segment."""
    (ax, ay), (bx, by) = a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
    return hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) <= STROKE / 2


def colour_at(x: float, y: float, corner: float) -> tuple[int, int, int, int]:
    """Red, green, blue, alpha of a point of the 96-unit square; `corner` rounds the background."""
    if near_line(x, y, TICK[0], TICK[1]) or near_line(x, y, TICK[1], TICK[2]):
        return (*INK, 255)
    for index, (left, top) in enumerate(TILES):
        if in_round_box(x, y, left, top, TILE, RADIUS):
            return (*(GREEN if index == 5 else WHITE), 255)
    return (*BLUE, 255) if in_round_box(x, y, 0, 0, 96, corner) else (*BLUE, 0)


def pixel(column: int, row: int, scale: float, shrink: float, corner: float) -> bytes:
    """One pixel, the mean of sixteen points; `shrink` keeps the tiles inside a mask's safe zone."""
    total = [0, 0, 0, 0]
    for dy in SAMPLES:
        for dx in SAMPLES:
            x = ((column + dx) * scale - 48) / shrink + 48
            y = ((row + dy) * scale - 48) / shrink + 48
            beyond = corner == 0 and not (0 <= x <= 96 and 0 <= y <= 96)
            colour = (*BLUE, 255) if beyond else colour_at(x, y, corner)
            total = [a + b for a, b in zip(total, colour, strict=True)]
    return bytes(round(value / 16) for value in total)


def png(size: int, shrink: float, corner: float) -> bytes:
    """A PNG of `size` pixels, 8 bits RGBA."""
    scale = 96 / size
    rows = [
        b"\0" + b"".join(pixel(column, row, scale, shrink, corner) for column in range(size))
        for row in range(size)
    ]

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def svg() -> str:
    """The same drawing as SVG."""
    tiles = "".join(
        f'<rect x="{x:g}" y="{y:g}" width="20" height="20" rx="5" fill="{"#46D39A" if i == 5 else "#FFF"}"/>'
        for i, (x, y) in enumerate(TILES)
    )
    points = " ".join(f"{x:g},{y:g}" for x, y in TICK)
    tick = (
        f'<polyline points="{points}" fill="none" stroke="#06251A" stroke-width="{STROKE}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )
    back = '<rect width="96" height="96" rx="20" fill="#0B57A4"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{back}{tiles}{tick}</svg>\n'
    )


def main() -> None:
    """Writes the four files."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "six.svg").write_text(svg(), encoding="utf-8")
    (OUT / "six-192.png").write_bytes(png(192, 1.0, 20.0))
    (OUT / "six-512.png").write_bytes(png(512, 1.0, 20.0))
    (OUT / "six-maskable-512.png").write_bytes(png(512, 0.82, 0.0))


if __name__ == "__main__":
    main()
