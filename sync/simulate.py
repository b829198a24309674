"""Many phones, one server, every fault of the design, from a seed.

It drives the real `serve` and the real phone half over `MemoryStore`, with a clock, a network and
disks of its own, and looks at the invariants (`sync.invariants`) after every step and at rest. A
run is a pure function of its seed: what fails is printed and can be run again.

>>> Simulation(7).run(40).exchanges > 0
True
"""

from collections.abc import Callable
from copy import copy
from random import Random
from typing import Any, Final

from sync.clock import SECOND
from sync.days import HOUR
from sync.exchange import Refused, check
from sync.kinds import load_kinds
from sync.log import FeedKey, Grant, Refiled, Session
from sync.memory import MemoryStore
from sync.ops import bytes_to_text
from sync.outbox import Draft
from sync.phone import Phone
from sync.push import Rules
from sync.replica import wait_ms
from sync.request import BadRequest, read_request
from sync.stage import (
    CAST,
    DRAFT_WEIGHTS,
    DRAFTS,
    PLACES,
    START,
    STREAMS,
    Handset,
    Message,
    Parts,
    Sealed,
    Seen,
    Violation,
)

Json = dict[str, Any]

PAGE: Final = 4  # small pages, so that limits are met in short runs
REST: Final = 60  # exchanges in which a phone must come to rest


