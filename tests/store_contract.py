"""What every store must keep, written once: run on memory, SQLite and PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from sync.digest import FIRST_HEAD, ZERO, Head, extend
from sync.log import (
    Arrival,
    EntryRow,
    FeedKey,
    Loss,
    PlaceFacts,
    Range,
    Refiled,
    ReplicaState,
    Status,
    Store,
    Want,
)
from sync.ops import Op, OpParts, op_id, read_op, seal

NOW = 1_583_800_200_000
CITY = "420100000000"
COMMUNITY = "420103009001"
COMPOUND = f"{COMMUNITY}.1"
BUILDING = f"{COMPOUND}.3"
OTHER = f"{COMPOUND}.4"
DOOR = f"{BUILDING}.1.201"
PERSON = FeedKey(BUILDING, "person")
WORK = FeedKey(COMPOUND, "work")
QUAR = FeedKey(COMMUNITY, "quar")
PHONE, TABLET = bytes(range(16)), bytes(range(1, 17))

_HIGH = PlaceFacts(CITY, "city", city=CITY)
_COMMUNITY = replace(_HIGH, id=COMMUNITY, type="community", community=COMMUNITY)
_COMPOUND = replace(_COMMUNITY, id=COMPOUND, type="compound", compound=COMPOUND)
_BUILDING = replace(_COMPOUND, id=BUILDING, type="building", building=BUILDING)
TREE: Mapping[str, PlaceFacts] = {
    place.id: place
    for place in (
        _HIGH,
        _COMMUNITY,
        _COMPOUND,
        _BUILDING,
        replace(_BUILDING, id=OTHER, building=OTHER),
        replace(_BUILDING, id=f"{BUILDING}.1", type="stairwell"),
        replace(_BUILDING, id=DOOR, type="household"),
    )
}
PARENTS = {
    COMMUNITY: CITY,
    COMPOUND: COMMUNITY,
    BUILDING: COMPOUND,
    OTHER: COMPOUND,
    f"{BUILDING}.1": BUILDING,
    DOOR: f"{BUILDING}.1",
}


@dataclass
class World:
    """A store with the places of `TREE` in it, people u1 and u2, and a clock that tests move."""

    store: Store
    clock: list[int]
    lost: Callable[[bytes], int]

    def push(self, replica: bytes, arrivals: Sequence[Arrival], user: str = "u1") -> None:
        with self.store.writing() as tx:
            state = tx.replica(replica, user, None, self.store.now())
            tx.append(replica, arrivals)
            tx.save(replace(state, head_n=state.head_n + len(arrivals)))

    def feed(self, key: FeedKey) -> int:
        place = TREE[key.place]
        with self.store.reading() as rx:
            found = rx.scope([Want(place.id, place.type, frozenset({key.stream}))], "u1")
        return next(row.feed for row in found if row[1:] == key)

    def entries(self, key: FeedKey, replica: bytes = PHONE) -> Sequence[EntryRow]:
        feed = self.feed(key)
        with self.store.reading() as rx:
            return rx.entries([Range(feed, 0, rx.heads([feed])[feed].q)], replica)


def an_op(nonce: int = 0, *, kind: str = "screening", place: str = DOOR, by: str = "u1") -> Op:
    parts = OpParts(
        kind=kind,
        version=1,
        nonce=f"{nonce:011d}",
        place=place,
        slot="2020-03-10/am",
        by=by,
        at=NOW,
        tz=480,
        rec=NOW,
        fields={"outcome": "normal", "method": "door"},
    )
    return read_op(seal(parts))


def arrival(
    n: int,
    op: Op,
    status: Status = "accepted",
    feeds: tuple[FeedKey, ...] = (PERSON,),
    *,
    repeat: bool = False,
    fills: bool = False,
    why: str | None = None,
) -> Arrival:
    return Arrival(
        n, op.id, op.bsha, op.body, op, status, why, 0, feeds, repeat=repeat, fills=fills
    )


class StoreContract:
    """The suite; a subclass provides the fixture `world`."""

    def test_a_replica_is_made_once_and_found_again(self, world: World) -> None:
        with world.store.writing() as tx:
            first = tx.replica(PHONE, "u1", None, NOW)
        with world.store.writing() as tx:
            assert tx.replica(PHONE, "u1", None, NOW + 5) == first
        assert first == ReplicaState(PHONE, "u1", None, NOW)

    def test_the_replica_of_somebody_else_is_returned_as_it_is(self, world: World) -> None:
        with world.store.writing() as tx:
            tx.replica(PHONE, "u1", None, NOW)
        with world.store.writing() as tx:
            assert tx.replica(PHONE, "u2", None, NOW).user == "u1"

    def test_a_replica_is_saved_whole(self, world: World) -> None:
        with world.store.writing() as tx:
            saved = replace(
                tx.replica(PHONE, "u1", None, NOW),
                head_n=3,
                head_link=bytes(range(32)),
                head_rec=NOW - 1,
                reported_n=5,
                oldest_unacked_at=NOW - 2,
                last_seen_at=NOW,
                drained_at=NOW - 3,
                clk=(-40, 12),
                app_build="2026.3.1",
                kinds={"screening": 1},
                persisted=True,
                free_bytes=2**40,
                scope_version=2,
                scope_feeds=frozenset({1, 7}),
                scope_acked=1,
                forked_at=NOW,
            )
            tx.save(saved)
        with world.store.writing() as tx:
            assert tx.replica(PHONE, "u1", None, NOW) == saved

    def test_entries_are_dense_and_their_sums_are_those_of_the_bodies(self, world: World) -> None:
        ops = [an_op(nonce) for nonce in range(7)]
        world.push(PHONE, [arrival(n, op) for n, op in enumerate(ops[:3], 1)])
        world.clock[0] += 1000
        world.push(PHONE, [arrival(n, op) for n, op in enumerate(ops[3:], 4)])
        rows = world.entries(PERSON)
        assert [row.q for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        assert [row.body for row in rows] == [op.body for op in ops]
        assert [row.own_n for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        assert [row.rx for row in rows] == [NOW] * 3 + [NOW + 1000] * 4
        head = Head(world.feed(PERSON))
        for part in (rows[:3], rows[3:]):
            bodies = [sha256((row.body or "").encode()).digest() for row in part]
            head, steps = extend(head, part[0].rx, bodies)
            assert [step.acc for step in steps] == [row.acc for row in part]
        with world.store.reading() as rx:
            assert rx.heads([head.feed]) == {head.feed: head}

    def test_a_batch_over_several_feeds_numbers_each_by_itself(self, world: World) -> None:
        feeds = [(PERSON,), (WORK,), (PERSON, WORK), (PERSON,)]
        world.push(PHONE, [arrival(n, an_op(n), feeds=feed) for n, feed in enumerate(feeds, 1)])
        assert [(row.q, row.n) for row in world.entries(PERSON)] == [(1, 1), (2, 3), (3, 4)]
        assert [(row.q, row.n) for row in world.entries(WORK)] == [(1, 2), (2, 3)]

    def test_times_never_decrease_when_the_clock_goes_back(self, world: World) -> None:
        world.push(PHONE, [arrival(1, an_op(1))])
        world.clock[0] -= 3_600_000
        world.push(PHONE, [arrival(2, an_op(2))])
        assert [row.rx for row in world.entries(PERSON)] == [NOW, NOW]

    def test_the_chain_says_what_became_of_each_op(self, world: World) -> None:
        world.push(
            PHONE,
            [
                arrival(1, an_op(1)),
                arrival(2, an_op(2), "quarantined", (QUAR,), why="scope"),
                arrival(3, an_op(3), "held", (QUAR,), why="kind"),
            ],
        )
        with world.store.writing() as tx:
            assert [row[2:] for row in tx.chain(PHONE, 1, 10)] == [
                ("quarantined", "scope"),
                ("held", "kind"),
            ]
            assert [row.n for row in tx.chain(PHONE, 0, 2)] == [1, 2]
            assert tx.known([an_op(2).id, an_op(9).id]) == {an_op(2).id: ("quarantined", "scope")}
            held = tx.held(10)
        assert [(row.op_id, row.body, row.user, row.rx) for row in held] == [
            (an_op(3).id, an_op(3).body, "u1", NOW)
        ]

    def test_an_op_sent_again_by_a_new_replica_stands_twice_in_chains_and_once_in_its_feed(
        self, world: World
    ) -> None:
        world.push(PHONE, [arrival(1, an_op(1))])
        world.push(TABLET, [arrival(1, an_op(1), repeat=True), arrival(2, an_op(2))])
        rows = world.entries(PERSON, TABLET)
        assert [(row.replica, row.n, row.own_n) for row in rows] == [(PHONE, 1, 1), (TABLET, 2, 2)]
        with world.store.writing() as tx:
            assert [row.op_id for row in tx.chain(TABLET, 0, 9)] == [an_op(1).id, an_op(2).id]
            asked = [an_op(1).id, an_op(2).id, an_op(3).id, "no op at all"]
            assert tx.bodies(TABLET, asked) == {op.id: op.body for op in (an_op(1), an_op(2))}
            assert tx.bodies(PHONE, asked) == {an_op(1).id: an_op(1).body}

    def test_an_op_twice_in_one_batch_is_one_op(self, world: World) -> None:
        world.push(PHONE, [arrival(1, an_op(1)), arrival(2, an_op(1), repeat=True)])
        assert [row.n for row in world.entries(PERSON)] == [1]
        with world.store.writing() as tx:
            assert [row.n for row in tx.chain(PHONE, 0, 9)] == [1, 2]

    def test_a_withheld_body_may_follow_and_enters_its_feed_then(self, world: World) -> None:
        op = an_op(1)
        bare = replace(arrival(1, op, "withheld", ()), body=None, op=None)
        world.push(PHONE, [bare, arrival(2, an_op(2))])
        world.push(TABLET, [arrival(1, op, fills=True)])
        rows = world.entries(PERSON)
        assert [row.body for row in rows] == [an_op(2).body, op.body]
        with world.store.writing() as tx:
            assert tx.known([op.id]) == {op.id: ("accepted", None)}
            assert [row.status for row in tx.chain(PHONE, 0, 9)] == ["accepted", "accepted"]
            assert [row.op_id for row in tx.chain(TABLET, 0, 9)] == [op.id]

    def test_a_record_let_in_later_enters_its_feed_once(self, world: World) -> None:
        op = an_op(1)
        world.push(PHONE, [arrival(1, op, "quarantined", (QUAR,), why="scope")])
        for _ in range(2):
            with world.store.writing() as tx:
                tx.refile([Refiled(op.id, "admitted", None, (PERSON,))])
        assert [row.bsha for row in world.entries(PERSON)] == [op.bsha]
        assert [row.bsha for row in world.entries(QUAR)] == [op.bsha]
        with world.store.writing() as tx:
            assert tx.known([op.id]) == {op.id: ("admitted", None)}

    def test_an_error_leaves_nothing_of_the_batch(self, world: World) -> None:
        world.push(PHONE, [arrival(1, an_op(1))])

        def fail_after_appending() -> None:
            with world.store.writing() as tx:
                state = tx.replica(TABLET, "u1", None, NOW)
                tx.append(TABLET, [arrival(n, an_op(n)) for n in range(2, 9)])
                tx.refile([Refiled(an_op(1).id, "refused", "no", (QUAR,))])
                tx.save(replace(state, head_n=7))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_after_appending()
        assert [row.body for row in world.entries(PERSON)] == [an_op(1).body]
        with world.store.writing() as tx:
            assert tx.replica(TABLET, "u1", None, NOW).head_n == 0
            assert tx.known([an_op(n).id for n in range(1, 9)]) == {an_op(1).id: ("accepted", None)}

    def test_places_are_told_with_the_units_above_them(self, world: World) -> None:
        with world.store.writing() as tx:
            assert tx.places([*TREE, "nowhere", "'; --"]) == TREE

    def test_a_scope_covers_what_lies_within_and_what_contains(self, world: World) -> None:
        inbox = FeedKey("u1", "inbox")
        everywhere = (PERSON, WORK, QUAR, FeedKey(OTHER, "person"), inbox, FeedKey("u2", "inbox"))
        world.push(PHONE, [arrival(1, an_op(1), feeds=everywhere)])

        def scope(*wants: Want) -> set[FeedKey]:
            with world.store.reading() as rx, world.store.writing() as tx:
                read, written = rx.scope(wants, "u1"), tx.scope(wants, "u1")
            assert sorted(read) == sorted(written)
            return {FeedKey(*row[1:]) for row in read}

        person, work = frozenset({"person"}), frozenset({"work"})
        assert scope() == {inbox}
        assert scope(Want(BUILDING, "building", person)) == {inbox, PERSON}
        assert scope(Want(BUILDING, "compound", work)) == {inbox, WORK}
        assert scope(Want(COMMUNITY, "building", person)) == {
            inbox, PERSON, FeedKey(OTHER, "person"),
        }  # fmt: skip
        assert scope(Want(COMMUNITY, "community", frozenset({"quar", "case"}))) == {inbox, QUAR}
        assert scope(Want("nowhere", "building", person)) == {inbox}

    def test_ranges_and_sums_are_answered_exactly(self, world: World) -> None:
        world.push(PHONE, [arrival(n, an_op(n)) for n in range(1, 10)])
        world.push(TABLET, [arrival(n, an_op(90 + n), feeds=(WORK,)) for n in range(1, 4)])
        person, work = world.feed(PERSON), world.feed(WORK)
        with world.store.reading() as rx:
            rows = rx.entries([Range(work, 1, 3), Range(person, 2, 5), Range(person, 5, 5)], PHONE)
            assert sorted((row.feed, row.q) for row in rows) == sorted(
                [(person, 3), (person, 4), (person, 5), (work, 2), (work, 3)]
            )
            sums = rx.sums([(person, 5), (person, 99), (work, 0), (999, 1)])
            assert sums == {(person, 5): next(r.acc for r in rows if r[:2] == (person, 5))}
            assert rx.heads([999]) == {}
            assert rx.entries([], PHONE) == [] and rx.sums([]) == {}

    def test_a_feed_begins_at_nothing(self, world: World) -> None:
        world.push(PHONE, [arrival(1, an_op(1), feeds=(WORK,))])
        head, steps = extend(Head(world.feed(WORK), 0, ZERO, FIRST_HEAD, 0), NOW, [an_op(1).bsha])
        with world.store.reading() as rx:
            assert rx.heads([head.feed])[head.feed] == head
            assert rx.sums([(head.feed, 1)]) == {(head.feed, 1): steps[0].acc}

    def test_losses_stand_at_the_highest_number_said_about_ones_own_replica(
        self, world: World
    ) -> None:
        world.push(PHONE, [arrival(n, an_op(n)) for n in range(1, 4)])
        with world.store.writing() as tx:
            tx.declare([Loss(PHONE, 9, 5, "evicted"), Loss(bytes(16), 4, 0, "?")], "u1", NOW)
            tx.declare([Loss(PHONE, 7, 0, "later")], "u1", NOW)
            tx.declare([Loss(PHONE, 99, 0, "not mine")], "u2", NOW)
        assert world.lost(PHONE) == 4

    @pytest.mark.parametrize(
        "text",
        ["{", "a\0b", '{"v":1,"note":"\\u0000"}', '{"v":1,"note":"\\ud83d"}', "\u2028😀", ""],
    )
    def test_hostile_text_is_kept_to_the_letter(self, world: World, text: str) -> None:
        bsha = sha256(text.encode()).digest()
        one = Arrival(1, op_id(bsha), bsha, text, None, "quarantined", "malformed", 0, (QUAR,))
        world.push(PHONE, [one])
        [row] = world.entries(QUAR)
        assert (row.body, row.bsha) == (text, bsha)
        with world.store.writing() as tx:
            tx.refile([Refiled(one.op_id, "refused", "no", ())])

    def test_the_epoch_stays_the_same_between_restores(self, world: World) -> None:
        assert world.store.epoch() == world.store.epoch() != ""
