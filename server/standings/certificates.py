"""The certificate of a place: its number, its paper, and where the public looks it up."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import segno
from flask import current_app, request
from sqlalchemy import select

from server.db import db
from server.models import Place
from server.reports.typeset import set_paper
from server.rules import policy
from sync.days import MINUTE, SHANGHAI, day_of, day_start
from sync.standing import DECIDED_BY_CITY, Step

PATH = "/certificates/"
TEMPLATE = Path(__file__).with_name("certificate.typ")
TITLES = {
    "compound": ("无疫情小区", "Epidemic-free compound"),
    "community": ("无疫情社区", "Epidemic-free community"),
    "village": ("无疫情村", "Epidemic-free village"),
    "street": ("无疫情街道", "Epidemic-free street"),
    "district": ("无疫情城区", "Epidemic-free district"),
}


def number_of(step: Step, place: Place) -> str:
    """Return the number on a certificate: the day, the place's code and the step's first letters.

    The step's id is the hash of what was decided, so no two certificates share a number.
    """
    day = day_of(step.at).replace("-", "")
    return f"{day}-{place.id.partition('.')[0]}-{step.id[:8]}"


def address_of(step: Step) -> str:
    """Return the address of the certificate's public page."""
    base: str = current_app.config["PUBLIC_URL"] or request.url_root
    return f"{base.rstrip('/')}{PATH}{quote(step.id)}"


def certificate_to_json(step: Step, place: Place) -> dict[str, Any]:
    """What a desk shows of a certificate."""
    return {
        "id": step.id,
        "number": number_of(step, place),
        "at": step.at,
        "role": step.role,
        "policy": {"id": step.policy, "version": step.version},
        "digest": step.digest,
        "cutoff_at": step.cutoff_at or None,
        "address": address_of(step),
    }


def authority_of(place: Place) -> str:
    """Return who decided: the district's headquarters, the city's for streets and districts."""
    key = place.city_key if place.type in DECIDED_BY_CITY else place.district_key
    name = db.session.scalar(select(Place.name).where(Place.key == key)) if key else None
    return f"{name or ''}疫情防控指挥部"


def moment_words(at: int) -> str:
    """Return a moment as papers print it, in the time of the place.

    >>> moment_words(1583800200000)
    '2020-03-10 08:30'
    """
    day = day_of(at)
    minute = (at - day_start(day, SHANGHAI)) // MINUTE
    return f"{day} {minute // 60:02d}:{minute % 60:02d}"


def facts_of(step: Step, place: Place) -> list[tuple[str, str, str]]:
    """Return what paper and public page say of a certificate: zh label, en label, value."""
    return [
        ("编号", "Number", number_of(step, place)),
        ("认定单位", "Authority", authority_of(place)),
        ("认定时间", "Certified", moment_words(step.at)),
        ("依据", "Policy", _rules_of(step)),
        ("证据截至", "Evidence until", moment_words(step.cutoff_at or step.at)),
        ("证据摘要", "Evidence digest", step.digest or "–"),
    ]


def _rules_of(step: Step) -> str:
    """Return the rules by their title, while they are the ones in use, and their version."""
    rules = policy()
    named = rules.name.zh if rules.id == step.policy else step.policy
    return f"{named} 第 {step.version} 版"


def print_certificate(step: Step, place: Place, path: list[str]) -> bytes:
    """Return the certificate as PDF: A4, its own font, no person's data."""
    title, title_en = TITLES[place.type]
    address = address_of(step)
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2)
    return set_paper(
        TEMPLATE,
        certificate={
            "title": title,
            "title_en": title_en,
            "name": place.name,
            "path": " ".join(path),
            "facts": [list(fact) for fact in facts_of(step, place)],
            "qr": drawn.getvalue().decode(),
            "address": address,
            "look": "扫码看今天是否有效",
            "look_en": "Scan to see whether it is valid today",
        },
    )
