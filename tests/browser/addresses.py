"""Every page of the desk and every screen of the phone, as the client's own tables name them.

A page that is added there is looked at from then on without a word here; what it needs in its
address to show something stands in STATES.
"""

from __future__ import annotations

import re
from pathlib import Path

from sync.places import mint
from tests.browser.conftest import ROOT

COMMUNITY, COMPOUND = "420103009001", "420103009001.1"
BUILDING = f"{COMPOUND}.3"
CLIENT = ROOT / "pwa" / "src"
# What a page shows once somebody followed its links; {session} is "day=…&session=…".
DESK_STATES = {
    "board": {"board": "board", "board-yesterday": "board?{session}"},
    "missed": {"missed": "missed", "missed-opened": f"missed?at={BUILDING}&{{session}}"},
    "building": {"building": f"building?building={BUILDING}&door={BUILDING}.1.1502&{{session}}"},
    "checklist": {"checklist": "checklist", "verdict": "checklist?criterion=D4.1"},
    "declaration": {"declaration": f"declaration?of={COMPOUND}"},
    "records": {"records": f"records?at={COMPOUND}&kind=disinfection"},
    "record": {"record": "record?id={record}"},
    "since": {"since": "since?known_at={then}"},
}
# What stands behind the name of a screen, as a grid worker of the whole compound opens it.
PHONE_STATES = {
    "building": BUILDING,
    "paste": BUILDING,
    "disinfection": COMPOUND,
    "gate": mint("gate", COMPOUND, "东门"),
    "deliveries": "{deliveries}",
    "notice": "{notice}",
    "followup": "c1",
    "form": "occupancy",
    "survey": f"vector_survey/{BUILDING}",
}


def desk_pages(session: str = "", record: str = "", then: str = "") -> dict[str, str]:
    """Name -> address below /desk/, for every state of every page."""
    names = _keys(CLIENT / "desk" / "pages.tsx", "PAGES")
    states = {key: to for name in names for key, to in DESK_STATES.get(name, {name: name}).items()}
    return {key: to.format(session=session, record=record, then=then) for key, to in states.items()}


def phone_screens(deliveries: str = "", notice: str = "") -> dict[str, str]:
    """Name -> the part of the address after #, for every screen of the phone."""
    tables = ("app.tsx", "duties.tsx")
    names = [name for file in tables for name in _keys(CLIENT / "phone" / file, "SCREENS")]
    found = {name: f"#/{name}/{PHONE_STATES.get(name, '')}".rstrip("/") for name in names}
    return {name: to.format(deliveries=deliveries, notice=notice) for name, to in found.items()}


def _keys(file: Path, table: str) -> list[str]:
    """The keys of an object that a source file declares, in their order."""
    source = file.read_text("utf-8")
    found = re.search(rf"const {table}\b.*?= {{\n(.*?)\n}};", source, re.DOTALL)
    assert found, f"{file} declares no {table}"
    return re.findall(r"^  (\w+):", found[1], re.MULTILINE)