class Simulation:
    """One run: its world, and one method for each thing that can happen to it."""

    def __init__(self, seed: int, parts: Parts | None = None) -> None:
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.parts = parts or Parts()
        self.now = START
        self.server_skew = 0
        self.clock_was_touched = False
        self.server_clock_was_touched = False
        self.store = self.parts.store(lambda: self.now + self.server_skew, PLACES)
        self.saved: MemoryStore | None = None
        self.grants = {user: [Grant(place, role, 0)] for user, place, role in CAST}
        self.handsets = [self._handset(user) for user, _, _ in CAST]
        self.network: list[Message] = []
        self.truth: dict[str, Sealed] = {}
        self.seen = Seen()
        self.trace: list[str] = []
        self.exchanges = 0

    # -------------------------------------------------------------- running

    def run(self, steps: int, look: "Callable[[Simulation, bool], None] | None" = None) -> Any:
        """Take steps at random, then come to rest; `look` is called after each, and at rest."""
        look = look or (lambda simulation, at_rest: None)
        names, weights = list(EVENTS), list(EVENTS.values())
        for name in self.random.choices(names, weights, k=steps):
            self.now += self.random.randrange(1, 5 * SECOND)
            handset = self.random.choice(self.handsets)
            self.trace.append(f"{name} {handset.user}")
            getattr(self, name)(handset)
            look(self, False)
        self.rest()
        look(self, True)
        return self

    def rest(self) -> None:
        """Let faults end: every phone exchanges until it wants no more, or fails."""
        self.network = []
        self.now += 1000 * HOUR  # past every edge of a grant, whatever the clocks were set to
        for _ in range(3):  # what the last phone sent is pulled by the first in the next round
            for handset in self.handsets:
                self._settle(handset)

    def fail(self, invariant: str, said: str) -> None:
        """Raise Violation with everything needed to run it again."""
        history = " | ".join(self.trace[-25:])
        raise Violation(
            f"{invariant}: {said} (seed {self.seed}, step {len(self.trace)})\n{history}"
        )

    # -------------------------------------------------------------- things that happen

    def seal(self, handset: Handset) -> None:
        """Somebody records something: usually fine, sometimes out of place, odd or unheard of."""
        kind, version, place, fields = self.random.choices(DRAFTS, DRAFT_WEIGHTS)[0]
        slot = "2020-03-10/am" if self.random.random() < 0.9 else None
        draft = Draft(kind, version, place, fields, slot=slot)
        nonce = bytes_to_text(self.random.randbytes(8))
        op = handset.phone.seal(draft, self._clock(handset), nonce)
        granted = any(
            grant.holds_at(self.now) and grant.place in place for grant in self.grants[handset.user]
        )
        self.truth[op.id] = Sealed(
            op.id, handset.user, self.now, granted, [(handset.phone.state.replica, op.n)]
        )

    def exchange(self, handset: Handset) -> None:
        """A round trip without a fault, and the comparison of prefixes when one is due."""
        message = self._ask(handset)
        self.now += self.random.randrange(5, 400)
        if self._serve(message):
            self.now += self.random.randrange(5, 400)
            self._answer(message)
        self._compare(handset)

    def send(self, handset: Handset) -> None:
        """A request leaves, and arrives later, or never, or twice."""
        self.network.append(self._ask(handset))

    def deliver(self, handset: Handset) -> None:
        """Something that is on its way arrives, in any order; perhaps a copy of it stays behind."""
        if not self.network:
            return
        message = self.random.choice(self.network)
        if self.random.random() < 0.8:
            self.network.remove(message)
        if message.answer is not None:
            self._answer(message)
        else:
            back = Message(message.handset, message.sent, request=message.request)
            if self._serve(back):
                self.network.append(back)

    def drop(self, handset: Handset) -> None:
        """Something that is on its way is lost; the phone waits in vain."""
        if self.network:
            lost = self.network.pop(self.random.randrange(len(self.network)))
            lost.handset.phone.failed("network")

    def lose_answer(self, handset: Handset) -> None:
        """The server commits, and the answer is lost."""
        if self._serve(self._ask(handset)):
            handset.phone.failed("timeout")

    def crash(self, handset: Handset) -> None:
        """The server dies in the middle of a transaction: nothing of it stays."""
        request = self._ask(handset).request
        before = len(self.store.ops), dict(self.store.chains)
        try:
            with self.store.writing():
                self.parts.serve(
                    self.store, read_request(request), self.session(handset.user), self._rules()
                )
                raise ConnectionAbortedError
        except (ConnectionAbortedError, BadRequest, Refused):
            handset.phone.failed("network")
        if len(self.store.ops) != before[0]:
            self.fail("S0", "half a transaction stayed")

    def portal(self, handset: Handset) -> None:
        """A hotel's login page answers 200 in the server's place."""
        handset.phone.failed("portal")

    def refuse_envelope(self, handset: Handset) -> None:
        """Something on the way refuses the envelope, as if one op in it were poison."""
        handset.phone.failed("bad_request")

    def back_up(self, handset: Handset) -> None:
        """A backup of the server is taken."""
        self.saved = self.store.backup()

    def restore(self, handset: Handset) -> None:
        """The backup is put back; usually by the book, with a new epoch."""
        if self.saved is None:
            return
        life = self.store.life
        self.store.restore(self.saved)
        if self.random.random() < 0.3:
            self.store.life = life  # somebody forgot
        self.seen.checked = {}
        for sealed in self.truth.values():
            if sealed.gone and sealed.id not in self.store.ops:
                sealed.excused = True  # the phone had lost it before: nobody has it any more

    def step_server_clock(self, handset: Handset) -> None:
        """The server's clock jumps."""
        self.server_skew += self.random.choice((-HOUR, -40 * SECOND, 40 * SECOND, HOUR))
        self.clock_was_touched = self.server_clock_was_touched = True

    def set_phone_clock(self, handset: Handset) -> None:
        """Somebody sets a phone's clock, by seconds or by years."""
        self.clock_was_touched = True
        handset.skew = self.random.choice((0, 90 * SECOND, -HOUR, 48 * HOUR, -17_520 * HOUR))

    def restart(self, handset: Handset) -> None:
        """The app is started again."""
        handset.phone.start(self.random.randbytes(16))
        self._note(handset)

    def copy_disk(self, handset: Handset) -> None:
        """The phone's disk is copied, as its own backup does."""
        handset.saved = self._copy(handset.phone)

    def roll_back(self, handset: Handset) -> None:
        """The copy is put back: the phone goes back in time, all but the witness outside."""
        if handset.saved is None:
            return
        witness = handset.phone.witness
        handset.phone = self._copy(handset.saved)
        handset.phone.witness = witness
        handset.losses += 1
        self._gone(handset)
        self.restart(handset)

    def evict(self, handset: Handset) -> None:
        """The browser throws the database away."""
        handset.phone.wiped(self.random.randbytes(16))
        handset.losses += 1
        self._gone(handset)
        self._note(handset)

    def regrant(self, handset: Handset) -> None:
        """A person loses the building, or gets it (or another) back."""
        now, grants = self.now + self.server_skew, self.grants[handset.user]
        if grants[-1].valid_to is None:
            last = grants[-1]
            grants[-1] = Grant(last.place, last.role, last.valid_from, now)
        else:
            place = self.random.choice(("c.1.3", "c.1.4"))
            grants.append(Grant(place, "building_lead", now))

    def spoil(self, handset: Handset) -> None:
        """A stored entry goes bad on the phone, and its weekly look at itself finds it."""
        held = [number for number, rows in handset.phone.entries.items() if rows]
        if held:
            rows = handset.phone.entries[self.random.choice(held)]
            at = self.random.randrange(len(rows))
            bad = copy(rows[at])
            object.__setattr__(bad, "rx", bad.rx + 1)
            rows[at] = bad
            handset.phone.audit()

    def admit(self, handset: Handset) -> None:
        """A supervisor lets a quarantined record in."""
        waiting = [row for row in self.store.ops.values() if row.status == "quarantined"]
        if waiting:
            row = self.random.choice(waiting)
            with self.store.writing() as tx:
                tx.refile([Refiled(row.id, "admitted", None, (FeedKey("c.1.3", "person"),))])

    def lie(self, handset: Handset) -> None:
        """A signed-in client sends nonsense on a replica of another, however it learned its id."""
        request = handset.phone.request(self._clock(handset))
        other = self.random.choice(self.handsets)
        request["replica"] = bytes_to_text(other.phone.state.replica)
        request["push"]["n0"] = self.random.randrange(1, 9)
        request["sealed"] = self.random.randrange(0, 9)
        if other.user != handset.user and other.phone.state.replica in self.store.replicas:
            self._serve(Message(handset, 0, request=request))

    # -------------------------------------------------------------- inside

    def session(self, user: str) -> Session:
        """Return the session of a user as the server proves it."""
        return Session(user, None, self.grants[user], STREAMS)

    def _handset(self, user: str) -> Handset:
        fresh = self.random.randbytes(16)
        phone = self.parts.phone(user, fresh, lambda: self.random.randbytes(16))
        return Handset(phone, user, replica=fresh)

    def _rules(self) -> Rules:
        return Rules(load_kinds())

    def _clock(self, handset: Handset) -> int:
        return self.now + handset.skew

    def _ask(self, handset: Handset) -> Message:
        sent = self._clock(handset)
        request = handset.phone.request(sent) | {"lim": {"n": PAGE}}
        return Message(handset, sent, request=request)

    def _serve(self, message: Message) -> bool:
        """Let the server answer; False when it refused the whole exchange."""
        self.exchanges += 1
        session = self.session(message.handset.user)
        try:
            request = read_request(message.request)
            message.answer = self.parts.serve(self.store, request, session, self._rules())
        except (BadRequest, Refused) as error:
            if message.sent:
                message.handset.phone.failed(error.code)
                self._note(message.handset)
            return False
        for page in message.answer["pages"]:
            self._may_see(message.handset.user, self.store.feeds[page["f"]].key)
        return True

    def _may_see(self, user: str, key: FeedKey) -> None:
        """P1: nothing is ever sent that the grants in force do not cover. Ids here tell levels."""
        now, type = self.store.now(), PLACES[key.place].type
        for grant in self.grants[user]:
            near = key.place.startswith(grant.place) or grant.place.startswith(key.place)
            if grant.holds_at(now) and near and key.stream in STREAMS[grant.role].get(type, ()):
                return
        self.fail("P1", f"{user} was sent {key}")

    def _answer(self, message: Message) -> None:
        assert message.answer is not None
        handset = message.handset
        handset.phone.answer(message.answer, message.sent, self._clock(handset))
        self._note(handset)

    def _compare(self, handset: Handset) -> None:
        for _ in range(8):
            asked = handset.phone.check()
            if asked is None:
                return
            handset.phone.checked(check(self.store, asked, self.session(handset.user)))

    def _settle(self, handset: Handset) -> None:
        handset.phone.start(self.random.randbytes(16))
        self._note(handset)
        for _ in range(REST):
            self.exchange(handset)
            state = handset.phone.state
            if wait_ms(state, 0) is None and state.verified and not state.failures:
                return
        self.fail("L1", f"{handset.user} does not come to rest: {handset.phone.state}")

    def _note(self, handset: Handset) -> None:
        """Remember where ops stand on a new chain of the phone."""
        state = handset.phone.state
        if state.replica != handset.replica:
            handset.replica = state.replica
            for op in handset.phone.own.values():
                self.truth[op.id].places.append((state.replica, op.n))

    def _gone(self, handset: Handset) -> None:
        held = {op.id for op in handset.phone.own.values()}
        for sealed in self.truth.values():
            if sealed.user == handset.user and sealed.id not in held:
                sealed.gone = True

    def _copy(self, phone: Phone) -> Phone:
        twin = copy(phone)
        twin.own = dict(phone.own)
        twin.entries = {feed: list(rows) for feed, rows in phone.entries.items()}
        return twin


EVENTS: Final = {
    "seal": 30, "exchange": 14, "send": 8, "deliver": 14, "drop": 3, "lose_answer": 4,
    "crash": 2, "portal": 2, "refuse_envelope": 1, "back_up": 3, "restore": 2,
    "step_server_clock": 1, "set_phone_clock": 2, "restart": 2, "copy_disk": 3, "roll_back": 2,
    "evict": 1, "regrant": 3, "spoil": 2, "admit": 2, "lie": 1,
}  # fmt: skip
