"""Who is in the demonstration: desk accounts, the people with phones, and who is still invited."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from server.auth import Actor, read_grants
from server.config import now_ms
from server.db import db
from server.demo.city import CERTIFIED, NEWCOMER_BUILDING, STORY, Compound
from server.models import Account, Invitation, Place
from server.people.invitations import Made, invite, withdraw
from server.standings.certificates import PATH
from server.standings.moments import standing_of
from sync.places import mint

CITY, DISTRICT, STREET = "4201", "420103", "420103009"
DOORS_A_WORKER = 1_000


@dataclass(frozen=True, slots=True)
class SignIn:
    """A desk account of the demonstration; `place` None is everywhere (the operator)."""

    account: str
    passphrase: str
    name: str
    role: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody with a phone: `buildings` None is the whole compound."""

    name: str
    role: str
    compound: str
    buildings: tuple[str, ...] | None
    device: str
    # Doors of these buildings are theirs to knock on; a grant may reach further.
    rounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invited:
    """A newcomer who has not used the invitation yet."""

    name: str
    role: str
    compound: str
    building: str | None


SECRETARIES = {
    "420103009001": ("xiao", "shuang liu xiao qu", "肖书记"),
    "420103012008": ("chen", "zuan shi gong yu", "陈书记"),
    "420107003004": ("zhou", "lin jiang ya ju", "周书记"),
    "420113003002": ("wu", "wu jin shan she qu", "吴书记"),
    "420115088004": ("deng", "teng long she qu", "邓书记"),
}
ABOVE = (
    SignIn("street", "tang jia dun jie dao", "老陈", "street", STREET),
    SignIn("district", "jiang han qu shen he", "区社区组", "district", DISTRICT),
    SignIn("xingou", "xin gou qiao jie dao", "老孟", "street", "420107003"),
    SignIn("qingshan", "qing shan qu shen he", "青山区社区组", "district", "420107"),
    SignIn("city", "wu han shi zhi hui bu", "市指挥部", "city", CITY),
    SignIn("operator", "xi tong wei hu yuan", "系统维护员", "operator", None),
)
LEADS = {"1": "李秀珍", "2": "陈国强", "4": "刘桂英", "5": "周建国", "6": "吴春兰"}
PHONES = ("Redmi Note 8", "荣耀 9X", "vivo Y3", "OPPO A9", "华为 nova 5", "小米 8")
SURNAMES = "张赵孙马何郭高罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"


def sign_ins(communities: Collection[str] = tuple(SECRETARIES)) -> tuple[SignIn, ...]:
    """Return the desk accounts of communities and of those above, with passphrases."""
    secretaries = [
        SignIn(account, words, name, "community", community)
        for community, (account, words, name) in SECRETARIES.items()
        if community in communities
    ]
    above = (one for one in ABOVE if any(each.startswith(one.place or "") for each in communities))
    return (*secretaries, *above)


def invited() -> tuple[Invited, ...]:
    """Return the newcomers: a building lead with 58 due doors, a property worker with 21 places."""
    return (
        Invited("王桂兰", "building_lead", STORY.name, NEWCOMER_BUILDING),
        Invited("小吴", "property_staff", STORY.name, None),
    )


def workers(compounds: Sequence[Compound]) -> tuple[Worker, ...]:
    """Return everybody with a phone, always the same people for the same compounds."""
    surnames = iter(SURNAMES)
    found = [worker for compound in compounds for worker in _of_compound(compound, surnames)]
    named = (PHONES[index % len(PHONES)] for index in range(len(found)))
    return tuple(
        Worker(one.name, one.role, one.compound, one.buildings, device, one.rounds)
        for one, device in zip(found, named, strict=True)
    )


