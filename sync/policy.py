"""A policy: what must hold before a place may say it is free of the epidemic, as dated data.

Nothing here knows a criterion, a threshold or a disease: those are in `policies/*.toml`. A policy
answers for a day, because rules changed between two rounds (4 April 2020). Days are ISO texts,
which compare as days do.

>>> steps = (Dated("2020-03-01", 98, "HQ, 2020-03-01"), Dated("2020-04-04", 99, "HQ, 2020-04-04"))
>>> share = Threshold("share", "percent", Words("比例", "share"), steps)
>>> share.on("2020-04-03"), share.on("2020-04-04"), share.on("2020-02-29")
(98, 99, None)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sync import days
from sync.words import Words

# The parameters of a criterion that say who is observed, and for how long.
OBSERVED_CATEGORIES, OBSERVATION_DAYS = "observed_categories", "observation_days"

Setting = int | str | bool | tuple[int | str, ...]


class NotInForce(LookupError):
    """The policy says nothing yet, or nothing any more, for the day asked about."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from the day it took effect until the day before the next, and who said so."""

    from_on: str
    value: Setting
    source: str
    until_on: str | None = None

    def holds_on(self, day: str) -> bool:
        """Whether the value is in force on the day; both ends belong to it."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A named number (or choice) of the policy with its unit and its dated values, oldest first."""

    name: str
    unit: str
    label: Words
    dated: tuple[Dated, ...]
    phone: bool = False

    def step(self, day: str) -> Dated | None:
        """The newest dated value that is in force on the day."""
        return next((step for step in reversed(self.dated) if step.holds_on(day)), None)

    def on(self, day: str) -> Setting | None:
        """The value in force on the day, or None."""
        step = self.step(day)
        return step.value if step else None


@dataclass(frozen=True, slots=True)
class Session:
    """A part of the day in which a round falls due, with its words and its source."""

    id: str
    label: Words
    starts: str
    ends: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """A pillar, or a gate beside the pillars."""

    id: str
    label: Words
    gate: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged: which measure, with which parameters, and where it stands.

    `given` are fixed parameters, `values` names of thresholds; `kinds` are the kinds of record it
    needs; `missing_kinds` those of them that nobody can record yet.
    """

    id: str
    group: str
    label: Words
    rule: Words
    measure: str
    given: Mapping[str, Setting]
    values: Mapping[str, str]
    source: str
    hard: bool = True
    weight: int = 0
    from_on: str = ""
    until_on: str | None = None
    waivable: bool = True
    kinds: tuple[str, ...] = ()
    missing_kinds: tuple[str, ...] = ()
    examples: tuple[Mapping[str, object], ...] = ()

    def holds_on(self, day: str) -> bool:
        """Whether the criterion is part of the policy on the day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Version:
    """A published state of the whole policy and the day it took effect."""

    number: int
    from_on: str
    note: Words
    source: str


