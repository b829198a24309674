"""The stage of a simulation: its places, its people, what they record, and what is remembered.

>>> sorted(PLACES)[:3], [user for user, _, _ in CAST]
(['c', 'c.1', 'c.1.3'], ['u1', 'u2', 'u3'])
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.exchange import serve
from sync.log import PlaceFacts
from sync.memory import MemoryStore
from sync.ops import Value
from sync.phone import Phone

Json = dict[str, Any]

START: Final = 1_583_800_000_000
STREAMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "building_lead": {"building": ("ref", "person"), "compound": ("ref",)},
    "grid_worker": {"building": ("ref", "person"), "compound": ("ref", "work")},
    "community": {"community": ("quar",), "compound": ("work",), "building": ("person",)},
}
_IN: Final = {"community": "c", "compound": "c.1", "city": "t"}
PLACES: Final = {
    place.id: place
    for place in (
        PlaceFacts("t", "city", city="t"),
        PlaceFacts("c", "community", community="c", city="t"),
        PlaceFacts("c.1", "compound", **_IN),
        PlaceFacts("c.1.3", "building", building="c.1.3", **_IN),
        PlaceFacts("c.1.4", "building", building="c.1.4", **_IN),
        PlaceFacts("c.1.3.1.201", "household", building="c.1.3", **_IN),
        PlaceFacts("c.1.4.1.201", "household", building="c.1.4", **_IN),
        PlaceFacts("c.1.@gate", "area", **_IN),
    )
}
CAST: Final = (("u1", "c.1.3", "building_lead"), ("u2", "c.1", "grid_worker"),
               ("u3", "c.1.4", "building_lead"))  # fmt: skip
DRAFTS: Final[tuple[tuple[str, int, str, Mapping[str, Value]], ...]] = (
    ("screening", 1, "c.1.3.1.201", {"outcome": "normal", "method": "door"}),
    ("screening", 1, "c.1.4.1.201", {"outcome": "no_answer", "method": "door"}),
    ("disinfection", 1, "c.1.@gate", {"agent": "chlorine", "mg_l": 500, "method": ["spray"]}),
    ("screening", 1, "c.1.3.1.201", {"outcome": "wonderful"}),
    ("screening", 9, "c.1.3.1.201", {"outcome": "normal", "method": "door"}),
    ("telepathy", 1, "c.9.9", {"note": "\x00 \ud800 \u2028 😷"}),
)
DRAFT_WEIGHTS: Final = (10, 10, 4, 1, 1, 1)


class Violation(AssertionError):
    """An invariant does not hold; the text names it, the seed, the step and what came before."""


@dataclass(slots=True)
class Sealed:
    """One op whose sealing committed: the truth that everything is held against."""

    id: str
    user: str
    at: int
    granted: bool
    places: list[tuple[bytes, int]]
    gone: bool = False
    excused: bool = False


@dataclass(slots=True)
class Handset:
    """A phone with its owner, its clock's error, and a copy of its disk from earlier."""

    phone: Phone
    user: str
    skew: int = 0
    saved: Phone | None = None
    replica: bytes = b""
    losses: int = 0


@dataclass(slots=True)
class Message:
    """A request on its way to the server, or an answer on its way back."""

    handset: Handset
    sent: int
    request: Json | None = None
    answer: Json | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run is made of; tests put broken parts in, and every one of them must be noticed."""

    store: Callable[..., MemoryStore] = MemoryStore
    phone: type[Phone] = Phone
    serve: Callable[..., Json] = serve


@dataclass(slots=True)
class Seen:
    """What the invariants have looked at already, so that a step costs only what it changed."""

    checked: dict[int, int] = field(default_factory=dict)
    issued: dict[int, set[tuple[int, bytes]]] = field(default_factory=dict)
    scopes: dict[int, tuple[str | None, int]] = field(default_factory=dict)
