"""One policy file being read: its tables, and every fault found, with file and line.

>>> sheet = Sheet("name = 'x'", "x.toml")
>>> sheet.words({"name": "x"}, "name", ()), str(sheet.faults[0])
(Words(zh='', en=''), 'x.toml:1: name is missing: give { zh, en }')
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sync.policy import Dated, Setting
from sync.toml_lines import Path, line_of, lines_of
from sync.words import Words, words_of

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One thing wrong with a policy file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PolicyError(ValueError):
    """The file is refused; `faults` lists all that is wrong, by line."""

    def __init__(self, faults: Sequence[PolicyFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Sheet:
    """The tables of one file, with the faults found while reading them."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.faults: list[PolicyFault] = []
        self.lines = lines_of(text)
        self.base: Table = {}

    def fault(self, path: Path, reason: str) -> None:
        """Note a fault at the path."""
        self.faults.append(PolicyFault(self.file, line_of(self.lines, path), reason))

    def known(self, table: Table, keys: str, path: Path) -> None:
        """Refuse keys that mean nothing here."""
        for key in table:
            if key not in keys.split():
                self.fault((*path, key), f"unknown key {key!r}: expected one of {keys}")

    def tables(self, table: Table, key: str, path: Path = ()) -> list[tuple[Path, Table]]:
        """The tables of an array with their paths; none when there are none."""
        entries = table.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            self.fault((*path, key), f"{key} must be written as [[{key}]] tables")
            return []
        return [((*path, key, i), entry) for i, entry in enumerate(entries)]

    def by_id(self, policy: Table) -> Table:
        """The criteria of another policy by their ids."""
        return {str(table.get("id")): table for _, table in self.tables(policy, "criteria")}

    def criteria(self, top: Table) -> list[tuple[Path, Table]]:
        """The criteria of the file, those it uses from its base first, each with its path.

        A use may change label, rule, source, weight, hardness and single parameters; with other
        parameters it brings its own examples.
        """
        used = [(path, self._used(path, use)) for path, use in self.tables(top, "use")]
        return [*used, *self.tables(top, "criteria")]

    def _used(self, path: Path, use: Table) -> Table:
        name = str(use.get("criterion"))
        found = self.base.get(name)
        if not isinstance(found, dict):
            self.fault((*path, "criterion"), f"the base has no criterion {name!r}")
            found = {}
        # Its examples stand, and are run, in the base.
        dropped = ("pillar", "gate", "weight", "hard", "from", "until", "examples")
        kept = {key: value for key, value in found.items() if key not in dropped}
        changed = {k: v for k, v in use.items() if k != "criterion"}
        for key in ("with", "values"):
            changed[key] = {**self.table(found, key), **self.table(use, key, path)}
        changes_rule = bool(use.get("with") or use.get("values"))
        if changes_rule and "examples" not in use:
            self.fault(path, f"{name} with other parameters needs its own [[use.examples]]")
        return {**kept, **changed}

    def table(self, table: Table, key: str, path: Path = ()) -> Table:
        """A table, empty when absent."""
        entry = table.get(key, {})
        if isinstance(entry, dict):
            return entry
        self.fault((*path, key), f"{key} must be a table")
        return {}

    def text(self, table: Table, key: str, path: Path) -> str:
        """A text that must be there."""
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault((*path, key), f"{key} is missing")
        return ""

    def source(self, table: Table, path: Path) -> str:
        """Issuer and date; refused when absent or when it is an address."""
        value = table.get("source")
        if not isinstance(value, str) or not value.strip():
            self.fault((*path, "source"), "source is missing: name the issuer and the date")
            return ""
        if "http:" in value or "https:" in value or "www." in value:
            self.fault((*path, "source"), "source is an address: name the issuer and the date")
        return value

    def words(self, table: Table, key: str, path: Path) -> Words:
        """A {zh, en} table that must be there."""
        value = table.get(key)
        words = words_of(value) if isinstance(value, dict) else None
        if words is None:
            self.fault((*path, key), f"{key} is missing: give {{ zh, en }}")
        return words or Words("", "")

    def day(self, table: Table, key: str, path: Path) -> str | None:
        """A day as ISO text, or None when absent."""
        value = table.get(key)
        if value is None or type(value) is date:
            return value.isoformat() if value else None
        self.fault((*path, key), f"{key} must be a day (2020-03-01), without quotes or time")
        return None

    def starts(self, table: Table, path: Path) -> str:
        """The day of the key `from`, which must be there."""
        day = self.day(table, "from", path)
        if day is None and "from" not in table:
            self.fault(path, "from is missing: name the day it took effect")
        return day or "0001-01-01"

    def whole(self, table: Table, key: str, path: Path, default: int = 0) -> int:
        """A whole number from 0."""
        value = table.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.fault((*path, key), f"{key} must be a whole number from 0")
        return default

    def flag(self, table: Table, key: str, path: Path, default: bool) -> bool:
        """True or false."""
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault((*path, key), f"{key} must be true or false")
        return default

    def setting(self, value: object, path: Path) -> Setting:
        """A value as a policy may hold it."""
        if isinstance(value, int | str):
            return value
        if isinstance(value, list) and all(type(each) in (int, str) for each in value):
            return tuple(value)
        self.fault(path, "a value is a whole number, a text, true/false or a list of them")
        return 0


def dated_values(
    sheet: Sheet, table: Table, path: Path, name: str, key: str = "dated"
) -> tuple[Dated, ...]:
    """The dated values of a threshold, oldest first; overlapping days are a fault."""
    steps = []
    for at, entry in sheet.tables(table, key, path):
        sheet.known(entry, "from until value source", at)
        if "value" not in entry:
            sheet.fault(at, f"{name} has no value here")
        steps.append(
            Dated(
                sheet.starts(entry, at),
                sheet.setting(entry.get("value", 0), (*at, "value")),
                sheet.source(entry, at),
                sheet.day(entry, "until", at),
            )
        )
    if not steps:
        sheet.fault(path, f"{name} has no dated value: add [[values.{name}.dated]]")
    _check_order(sheet, steps, (*path, key), name)
    return tuple(steps)


def _check_order(sheet: Sheet, steps: Sequence[Dated], path: Path, name: str) -> None:
    for i, step in enumerate(steps):
        if step.until_on is not None and step.until_on < step.from_on:
            sheet.fault((*path, i), f"{name} ends on {step.until_on} before it begins")
        if i and step.from_on <= (steps[i - 1].until_on or steps[i - 1].from_on):
            sheet.fault((*path, i), f"{name} has overlapping dates at {step.from_on}")
