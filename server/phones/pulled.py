"""How many records about people were sent to each phone: rows of the audit that say it.

An exchange counts what its answer held, in the process and without a statement. The count goes
into the audit with somebody's next write, so that no exchange waits for a commit of its own: the
first of a phone's day at once, what came after it at most once an hour. A process that is killed
forgets the counts of its last hour; that the phone was sent records on that day stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, insert, select

from server.config import HOUR_MS
from server.database.bulk import find, put
from server.database.keys import user_key
from server.json import dump
from server.models import Audit, Feed, Place
from sync.days import day_of
from sync.log import Session

ACT: Final = "pull"
PERSONAL: Final = ("person", "case")
"""The streams whose records are about people: the others tell of places and of work."""
_FEEDS = (
    select(Feed.key, Feed.stream, Place.community_key)
    .join(Place, Place.id == Feed.place, isouter=True)
    .where(Feed.key.in_(bindparam("keys", expanding=True)))
)
_ROWS = insert(Audit)
NEVER: Final = 2**63


class Phone(NamedTuple):
    """Whose phone it is that was sent something, and of which community."""

    user_key: int | None
    device_key: int
    community_key: int | None


@dataclass(slots=True)
class Count:
    """Records that are not in the audit yet, and when they are due there (ms)."""

    records: int
    due_at: int


class Pulled:
    """The counts of one process; feeds that it has not met are looked up on the reader."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader
        self._lock = Lock()
        self._feeds: dict[int, tuple[str, int | None]] = {}
        self._counts: dict[Phone, Count] = {}
        self._noted: dict[Phone, int] = {}
        self._next_due_at = NEVER

    def count(self, answer: Mapping[str, Any], session: Session, now: int, tz: int) -> None:
        """Add what an answer sends of people."""
        pages = [page for page in answer["pages"] if page.get("entries")]
        if not pages or session.device is None:
            return
        self._meet(page["f"] for page in pages)
        for page in pages:
            stream, community = self._feeds[page["f"]]
            sent = stream in PERSONAL and sum("b" in entry for entry in page["entries"])
            if sent:
                phone = Phone(user_key(session.user), session.device, community)
                self._add(phone, sent, now, tz)

    def _meet(self, keys: Iterable[int]) -> None:
        unknown = sorted({key for key in keys if key not in self._feeds})
        if unknown:
            with self._reader.connect() as connection:
                rows = find(connection, _FEEDS, keys=unknown)
            self._feeds |= {row.key: (row.stream, row.community_key) for row in rows}

    def _add(self, phone: Phone, records: int, now: int, tz: int) -> None:
        with self._lock:
            held = self._counts.get(phone)
            if held is not None:
                held.records += records
                return
            noted = self._noted.get(phone)
            begun = noted is None or day_of(noted, tz) != day_of(now, tz)
            due_at = now if noted is None or begun else max(now, noted + HOUR_MS)
            self._hold(phone, Count(records, due_at))

    def _hold(self, phone: Phone, count: Count) -> None:
        self._counts[phone] = count
        self._next_due_at = min(self._next_due_at, count.due_at)

    def due(self, now: int) -> Mapping[Phone, int]:
        """Take out what is due in the audit; whoever could not write it gives it back."""
        if now < self._next_due_at:
            return {}
        with self._lock:
            ready = {phone: one for phone, one in self._counts.items() if one.due_at <= now}
            for phone in ready:
                del self._counts[phone]
                self._noted[phone] = now
            left = (one.due_at for one in self._counts.values())
            self._next_due_at = min(left, default=NEVER)
        return {phone: one.records for phone, one in ready.items()}

    def give_back(self, counts: Mapping[Phone, int], now: int) -> None:
        """Hold again what was not written after all: it is due with the next write."""
        with self._lock:
            for phone, records in counts.items():
                held = self._counts.get(phone)
                self._hold(phone, Count(records + (held.records if held else 0), now))


def note_pulled(run: Connection, counts: Mapping[Phone, int], now: int) -> None:
    """Write the counts into the audit, in the caller's transaction: a row a phone."""
    rows = [
        {
            "at": now,
            "user_key": phone.user_key,
            "act": ACT,
            "place_key": phone.community_key,
            "about": None,
            "details": dump({"records": records, "device": f"d{phone.device_key}"}).decode(),
        }
        for phone, records in counts.items()
    ]
    put(run, _ROWS, rows)
