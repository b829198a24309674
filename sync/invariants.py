"""What must hold after every step of a simulation, and what must hold when it has come to rest.

The names are those of the design: S for what is never wrong, L for what always gets on.

>>> from sync.simulate import Simulation
>>> Simulation(3).run(30, look).exchanges > 0
True
"""

from sync.admission import read
from sync.clock import UNCERTAIN, names
from sync.digest import ZERO, add, entry_hash
from sync.replica import wait_ms
from sync.simulate import Simulation
from sync.stage import Handset, Sealed


def look(run: Simulation, at_rest: bool) -> None:
    """Raise Violation unless every invariant holds."""
    nothing_is_lost(run)
    for number in run.store.feeds:
        feed_is_sound(run, number)
    for handset in run.handsets:
        receipts_are_true(run, handset)
        copies_are_prefixes(run, handset)
        scope_never_goes_back(run, handset)
        something_unsent_has_a_timer(run, handset)
    if at_rest:
        everything_is_where_it_belongs(run)
        times_are_bracketed(run)
        for handset in run.handsets:
            counts_are_true(run, handset)
            copies_are_complete(run, handset)


# ------------------------------------------------------------------ after every step


def nothing_is_lost(run: Simulation) -> None:
    """S1: an op whose sealing committed is on the server, on its phone, or declared lost."""
    ops = run.store.ops
    held = {op.id for handset in run.handsets for op in handset.phone.own.values() if op.body}
    for id, sealed in run.truth.items():
        row = ops.get(id)
        here = id in held or (row is not None and row.body is not None)
        if not here and not sealed.excused and not declared(run, sealed):
            run.fail("S1", f"{id} of {sealed.user} is nowhere")


def declared(run: Simulation, sealed: Sealed) -> bool:
    """Say whether an op lies in a loss that its phone has declared, or will at its next contact."""
    told = ((loss.replica, loss.kept, loss.n) for loss in run.store.losses.values())
    to_tell = (
        (retired.replica, retired.kept, retired.n)
        for handset in run.handsets
        for retired in handset.phone.state.retired
    )
    return any(
        (replica, True) == (where, kept < n <= most)
        for replica, kept, most in (*told, *to_tell)
        for where, n in sealed.places
    )


def feed_is_sound(run: Simulation, number: int) -> None:
    """S3, S4: q is dense, rx never falls, the sum is that of the bodies, no op comes twice."""
    log = run.store.feeds[number]
    start = run.seen.checked.get(number, 0)
    if start == len(log.entries):
        return
    issued = run.seen.issued.setdefault(number, set())
    acc = log.entries[start - 1][1].acc if start else ZERO
    rx = log.entries[start - 1][1].rx if start else 0
    for q, (id, step) in enumerate(log.entries[start:], start + 1):
        acc = add(acc, entry_hash(number, q, step.rx, run.store.ops[id].bsha)[:16])
        if step.q != q or step.rx < rx or step.acc != acc:
            run.fail("S4", f"feed {number} at {q}")
        rx = step.rx
        issued.add((q, acc))
    if len({id for id, _ in log.entries}) != len(log.entries):
        run.fail("S3", f"feed {number} holds an op twice")
    run.seen.checked[number] = len(log.entries)


def receipts_are_true(run: Simulation, handset: Handset) -> None:
    """S2: what a phone believes received is on the server's chain, or still on the phone."""
    state, own = handset.phone.state, handset.phone.own
    chain = run.store.chains.get(state.replica, ())
    for n in range(1, state.acked + 1):
        op = own[n]
        there = n <= len(chain) and chain[n - 1] == op.id
        if not there and op.body is None:
            run.fail("S2", f"{handset.user} let go of {n}, which the server does not have")


def copies_are_prefixes(run: Simulation, handset: Handset) -> None:
    """S5: a phone's copy of a feed is whole, and a prefix that the server gave out."""
    phone = handset.phone
    if not phone.entries.keys() <= phone.state.feeds.keys():
        run.fail("S9", f"{handset.user} holds entries of feeds that it was to drop")
    for number, feed in phone.state.feeds.items():
        rows = phone.entries.get(number, ())
        if len(rows) != feed.cursor or (rows and rows[-1].acc != feed.acc):
            run.fail("S5", f"{handset.user} holds {len(rows)} of {feed.cursor} in feed {number}")
        if rows and rows[-1].q != feed.cursor:
            run.fail("S5", f"{handset.user} has a hole in feed {number}")
        if feed.cursor and (feed.cursor, feed.acc) not in run.seen.issued.get(number, ()):
            run.fail("S5", f"{handset.user} holds what was never given out in feed {number}")


