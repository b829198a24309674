"""The certificate of a place: its number, where the public looks it up, and what it says today."""

from typing import Any
from urllib.parse import quote

from flask import current_app, request

from server.models import Place
from sync.days import day_of
from sync.standing import Step

PATH = "/certificates/"


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
