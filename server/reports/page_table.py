"""The table of a desk page as an export: what is on offer, its heads, and what fills it.

A page registers its tables in a module of ``server.reports.pages`` and that module's ``TABLES`` in
``server.reports.catalog``; nothing else has to know of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from server.reports.offer import ANY_PLACE, Asks, Offer
from server.reports.question import Question
from server.reports.table import Column, Fact, Lang, Row
from server.roles import Permission
from server.rules import kinds

Words: TypeAlias = Mapping[Lang, str]


class Head(NamedTuple):
    """A head in both languages; the width and what it is of, as a column has them."""

    zh: str
    en: str
    width: int
    figure: bool = False
    day: bool = False


class Filled(NamedTuple):
    """The rows of a table, and the lines above it that this page adds."""

    rows: Iterable[Row]
    facts: Sequence[Fact] = ()


def columns_under(heads: Iterable[Head], lang: Lang) -> list[Column]:
    """Return the columns under these heads in a language."""
    return [
        Column(head.zh if lang == "zh" else head.en, head.width, head.figure, head.day)
        for head in heads
    ]


Fill: TypeAlias = Callable[[Question], Filled]


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as a page shows it. ``of``: a kind whose named fields follow the heads."""

    offer: Offer
    heads: tuple[Head, ...]
    fill: Fill
    of: str = ""
    fields: tuple[str, ...] = ()

    def columns(self, lang: Lang) -> list[Column]:
        """Return the columns in a language."""
        own = columns_under(self.heads, lang)
        return own + [Column(kinds()[self.of].fields[name].label[lang], 14) for name in self.fields]


def page_offer(
    id: str,
    title: tuple[str, str],
    asks: Asks,
    needs: Permission,
    places: tuple[str, ...] = ANY_PLACE,
    *,
    looks_back: bool = False,
    community_only: bool = False,
) -> Offer:
    """Return what is on offer of a page; ``title`` is said in Chinese and English."""
    note = {"zh": "和页面上看到的一样。", "en": "As the page shows it."}
    words = {"zh": title[0], "en": title[1]}
    return Offer(
        id, words, note, asks, places, needs, looks_back=looks_back, community_only=community_only
    )


def label_of(kind: str, field: str, value: object, lang: Lang) -> str:
    """Return the label of a choice of a kind's field; the value itself where it is no choice."""
    choices = kinds()[kind].fields[field].choices
    found = next((choice.label[lang] for choice in choices if choice.id == value), None)
    return str(value or "") if found is None else found
