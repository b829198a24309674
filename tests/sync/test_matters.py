"""What waits at a desk: only what can still be done, and only after the hours of the policy."""

from typing import Any

from sync.matters import WAITING, Waiting, waiting
from sync.policy_file import load_policy
from tests.sync.worlds import DAY, moment, world

POLICY = load_policy("wuhan-2020-03")
PLACES = {"household": 3, "gate": 1}


def found(*records: dict[str, Any], known: str = f"{DAY}T20:00", day: str = DAY) -> list[Waiting]:
    evidence = world({"places": PLACES, "records": records, "known": known}, POLICY.windows)
    return list(waiting(POLICY, evidence, day))


def types(*records: dict[str, Any], known: str = f"{DAY}T20:00") -> list[str]:
    return [one.type for one in found(*records, known=known)]


def screening(at: str, **fields: Any) -> dict[str, Any]:
    said = {"outcome": "exception", "method": "door", **fields}
    return {"kind": "screening", "place": "household-1", "at": at, "set": said, "name": "s"}


def need(at: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "need", "place": "household-1", "at": at, "set": fields}


def case(at: str, **fields: Any) -> dict[str, Any]:
    said = {"person": "k1", "category": "fever", "event": "opened", "happened_on": DAY, **fields}
    return {"kind": "case_event", "place": "household-1", "at": at, "set": said}


def gate(at: str, **fields: Any) -> dict[str, Any]:
    said = {"direction": "in", "decision": "turned_away", "four_musts": ["temperature"], **fields}
    return {"kind": "gate_entry", "place": "gate-1", "at": at, "set": said}


def test_a_fever_waits_once_two_hours_are_over() -> None:
    fever = screening(f"{DAY}T09:00", temperature=378)
    assert types(fever, known=f"{DAY}T10:59") == []
    (one,) = found(fever, known=f"{DAY}T11:00")
    assert one.type == WAITING[0]
    assert one.since_at == moment(f"{DAY}T09:00")
    assert one.due_at == moment(f"{DAY}T11:00")


def test_the_hours_of_day_fourteen_hold_for_a_fever_of_the_evening_before() -> None:
    assert types(screening("2020-03-13T20:30", temperature=373), known=f"{DAY}T00:30") == ["fever"]


def test_a_case_opened_takes_the_fever_off_the_list_even_late() -> None:
    fever = screening(f"{DAY}T09:00", temperature=378)
    assert types(fever, case(f"{DAY}T15:00", found_in="s")) == []


def test_an_exception_that_is_no_illness_does_not_wait() -> None:
    assert types(screening(f"{DAY}T09:00", symptoms=["returned"])) == []


def test_a_fever_at_the_gate_waits_for_its_disposition() -> None:
    hot = gate(f"{DAY}T09:00", temperature=373)
    assert types(hot, gate(f"{DAY}T09:00", temperature=372)) == ["gate_fever"]
    assert types(hot, known=f"{DAY}T10:59") == []
    assert types({**hot, "set": {**hot["set"], "disposition": "clinic"}}) == []


def test_a_need_past_its_time_waits_until_it_is_done() -> None:
    asked = need("2020-03-13T19:59", what="medicine", state="asked")
    assert types(asked) == ["need_late"]
    assert types(asked, known="2020-03-14T19:58") == []
    assert types(need("2020-03-13T19:59", what="medicine", state="done")) == []


def test_a_refused_need_waits_at_once_whatever_it_is() -> None:
    assert types(need(f"{DAY}T19:00", what="other", state="refused")) == ["need_refused"]


def test_a_need_without_a_limit_is_never_late() -> None:
    assert types(need("2020-03-10T19:00", what="other", state="asked")) == []


def test_a_policy_that_is_not_in_force_asks_for_nothing() -> None:
    assert found(screening(f"{DAY}T09:00", temperature=378), day="2019-12-01") == []
