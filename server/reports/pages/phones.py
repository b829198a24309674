"""The phones of a community: who holds what. Who has not sent goes no higher than the community."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.personal import masked
from server.phones.replicas import list_phones
from server.phones.then import list_phones_then
from server.reports.cells import BETWEEN, Wording, moment
from server.reports.offer import COMMUNITIES
from server.reports.page_table import Filled, Head, PageTable, Words, page_offer
from server.reports.question import Question
from server.reports.table import Row
from server.roles import Permission

Json = Mapping[str, Any]

OWING = "owing"
"""The filter of the page: the phones that something is waited for of."""

PHONE_STATES: Mapping[str, Words] = {
    "ok": {"zh": "交齐了", "en": "All sent"},
    "owes": {"zh": "还有没交的", "en": "Holds records"},
    "silent": {"zh": "没动静", "en": "Silent"},
    "revoked": {"zh": "已停用", "en": "Stopped"},
}


def _fill(question: Question) -> Filled:
    place = question.place
    told = list_phones_then(place, question.at) if question.is_past else list_phones(place)
    shown = owing_first(told["phones"], told["now"])
    if question.said["only"] == OWING:
        shown = waited_for(shown)
    return Filled(list(phone_rows(shown, question.wording)))


def waited_for(phones: Sequence[Json]) -> list[Json]:
    """Return the phones that still hold something, or of which nothing is heard.

    >>> [one["state"] for one in waited_for([{"state": "ok"}, {"state": "silent"}])]
    ['silent']
    """
    return [phone for phone in phones if phone["state"] in ("owes", "silent")]


def owing_first(phones: Sequence[Json], now: int) -> list[Json]:
    """Return the phones as the page lists them: what is owed for longest, then the longest silent.

    No ranking of people: only what has still to come in.
    """

    def weight(phone: Json) -> tuple[int, int]:
        waiting = now - (phone["oldest_held_at"] or now)
        return -(phone["held"] or 0) * waiting, phone["last_seen_at"] or 0

    return sorted(phones, key=weight)


def phone_rows(phones: Sequence[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row a phone."""
    tz = wording.tz
    for phone in phones:
        name = phone["user"]["name"]
        lost = sum(one["n_declared"] - one["n_received"] for one in phone["lost"])
        yield [
            name if wording.named else masked(name, "name"),
            phone["label"],
            PHONE_STATES[phone["state"]][wording.lang],
            BETWEEN[wording.lang].join(place["name"] for place in phone["places"]),
            _count(phone["held"]),
            _moment(phone["oldest_held_at"], tz),
            _moment(phone["last_seen_at"], tz),
            _count(phone["sealed"]),
            str(phone["received"]),
            str(lost or ""),
            phone["build"] or "",
        ]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _moment(ms: int | None, tz: int) -> str:
    return "" if ms is None else moment(ms, tz)


TABLES = (
    PageTable(
        page_offer(
            "phones", ("没上传的手机", "Phones"), "now", Permission.REPLICAS, COMMUNITIES,
            looks_back=True, community_only=True,
        ),
        (
            Head("人", "Person", 10), Head("手机", "Phone", 14), Head("状态", "State", 12),
            Head("负责", "Places", 24), Head("手机里还有", "Holds", 10, True),
            Head("最早一条", "Oldest", 17), Head("上次收到", "Last heard", 17),
            Head("应交", "Sealed", 8, True), Head("已收", "Received", 8, True),
            Head("报失", "Lost", 8, True),
            Head("版本", "Build", 10),
        ),
        _fill,
    ),
)  # fmt: skip