def _of_compound(compound: Compound, surnames: Iterator[str]) -> Iterator[Worker]:
    name = compound.name
    if name == STORY.name:
        for building, lead in LEADS.items():
            yield Worker(lead, "building_lead", name, (building,), "", (building,))
        yield Worker("小刘", "grid_worker", name, None, "", (NEWCOMER_BUILDING,))
        yield Worker("老赵", "property_staff", name, None, "")
        yield Worker("小孙", "property_staff", name, None, "")
        return
    for share in _shares(compound):
        yield Worker(f"{next(surnames)}组长", "grid_worker", name, None, "", share)
    yield Worker(f"{name[:2]}物业", "property_staff", name, None, "")


def _shares(compound: Compound) -> Iterator[tuple[str, ...]]:
    """Divide the buildings among grid workers, each with about a thousand doors at most."""
    share: list[str] = []
    doors = 0
    for building, count in _doors(compound).items():
        if share and doors + count > DOORS_A_WORKER:
            yield tuple(share)
            share, doors = [], 0
        share.append(building)
        doors += count
    yield tuple(share)


def _doors(compound: Compound) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in compound.rows:
        if row.door is not None and row.building is not None:
            counts[row.building] = counts.get(row.building, 0) + 1
    return counts


def sign_in_lines(url: str) -> list[str]:
    """Return what a newcomer needs, for the terminal: desk sign-ins and fresh invitations.

    Empty when the database is not the demonstration's. Reads and writes the current app's.
    """
    desks = [one for one in sign_ins() if _is_there(one.account)]
    if not desks:
        return []
    lines = ["Desk sign-ins of the demonstration (account, passphrase):"]
    lines += [f"  {one.account:9} {one.passphrase:20} {one.name}" for one in desks]
    made = invite_newcomers()
    lines += ["", "Phones: open the address, or type the six digits:"] if made else []
    for name, secret in made:
        lines.append(f"  {name:4} {secret.code}  {url}#i={secret.token}")
    return [*lines, *_certificate_lines(url)]


def _certificate_lines(url: str) -> list[str]:
    """Return where anybody may look up the certificate of the demonstration, while it is held."""
    asked = select(Place.id).where(Place.name == CERTIFIED, Place.type == "compound")
    place = db.session.scalar(asked)
    held = standing_of(place).certificate if place else None
    if held is None:
        return []
    said = f"The certificate of {CERTIFIED}, for anybody to look up:"
    return ["", said, f"  {url.rstrip('/')}{PATH}{held.id}"]


def invite_newcomers(name: str | None = None) -> list[tuple[str, Made]]:
    """Invite the newcomers (or the one named) anew, in the name of the community's secretary.

    What was not used of earlier ones is taken back: each start of the server invites again.
    """
    secretary = db.session.scalar(
        select(Account).where(Account.account == SECRETARIES[STORY.community][0])
    )
    if secretary is None:
        return []
    grants = read_grants(secretary.key, now_ms())
    host = Actor(secretary.key, secretary.name, secretary.account, 0, 0, grants)
    made = []
    for one in invited():
        place = _place_of(one)
        if place is not None and name in (None, one.name):
            for unused in open_invitations(host, one.name):
                withdraw(host, unused)
            made.append((one.name, invite(host, one.name, one.role, [place], None)))
    return made


def open_invitations(host: Actor, name: str) -> list[Invitation]:
    """Return what the host has sent to a person of that name and nobody has used."""
    asked = select(Invitation).where(
        Invitation.inviter_key == host.key,
        Invitation.name == name,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return list(db.session.scalars(asked))


def _is_there(account: str) -> bool:
    found = select(Account.key).where(Account.account == account)
    return db.session.scalar(found) is not None


def _place_of(one: Invited) -> str | None:
    """Return the id of the place that a newcomer is invited to; None when it is not there."""
    compound = db.session.scalar(
        select(Place).where(Place.name == one.compound, Place.type == "compound")
    )
    if compound is None or one.building is None:
        return None if compound is None else compound.id
    return mint("building", compound.id, one.building)