@dataclass(frozen=True, slots=True)
class Score:
    """Points: the pillars are judged by weight; `pass_mark` names the threshold to reach."""

    pass_mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Veto:
    """A criterion whose failure alone decides, whatever else is in place."""

    criterion: str
    source: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A further title for a place that already qualifies: these criteria on top of the rest."""

    id: str
    label: Words
    criteria: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Override:
    """Other values for one place and all below it (a district's own marks)."""

    place: str
    label: Words
    values: Mapping[str, tuple[Dated, ...]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a new case of a category does to a standing, from a day on.

    `effect`: revoke | suspend | none; with `cascade` the community and the street lose it too.
    """

    category: str
    effect: str
    from_on: str
    source: str
    until_on: str | None = None
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class Privilege:
    """What a standing allows once it has been held for some days."""

    id: str
    label: Words
    held_days: int
    from_on: str
    source: str


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rhythm in which rounds are published: from a day on, at a clock time, every few days."""

    from_on: str
    at: str
    every_days: int
    source: str


@dataclass(frozen=True)
class Policy:
    """The whole of one policy; every question is asked for a day.

    `zero` names the thresholds of condition 1; `tz` is the offset of its days in minutes.
    `asks` are the kinds of record that phones offer; none named means all of them.
    """

    id: str
    name: Words
    tz: int
    versions: tuple[Version, ...]
    sessions: tuple[Session, ...]
    thresholds: Mapping[str, Threshold]
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    score: Score | None = None
    vetoes: tuple[Veto, ...] = ()
    tiers: tuple[Tier, ...] = ()
    overrides: tuple[Override, ...] = ()
    effects: tuple[Effect, ...] = ()
    privileges: tuple[Privilege, ...] = ()
    rounds: tuple[Rounds, ...] = ()
    asks: tuple[str, ...] = ()
    applied: tuple[str, ...] = field(default=())

    @cached_property
    def windows(self) -> tuple[days.Session, ...]:
        """The sessions as `sync.days` counts with them."""
        return days.read_sessions(
            {"id": session.id, "from": session.starts, "to": session.ends}
            for session in self.sessions
        )

    def version_on(self, day: str) -> Version:
        """The version in force on the day; raises NotInForce before the first."""
        for version in reversed(self.versions):
            if version.from_on <= day:
                return version
        raise NotInForce(f"{self.id} takes effect on {self.versions[0].from_on}, not on {day}")

    def value(self, name: str, day: str) -> Setting:
        """The value of a threshold on the day; raises NotInForce when none is.

        Raises KeyError for a threshold that the policy does not have.
        """
        value = self.thresholds[name].on(day)
        if value is None:
            raise NotInForce(f"{self.id}: {name} has no value in force on {day}")
        return value

    def number(self, name: str, day: str) -> int:
        """A threshold that is a whole number; raises NotInForce, and TypeError if it is not one."""
        value = self.value(name, day)
        if not isinstance(value, int):
            raise TypeError(f"{self.id}: {name} is not a number")
        return value

    def criteria_on(self, day: str) -> tuple[Criterion, ...]:
        """The criteria that are part of the policy on the day, in the order of the file."""
        return tuple(criterion for criterion in self.criteria if criterion.holds_on(day))

    def parameters(self, criterion: Criterion, day: str) -> dict[str, Setting]:
        """What its measure is handed: fixed parameters and the values in force on the day."""
        dated = {name: self.value(key, day) for name, key in criterion.values.items()}
        return {**criterion.given, **dated}

    def rule_words(self, criterion: Criterion, day: str) -> Words:
        """The rule as people read it, with the numbers of the day filled in."""
        filled = {
            name: readable(value, self._unit(criterion, name))
            for name, value in self.parameters(criterion, day).items()
        }
        return criterion.rule.filled(**filled)

    def in_force_from(self, criterion: Criterion, day: str) -> str:
        """The day the rule took its present form: its own start or its newest value's."""
        starts = [criterion.from_on or self.versions[0].from_on]
        steps = (self.thresholds[key].step(day) for key in criterion.values.values())
        return max(starts + [step.from_on for step in steps if step])

    def within(self, places: Sequence[str]) -> "Policy":
        """This policy as it applies at a place: overrides of any of its ancestors, in file order.

        `places` are the ids of the place and its ancestors.
        """
        applied = [each for each in self.overrides if each.place in places]
        if not applied:
            return self
        thresholds = dict(self.thresholds)
        for override in applied:
            for name, dated in override.values.items():
                thresholds[name] = replace(thresholds[name], dated=dated)
        return replace(self, thresholds=thresholds, applied=tuple(o.place for o in applied))

    def effect_of(self, category: str, day: str) -> Effect | None:
        """What a new case of the category does to a standing on the day, or None."""
        matching = (e for e in reversed(self.effects) if e.category == category)
        return next(
            (e for e in matching if e.from_on <= day and (not e.until_on or day <= e.until_on)),
            None,
        )

    def allowed_on(self, day: str, held: int) -> tuple[Privilege, ...]:
        """What a standing that has been held for some days allows on the day."""
        return tuple(one for one in self.privileges if one.from_on <= day and held >= one.held_days)

    def phone_values(self) -> dict[str, object]:
        """What phones are told of this policy: sessions and the values marked for them."""
        return {
            "id": self.id,
            "version": self.versions[-1].number,
            "versions": [{"version": v.number, "from": v.from_on} for v in self.versions],
            "asks": list(self.asks),
            "sessions": [
                {
                    "id": session.id,
                    "label": session.label.to_json(),
                    "from": session.starts,
                    "to": session.ends,
                }
                for session in self.sessions
            ],
            "values": {
                threshold.name: _dated(threshold)
                for threshold in self.thresholds.values()
                if threshold.phone
            },
            "observed": {
                category: _dated(threshold) for category, threshold in self.observations().items()
            },
        }

    def observations(self) -> dict[str, Threshold]:
        """Category of people under observation -> the days after which a release is due.

        >>> from sync.policy_file import load_policy
        >>> {name: days.name for name, days in load_policy("wuhan-2020-03").observations().items()}
        {'close_contact': 'contact_observation'}
        """
        found: dict[str, Threshold] = {}
        for one in self.criteria:
            days = one.values.get(OBSERVATION_DAYS)
            named = one.given.get(OBSERVED_CATEGORIES, ())
            if days:
                found |= {str(category): self.thresholds[days] for category in _each(named)}
        return found

    def observed_days(self, category: str, day: str) -> int | None:
        """How long a category is observed by what is in force on the day; None: until excluded."""
        threshold = self.observations().get(category)
        value = None if threshold is None else threshold.on(day)
        return value if isinstance(value, int) else None

    def _unit(self, criterion: Criterion, parameter: str) -> str:
        key = criterion.values.get(parameter)
        return self.thresholds[key].unit if key else ""


def readable(value: Setting, unit: str) -> str:
    """A value as it stands in a sentence; tenths of a degree become degrees.

    >>> readable(373, "tenths_celsius"), readable(("lift", "gate"), "")
    ('37.3', 'lift, gate')
    """
    if unit == "tenths_celsius" and isinstance(value, int):
        return f"{value // 10}.{value % 10}"
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


def _each(value: Setting) -> Sequence[int | str]:
    return value if isinstance(value, tuple) else (value,)


def _dated(threshold: Threshold) -> list[dict[str, object]]:
    return [{"from": step.from_on, "value": _plain(step.value)} for step in threshold.dated]


def _plain(value: Setting) -> object:
    return list(value) if isinstance(value, tuple) else value
