"""What is special in the fortnight: a fever, a disagreement, a lift missed, phones that owe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from server.demo.city import STORY, Compound
from server.demo.duties import CONTACTS, GATE
from server.demo.paper import Office, Paper
from server.demo.people import LEADS, Worker
from server.demo.rounds import Round, Seen
from server.demo.settle import Site
from server.roster.plan import AREA_NAMES
from server.rules import policy, sessions
from sync.days import HOUR, day_start, session_window
from sync.exchange import Rules
from sync.log import Store
from sync.ops import Value
from sync.places import mint

FEVER: Mapping[str, Value] = {
    "outcome": "exception",
    "method": "door",
    "symptoms": ["fever", "cough"],
    "temperature": 378,
    "needs": ["care"],
    "note": "已请社区电话联系",
}
FEVER_AT = ("5", "1202")
FORGOTTEN_AT = ("5", "702")
ARGUED_AT = ("4", "803")
MISSED_LIFT, LIFT = "2", AREA_NAMES["lift"]
ARGUING = "小刘"
COUGHS: Mapping[str, Value] = {
    "outcome": "exception", "symptoms": ["cough"], "_why": "中午电话里说咳嗽",
}  # fmt: skip
NOBODY: Mapping[str, Value] = {"outcome": "no_answer", "_why": "点错了,没人应门"}
# Compound and session of yesterday: whose line breaks (of the first one, where no name is said),
# and after how many records.
LATE = {(STORY.name, "pm"): (LEADS["1"], 20), ("钻石公寓", "am"): ("", 60)}


def story_office(site: Site, story: Compound) -> Office:
    """Return what the story's office does after each session of its fortnight."""
    compound, channels = site.compound_ids[story.name], ("西桥团购群", "唐家墩代购药")
    paper = Paper(compound, story.rows, GATE, ("老赵", "小孙"), channels, helper="小刘")

    def after(day: str, left: int, session: str, go_to: Callable[[int], None], now: int) -> None:
        if left <= story.days:
            paper.after(day, session, go_to, now)

    return after


@dataclass(slots=True)
class Story:
    """Changes what people of the story recorded yesterday, and lets their phones disagree."""

    site: Site
    yesterday: str
    opened: dict[tuple[str, str], str] = field(default_factory=dict)
    late: list[Worker] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether the compound of the story is there at all."""
        return STORY.name in self.site.compound_ids

    def building(self, name: str) -> str:
        """Return the id of a building of the story's compound."""
        return mint("building", self.site.compound_ids[STORY.name], name)

    def door(self, at: tuple[str, str]) -> str:
        """Return the id of a door of the story's compound."""
        return mint("household", mint("stairwell", self.building(at[0]), "1"), at[1])

    def told(self, one: Round) -> Round:
        """Return a round with the contacts measured, and yesterday's with what went amiss in it."""
        if one.worker.compound != STORY.name:
            return one
        one = replace(one, seen=[self._measured(each, one) for each in one.seen])
        if one.day != self.yesterday:
            return one
        sick = self.door(FEVER_AT)
        missed = mint("area", self.building(MISSED_LIFT), LIFT)
        seen = [
            replace(each, fields=FEVER) if each.place == sick and one.session == "am" else each
            for each in one.seen
            if (each.place, one.session) != (missed, "pm")
        ]
        return replace(one, seen=seen)

    def _measured(self, seen: Seen, one: Round) -> Seen:
        """Return a record with the reading of whoever is observed there; one was forgotten."""
        observed = {self.door((each.building, each.door)) for each in CONTACTS}
        forgotten = (self.yesterday, "pm", self.door(FORGOTTEN_AT))
        if seen.place not in observed or (one.day, one.session, seen.place) == forgotten:
            return seen
        reading: dict[str, Value] = {"temperature": 363 + int(one.day[-1]) % 5, "method": "door"}
        normal = seen.fields.get("outcome") == "normal"
        return replace(seen, fields={**seen.fields, **reading}) if normal else seen

    def is_left_open(self, one: Round, until: int) -> bool:
        """Whether a round that is still running belongs to the newcomers who are to join it."""
        running = until < session_window(one.day, one.session, sessions(), policy().tz)[1]
        return running and one.worker.compound == STORY.name and one.worker.buildings is None

    def remember(self, seen: Seen, op_id: str) -> None:
        """Keep the record of the door that will be argued about."""
        if self.is_told and seen.place == self.door(ARGUED_AT):
            self.opened[seen.place, seen.slot] = op_id

    def network_of(self, one: Round) -> int | None:
        """Return how few records get through before the line breaks; None: all, 0: nothing."""
        if one.worker in self.late:
            return 0
        breaks = LATE.get((one.worker.compound, one.session))
        if one.day != self.yesterday or breaks is None or one.worker.role == "property_staff":
            return None
        if one.worker.compound in {worker.compound for worker in self.late}:
            return None
        name, size = breaks
        if name not in ("", one.worker.name):
            return None
        self.late.append(one.worker)
        return size

    def between_sessions(
        self, day: str, session: str, go_to: Callable[[int], None], store: Store, rules: Rules
    ) -> None:
        """Let two people correct the same record at noon, neither knowing of the other."""
        if (day, session) != (self.yesterday, "am") or not self.is_told:
            return
        place, slot = self.door(ARGUED_AT), f"{day}/am"
        root = self.opened.get((place, slot))
        noon = day_start(day) + 12 * HOUR
        go_to(noon + HOUR)
        for name, fields in ((ARGUING, COUGHS), (LEADS[ARGUED_AT[0]], NOBODY)):
            phone = self.site.named(STORY.name, name)
            if root is not None and phone is not None:
                phone.put_down(Seen("screening", place, slot, noon, fields), root)
                phone.exchange(store, rules)
