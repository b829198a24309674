"""Places added and taken away by hand: an area, a gate, a door that a list forgot."""

from collections.abc import Mapping

from sqlalchemy import or_, select

from server import problems
from server.auth import Actor
from server.db import db
from server.log.authoring import Draft
from server.models import Place
from server.register.changes import MOST_OPS, Written, write
from server.roles import Permission
from server.roster.plan import compound_ids
from server.roster.register import compounds_of
from server.visible import find_place, within
from sync.kinds import VOID
from sync.ops import Value
from sync.places import mint
from sync.words import Words

ADDABLE: Mapping[str, frozenset[str]] = {
    "compound": frozenset({"community", "village"}),
    "stairwell": frozenset({"building"}),
    "household": frozenset({"stairwell"}),
    "area": frozenset({"compound", "building", "stairwell"}),
    "gate": frozenset({"compound"}),
}
"""Type -> the types of place that it may be added to; whole buildings come from the generator."""


def add(actor: Actor, parent_id: str, fields: Mapping[str, Value]) -> Written:
    """Add a place below another one. Raises NotFound, Invalid, or Conflict when it is there."""
    type_, name = str(fields["type"]), str(fields["name"])
    parent = find_place(actor, Permission.REGISTER, parent_id, *ADDABLE[type_])
    id = _new_id(type_, parent, name)
    there = db.session.scalar(select(Place).where(Place.id == id))
    if there is not None and not there.left:
        raise problems.Conflict(Words(f"{name}已经有了", f"{name} is there already"))
    said: dict[str, Value] = {**fields, "parent": parent.id}
    if there is not None:
        said[VOID] = False
    (op,) = write(actor, [Draft("place", id, said)], parent.key)
    return Written(f"place/{id}", (op,))


def _new_id(type_: str, parent: Place, name: str) -> str:
    if type_ == "compound":
        return compound_ids(parent.id, [name], compounds_of(parent.key))[name]
    try:
        return mint(type_, parent.id, name)
    except ValueError as wrong:
        words = Words("名字里要有汉字、字母或数字", "a name has letters, digits or Chinese")
        raise problems.Invalid(words, errors=[{"field": "name", "detail": words.en}]) from wrong


def remove(actor: Actor, place_id: str) -> Written:
    """Take a place away with everything below it; what was recorded there stays in the history."""
    place = find_place(actor, Permission.REGISTER, place_id, "building", *ADDABLE)
    ids = list(
        db.session.scalars(
            select(Place.id)
            .where(or_(within(place), Place.parent_key == place.key), Place.left.is_(False))
            .order_by(Place.key)
            .limit(MOST_OPS + 1)
        )
    )
    if len(ids) > MOST_OPS:
        raise problems.Conflict(
            Words(
                f"下面有 {MOST_OPS} 多处,请先一栋一栋撤下",
                f"more than {MOST_OPS} places lie below; take its buildings first",
            )
        )
    drafts = [Draft("place", id, {VOID: True}) for id in ids]
    return Written(f"place/{place.id}", write(actor, drafts, place.key))
