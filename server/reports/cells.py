"""Values of records in the words of a reader: choices by their labels, degrees, local times."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.personal import how_masked, masked
from server.reports.table import Lang
from sync.days import MINUTE, day_of, day_start
from sync.kinds import Kind

UNITS: Mapping[str, Mapping[str, str]] = {
    "mg_l": {"zh": "{} mg/L", "en": "{} mg/L"},
    "minutes": {"zh": "{} 分钟", "en": "{} min"},
    "days": {"zh": "{} 天", "en": "{} d"},
}
YES: Mapping[Lang, str] = {"zh": "是", "en": "yes"}
BETWEEN: Mapping[Lang, str] = {"zh": "、", "en": ", "}


def clock(ms: int, tz: int) -> str:
    """Return the local time of day.

    >>> clock(1_583_800_200_000, 480)
    '08:30'
    """
    minute = (ms - day_start(day_of(ms, tz), tz)) // MINUTE
    return f"{minute // 60:02}:{minute % 60:02}"


def moment(ms: int, tz: int) -> str:
    """Return the local day and time.

    >>> moment(1_583_800_200_000, 480)
    '2020-03-10 08:30'
    """
    return f"{day_of(ms, tz)} {clock(ms, tz)}"


def zone(tz: int) -> str:
    """Return what local times are ahead of UTC, in words.

    >>> zone(480), zone(-210)
    ('UTC+8', 'UTC-3:30')
    """
    hours, minutes = divmod(abs(tz), 60)
    return f"UTC{'-' if tz < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one reader is to see values: the language, the offset, and whether persons are named.

    ``places`` and ``users`` are labels by id; what is in neither is shown as its id.
    """

    lang: Lang
    tz: int
    named: bool
    places: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)

    def user(self, user_id: str) -> str:
        """Return who recorded something, masked unless persons are named."""
        name = self.users.get(user_id, "")
        return name if self.named else masked(name, "name")

    def value(self, kind: Kind, name: str, value: object) -> str:
        """Return the text of a field's value; "" where there is none."""
        how = None if self.named else how_masked(kind, name)
        if isinstance(value, list | tuple):
            parts = [self._one(kind, name, each) for each in value]
            if how == "words":
                parts = ["…"] if parts else []
            elif how is not None:
                parts = [masked(part, how) for part in parts]
            return BETWEEN[self.lang].join(parts)
        text = self._one(kind, name, value)
        return masked(text, how) if how else text

    def _one(self, kind: Kind, name: str, value: object) -> str:
        spec = kind.fields.get(name)
        if value is None or value is False or spec is None:
            return ""
        if value is True:
            return YES[self.lang]
        if isinstance(value, Mapping):
            return f"{value.get('who') or ''}{degrees(value.get('tenths'))}"
        if spec.type in ("choice", "choices"):
            labels = {choice.id: choice.label[self.lang] for choice in spec.choices}
            return labels.get(str(value), str(value))
        if spec.type == "place":
            return self.places.get(str(value), str(value))
        return self._number(spec.unit, value) if isinstance(value, int) else str(value)

    def _number(self, unit: str | None, value: int) -> str:
        if unit == "tenths_celsius":
            return degrees(value)
        if unit == "ms":
            return moment(value, self.tz)
        if unit == "fen":
            return f"{value // 100}.{value % 100:02}"
        shape = UNITS.get(unit or "")
        return shape[self.lang].format(value) if shape else str(value)


def degrees(tenths: object) -> str:
    """Return tenths of a degree as people write them; "" where there are none.

    >>> degrees(378)
    '37.8'
    """
    return f"{tenths // 10}.{tenths % 10}" if isinstance(tenths, int) else ""