def scope_never_goes_back(run: Simulation, handset: Handset) -> None:
    """S9: within one life of the server and of the phone, an older scope is never applied."""
    state = handset.phone.state
    before = run.seen.scopes.get(id(handset))
    now = (f"{state.epoch} {handset.losses}", state.sv)
    if before is not None and before[0] == now[0] and now[1] < before[1]:
        run.fail("S9", f"{handset.user} went back from scope {before[1]} to {now[1]}")
    run.seen.scopes[id(handset)] = now


def something_unsent_has_a_timer(run: Simulation, handset: Handset) -> None:
    """L3: as long as anything is unsent, the next exchange has a time."""
    state = handset.phone.state
    if state.acked < state.n and wait_ms(state, 0) is None:
        run.fail("L3", f"{handset.user} has something unsent and no timer")


# ------------------------------------------------------------------ at rest


def everything_is_where_it_belongs(run: Simulation) -> None:
    """L4, S12, S1: all that phones hold is on the server, in a feed, and judged fairly."""
    filed = {id for _, id in run.store.filed}
    for id, row in run.store.ops.items():
        if id not in filed and row.body is not None:
            run.fail("S12", f"{id} is in no feed")
        if row.body is None and row.status != "withheld":
            run.fail("S12", f"{id} lost its body")
    held = {op.id: op for handset in run.handsets for op in handset.phone.own.values()}
    for id, op in held.items():
        if id not in run.store.ops:
            run.fail("L1", f"{id} never arrived")
        if run.store.ops[id].body is None and op.status != "withheld":
            run.fail("L4", f"{id} arrived without its body")
    for id, sealed in run.truth.items():
        stored = run.store.ops.get(id)
        unfair = stored is not None and stored.why == "scope" and sealed.granted
        if unfair and not run.clock_was_touched:
            run.fail("D10", f"{id} was sealed under a grant and is quarantined")


def times_are_bracketed(run: Simulation) -> None:
    """S11: an op was sealed between the server time it names and its arrival; honest clocks are
    not flagged, whatever the network does."""
    for id, sealed in run.truth.items():
        row = run.store.ops.get(id)
        op = read(row.body) if row is not None and row.body is not None else None
        if row is None or op is None or run.server_clock_was_touched:
            continue
        if not (op.anc or 0) <= sealed.at <= row.rx:
            run.fail("S11", f"{id} was sealed at {sealed.at}, bracket {op.anc} to {row.rx}")
        if row.flags & UNCERTAIN and not run.clock_was_touched:
            run.fail("S11", f"{id} is flagged {names(row.flags)} by an honest clock")


def counts_are_true(run: Simulation, handset: Handset) -> None:
    """S10: what the server knows of a phone's numbers is so, and losses are not made smaller."""
    state = handset.phone.state
    row = run.store.replicas[state.replica]
    if (row.head_n, row.reported_n) != (state.n, state.n) or row.head_link != state.link:
        run.fail("S10", f"{handset.user}: {row.head_n}/{row.reported_n} of {state.n}")
    mine = [sealed for sealed in run.truth.values() if sealed.user == handset.user]
    missing = [each for each in mine if each.id not in run.store.ops and not each.excused]
    lost = sum(
        run.store.lost(replica)
        for replica, known in run.store.replicas.items()
        if known.user == handset.user
    )
    if lost < len(missing):
        run.fail("S10", f"{handset.user} lost {len(missing)}, {lost} are declared")
    if handset.losses == 0 and lost:
        run.fail("S10", f"{handset.user} lost nothing, {lost} are declared")


def copies_are_complete(run: Simulation, handset: Handset) -> None:
    """S5, S9, P1: at rest a phone holds all of the feeds that it may hold, and no other."""
    now = run.store.now()
    session = run.session(handset.user)
    scope = {row.feed for row in run.store.scope(session.wants(now), handset.user)}
    held = handset.phone.state.feeds
    if held.keys() != scope:
        run.fail("S9", f"{handset.user} holds {sorted(held)}, may hold {sorted(scope)}")
    for number, feed in held.items():
        head = run.store.feeds[number].head
        if (feed.cursor, feed.acc) != (head.q, head.acc) or not feed.live:
            run.fail("S5", f"{handset.user}: feed {number} at {feed.cursor} of {head.q}")
        key = run.store.feeds[number].key
        if (feed.place, feed.stream) != key:
            run.fail("S9", f"{handset.user} takes feed {number} for {feed.place}/{feed.stream}")
