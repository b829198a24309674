"""A compound that was certified: the evidence of its days, and the steps that its people took.

Nothing is set here: each step is taken as at the desk, judged by the policy on what had arrived by
then, and refused if a single record were missing. A fever of the last days suspends the certificate
and its exclusion restores it, so that a newcomer sees a standing that lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from server.auth import Actor, read_grants
from server.config import now_ms
from server.db import db
from server.demo.city import CERTIFIED, CERTIFIED_DAYS
from server.demo.paper import Paper, write
from server.demo.settle import Site
from server.log.authoring import Draft
from server.models import Account
from server.roster.rows import Row
from server.standings.taking import take_step
from sync.days import HOUR, day_start
from sync.ops import Value
from sync.places import mint

LEADS = {"1": ("秦玉兰", "袁师傅"), "2": ("许大姐", "秦刚")}
# Days left of the fortnight (1 is yesterday), the hour, the desk account, the step.
STEPS = (
    (4, 14, "zhou", "declare"),
    (4, 15, "zhou", "community_check"),
    (3, 14, "xingou", "street_review"),
    (3, 15, "qingshan", "certify"),
    (1, 15, "qingshan", "file"),
)
SAMPLED_LEFT, SAMPLE = 5, 30
FEVER_LEFT, FEVER_DOOR = 2, 5
FEVER: Mapping[str, Value] = {
    "person": "f1", "category": "fever", "location": "home", "name_masked": "何**",
}  # fmt: skip


@dataclass(slots=True)
class Certified:
    """Writes down, session by session, what the rounds of phones leave out in this compound."""

    site: Site
    rows: tuple[Row, ...]
    paper: Paper = field(init=False)
    taken: int = 0

    def __post_init__(self) -> None:
        """Open the papers of its office."""
        channels, helper = ("临江团购群", "蒋家墩代购药"), LEADS["1"][0]
        self.paper = Paper(self.compound, self.rows, "南门", ("老秦", "小袁"), channels, helper)

    @property
    def compound(self) -> str:
        """The id of the compound."""
        return self.site.compound_ids[CERTIFIED]

    def after(
        self, day: str, left: int, session: str, go_to: Callable[[int], None], now: int
    ) -> None:
        """Do what falls due after a session of a day, `left` days before the demonstration."""
        if left > CERTIFIED_DAYS:
            return
        self.paper.after(day, session, go_to, now)
        if session == "pm":
            return
        if left == CERTIFIED_DAYS:
            write(*self._posts())
        if left == SAMPLED_LEFT:
            self._spot_check(day)
        self._fever(day, left)
        for step_left, hour, account, step in STEPS:
            if step_left == left:
                go_to(day_start(day) + hour * HOUR)
                self._take(account, step)

    def _posts(self) -> Iterator[Draft]:
        for building, (lead, deputy) in LEADS.items():
            place = mint("building", self.compound, building)
            yield Draft("assignment", place, {"lead": lead, "deputy": deputy})

    def _spot_check(self, day: str) -> None:
        """Draw from the doors, every second one first, and find them as they were recorded."""
        doors = [*self.paper.doors[::2], *self.paper.doors[1::2]][:SAMPLE]
        drawn: dict[str, Value] = {
            "drawn": [*doors], "round_on": day, "checked_kind": "screening", "checker": "老孟",
        }  # fmt: skip
        [sample] = write(Draft("spot_sample", self.compound, drawn))
        agrees: dict[str, Value] = {"sample": sample, "outcome": "agrees", "method": "phone"}
        write(*(Draft("spot_check", door, agrees) for door in doors))

    def _fever(self, day: str, left: int) -> None:
        """A fever that the clinic excludes the next day: suspended, restored, the days go on."""
        said = {
            FEVER_LEFT: {"event": "opened", "basis": "上门测温 37.5℃"},
            FEVER_LEFT - 1: {"event": "excluded", "basis": "发热门诊:核酸阴性,普通感冒"},
        }.get(left)
        if said is not None and self.taken:
            fields: dict[str, Value] = {**FEVER, **said, "happened_on": day}
            write(Draft("case_event", self.paper.doors[FEVER_DOOR], fields))

    def _take(self, account: str, step: str) -> None:
        actor = _actor(account)
        take_step(actor, {"place": self.compound, "step": step, "reason": "", "seen": self.taken})
        self.taken += 1


def _actor(account: str) -> Actor:
    """Return the person of a desk account, as if signed in now."""
    person = db.session.scalars(select(Account).where(Account.account == account)).one()
    grants = read_grants(person.key, now_ms())
    return Actor(person.key, person.name, account, 0, 0, grants)
