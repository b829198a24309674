"""QR cards to stick up: doors and areas, to be scanned in the app; a notice for each stairwell.

A card's QR holds the address of the phone's page with the id of its place behind the #, which no
server on the way sees: whoever scans it without the app learns nothing. Below stands what to type
where nothing can scan. No card bears a resident's name or anybody's own number.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import quote

import segno
from sqlalchemy import select

from server import problems
from server.db import db
from server.json import Json
from server.models import Place
from server.register.entries import read_entries
from server.reports.table import Lang
from server.reports.typeset import set_paper
from server.visible import path_names, within
from sync.words import Words

Kind: TypeAlias = Literal["area", "door", "stairwell"]
PAPER = Path(__file__).parent / "cards.typ"
MOST_CARDS = 1_200
TYPES: dict[Kind, tuple[str, ...]] = {
    "area": ("area", "gate"),
    "door": ("household",),
    "stairwell": ("stairwell",),
}
WORDS: dict[Lang, dict[str, str]] = {
    "zh": {
        "title": "六个到位", "scan": "在「六个到位」里扫", "type": "扫不了就输",
        "lead": "楼栋长", "deputy": "副手",
        "grid": "网格", "phone": "社区电话", "notice": "这个单元谁负责", "nobody": "还没定人",
        "page": "第", "pages": "页",
    },
    "en": {
        "title": "Six in Place", "scan": "Scan it in Six in Place", "type": "or type",
        "lead": "Building lead", "deputy": "Deputy", "grid": "Grid", "phone": "Community's phone",
        "notice": "Who is responsible here", "nobody": "nobody yet", "page": "Page", "pages": "",
    },
}  # fmt: skip


def write_cards(top: Place, kind: Kind, lang: Lang, phone: str, home: str) -> bytes:
    """Return the cards of every such place below the top, as a PDF to cut apart.

    `home` is where phones find the app. Raises Conflict where there is none, TooLongForPaper for
    too many.
    """
    places = _places(top, kind)
    if not places:
        raise problems.Conflict(
            Words(
                "这里还没有这样的地方,先在名册里添上",
                "there is nothing of the kind here yet; add it to the roster first",
            )
        )
    if len(places) > MOST_CARDS:
        raise problems.TooLongForPaper(rows=len(places), most=MOST_CARDS)
    paths = path_names(place.key for place in places)
    leads = _leads(top) if kind == "stairwell" else {}
    compounds = _ids({place.compound_key for place in places if place.compound_key is not None})
    parents = _names({place.parent_key for place in places if place.parent_key is not None})
    cards: list[Json] = [
        {
            "name": place.name,
            "where": " ".join(_near(place, paths[place.key], parents)),
            "code": short_code(place.id, compounds.get(place.compound_key or 0, "")),
            "qr": qr_svg(address_of(home, place.id)),
            **leads.get(place.building_key or 0, {}),
        }
        for place in places
    ]
    return set_paper(PAPER, cards=cards, said={"kind": kind, "number": phone, **WORDS[lang]})


def address_of(home: str, id: str) -> str:
    """Return the address that opens the phone at a place, without signal too.

    >>> address_of("https://six.example/", "c.1.@gate")
    'https://six.example/#/at/c.1.%40gate'
    """
    return f"{home.rstrip('/')}/#/at/{quote(id, safe='')}"


def short_code(id: str, compound: str) -> str:
    """Return what is typed on a phone of the compound: the id without the compound's.

    >>> short_code("420103009001.1.3.1.1302", "420103009001.1")
    '3.1.1302'
    """
    return id.removeprefix(f"{compound}.") if compound else id


def qr_svg(text: str) -> str:
    """Return the QR of a text as SVG; medium correction, for paper gets scratched."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


def _places(top: Place, kind: Kind) -> Sequence[Place]:
    return db.session.scalars(
        select(Place)
        .where(within(top), Place.type.in_(TYPES[kind]), Place.left.is_(False))
        .order_by(Place.compound_key, Place.building_key, Place.parent_key, Place.sort, Place.id)
        .limit(MOST_CARDS + 1)
    ).all()


def _near(place: Place, path: Sequence[str], parents: dict[int, str]) -> list[str]:
    """Return the compound, building and stairwell; the levels above say nothing on a wall."""
    near = list(path[4:])
    parent = parents.get(place.parent_key or 0)
    return [*near, parent] if parent and parent not in near else near


def _ids(keys: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Place.key, Place.id).where(Place.key.in_(keys)))
    return {row.key: row.id for row in rows}


def _names(keys: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Place.key, Place.name).where(Place.key.in_(keys)))
    return {row.key: row.name for row in rows}


def _leads(top: Place) -> dict[int, dict[str, Json]]:
    """Return by building who is responsible, as the register has it; no number of theirs."""
    return {
        entry.place_key: {
            name: str(entry.fields[name])
            for name in ("lead", "deputy", "grid")
            if entry.fields.get(name)
        }
        for entry in read_entries(top, ("assignment",))
    }
