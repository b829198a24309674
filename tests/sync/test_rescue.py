"""An outbox carried to the desk in a file: what becomes of its records, whoever brings it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from sync.exchange import Refused
from sync.ops import bytes_to_text
from sync.outbox import Draft
from sync.phone import Phone
from sync.rescue import BadRescue, Rescued, read_rescue, take_in, write_rescue
from tests.sync.street import DOOR, HOUR, OTHER_DOOR, Street
from tests.sync.wire_golden import rescue_vectors

NORMAL = Draft("screening", 1, DOOR, {"outcome": "normal", "method": "door"}, "2020-03-10/am")


@pytest.fixture
def street() -> Street:
    return Street()


@pytest.fixture
def lead(street: Street) -> Phone:
    """A phone that was heard once, and holds two doors."""
    phone = street.phone("u5")
    street.settle(phone)
    street.record(phone)
    street.record(phone, outcome="no_answer")
    return phone


def file_of(street: Street, phone: Phone) -> str:
    return write_rescue(phone.state, phone.outbox(), street.clock(phone), "红米")


def carry(street: Street, text: str, *, heard: bool = True, look: bool = False) -> Rescued:
    rescue = read_rescue(text)
    session = replace(street.session(rescue.user), may_pull=False)
    return take_in(street.store, rescue, session, street.rules, heard=heard, look=look)


def test_records_that_are_carried_count_as_if_the_phone_had_sent_them(
    street: Street, lead: Phone
) -> None:
    came = carry(street, file_of(street, lead))
    assert (came.own_chain, came.records, came.known, came.waiting) == (True, 2, 0, 0)
    assert [street.status(op) for op in lead.outbox()] == [("accepted", None)] * 2


def test_the_phone_learns_from_its_next_receipt_that_they_were_received(
    street: Street, lead: Phone
) -> None:
    carry(street, file_of(street, lead))
    replica = lead.state.replica
    street.settle(lead)
    assert lead.outbox() == [] and lead.state.replica == replica
    assert len(street.bodies(lead)) == 2


def test_a_file_brought_twice_adds_nothing(street: Street, lead: Phone) -> None:
    text = file_of(street, lead)
    carry(street, text)
    again = carry(street, text)
    assert (again.records, again.known, again.waiting) == (2, 2, 0)
    assert len(street.store.ops) == 2


def test_what_the_phone_sent_meanwhile_is_known(street: Street, lead: Phone) -> None:
    text = file_of(street, lead)
    street.settle(lead)
    assert carry(street, text).known == 2


def test_looking_changes_nothing(street: Street, lead: Phone) -> None:
    text = file_of(street, lead)
    before = street.store.backup()
    seen = carry(street, text, look=True)
    assert (seen.records, seen.known) == (2, 0)
    for name in ("ops", "replicas", "filed", "numbers"):
        assert getattr(street.store, name) == getattr(before, name), name


def test_a_grant_that_ended_since_still_covers_what_was_recorded_under_it(
    street: Street, lead: Phone
) -> None:
    text = file_of(street, lead)
    street.now += HOUR
    [grant] = street.grants["u5"]
    street.grants["u5"] = [replace(grant, valid_to=street.now)]
    assert carry(street, text).waiting == 0


def test_records_of_a_building_of_others_wait_for_the_community(
    street: Street, lead: Phone
) -> None:
    op = street.record(lead, OTHER_DOOR)
    assert carry(street, file_of(street, lead)).waiting == 1
    assert street.status(op) == ("quarantined", "scope")


def test_a_phone_that_was_never_heard_proves_nothing_and_its_records_wait(street: Street) -> None:
    phone = street.phone("u5")
    op = street.record(phone)
    came = carry(street, file_of(street, phone), heard=False)
    assert (came.own_chain, came.waiting) == (False, 1)
    assert street.status(op) == ("quarantined", "sign_in")
    assert phone.state.replica not in street.store.replicas, "nobody claims the phone's own name"


def test_records_that_waited_are_let_in_when_the_phone_comes_itself(street: Street) -> None:
    phone = street.phone("u5")
    op = street.record(phone)
    carry(street, file_of(street, phone), heard=False)
    street.settle(phone)
    assert street.status(op) == ("accepted", None)
    assert street.bodies(phone) == [op.body]


def test_a_file_that_skips_records_is_taken_all_the_same(street: Street, lead: Phone) -> None:
    text = write_rescue(
        replace(lead.state, acked=1, acked_link=lead.own[1].link), [lead.own[2]], street.now, "x"
    )
    assert (carry(street, text).own_chain, carry(street, text).known) == (False, 1)
    street.settle(lead)
    assert [street.status(lead.own[n]) for n in (1, 2)] == [("accepted", None)] * 2


def test_a_phone_that_forked_loses_nothing_by_its_file(street: Street, lead: Phone) -> None:
    clone = deepcopy(lead)
    street.record(lead)
    street.settle(lead)
    op = street.record(clone, outcome="refused")
    came = carry(street, file_of(street, clone))
    assert (came.own_chain, came.records, came.known, came.waiting) == (False, 3, 2, 1)
    assert street.status(op) == ("quarantined", "sign_in")


def test_the_phone_counts_as_heard_until_the_file_was_made(street: Street, lead: Phone) -> None:
    made, text = street.now, file_of(street, lead)
    street.now += 5 * HOUR
    carry(street, text)
    state = street.store.replicas[lead.state.replica]
    offset = lead.state.clock.offset if lead.state.clock else 0
    assert (state.drained_at, state.reported_n) == (made + offset, 2)


def test_a_file_of_a_phone_that_never_measured_its_clock_says_nothing_of_when(
    street: Street, lead: Phone
) -> None:
    heard = street.store.replicas[lead.state.replica].drained_at
    lead.state = replace(lead.state, clock=None)
    text = file_of(street, lead)
    street.now += 48 * HOUR
    assert carry(street, text).own_chain
    assert street.store.replicas[lead.state.replica].drained_at == heard


def test_a_file_of_part_of_the_outbox_leaves_the_rest_owing(street: Street, lead: Phone) -> None:
    before = street.store.replicas[lead.state.replica].drained_at
    text = write_rescue(lead.state, lead.outbox()[:1], street.now + HOUR, "x")
    carry(street, text)
    state = street.store.replicas[lead.state.replica]
    assert (state.head_n, state.reported_n, state.drained_at) == (1, 2, before)


def test_a_file_under_another_name_is_refused(street: Street, lead: Phone) -> None:
    text = write_rescue(replace(lead.state, user="u7"), lead.outbox(), street.now, "x")
    with pytest.raises(Refused):
        carry(street, text)


def test_records_that_are_not_those_of_the_links_are_damaged(street: Street, lead: Phone) -> None:
    ops = lead.outbox()
    text = write_rescue(lead.state, [ops[0], replace(ops[1], body=ops[0].body)], street.now, "x")
    for heard in (True, False):
        with pytest.raises(BadRescue, match="damaged"):
            carry(street, text, heard=heard)
    assert not street.store.ops


@pytest.mark.parametrize("case", rescue_vectors()["refused"], ids=lambda case: case["name"])
def test_a_file_that_is_not_whole_or_not_ours_says_why(case: dict[str, str]) -> None:
    with pytest.raises(BadRescue) as refused:
        read_rescue(case["file"])
    assert refused.value.why == case["why"]


def test_hostile_text_arrives_letter_by_letter() -> None:
    case = rescue_vectors()["cases"][0]
    rescue = read_rescue(case["file"])
    assert [each.body for each in rescue.push.ops] == [op["body"] for op in case["outbox"]]
    assert bytes_to_text(rescue.request.replica) == case["state"]["replica"]


def test_a_long_outbox_makes_a_file_that_ends_where_the_next_goes_on(street: Street) -> None:
    phone = street.phone("u5")
    for _ in range(5001):
        phone.seal(NORMAL, street.now, "AAAAAAAAAAA")
    first = read_rescue(file_of(street, phone))
    assert (len(first.push.ops), first.push.link) == (5000, phone.own[5000].link)
