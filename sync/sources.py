"""What a rule rests on: policies name it in English, ``sources.toml`` in Chinese.

>>> source_words(["HQ, 2020-03-18", "HQ, 2020-03-18; the share is a proposal"]).zh
'武汉市新冠肺炎疫情防控指挥部,2020-03-18;比例是本工具的建议'
>>> source_words(["Our own rule, 2031"]).zh
'Our own rule, 2031'
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from sync.words import Words

FILE = Path(__file__).parent / "sources.toml"
BETWEEN = "; "


@cache
def in_chinese() -> Mapping[str, str]:
    """The parts of sources by what they are called in English."""
    known: dict[str, str] = tomllib.loads(FILE.read_text("utf-8"))
    return known


def parts_of(sources: Iterable[str]) -> tuple[str, ...]:
    """The distinct parts of sources, in their order."""
    return tuple(dict.fromkeys(part for source in sources for part in source.split(BETWEEN)))


def source_words(sources: Iterable[str]) -> Words:
    """Distinct sources in one line; a part of somebody's own policy is left as it was written."""
    parts = parts_of(sources)
    return Words(";".join(in_chinese().get(part, part) for part in parts), BETWEEN.join(parts))
