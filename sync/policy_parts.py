"""The smaller tables of a policy file: score, vetoes, tiers, overrides, effects, rounds and so on.

>>> from sync.policy_sheet import Sheet
>>> sheet = Sheet("", "x.toml")
>>> read_veto(sheet, {"criterion": "Z9", "source": "HQ"}, ("vetoes", 0), ["Z1"]).criterion
'Z9'
>>> str(sheet.faults[0])
"x.toml:1: no criterion is called 'Z9'"
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from sync.days import is_clock
from sync.policy import (
    Criterion,
    Effect,
    Override,
    Privilege,
    Rounds,
    Score,
    Threshold,
    Tier,
    Veto,
)
from sync.policy_sheet import Sheet, Table, dated_values
from sync.toml_lines import Path


def read_score(
    sheet: Sheet,
    top: Table,
    criteria: Sequence[Criterion],
    thresholds: Mapping[str, Threshold],
) -> Score | None:
    """The scored part, or None; its pass mark must be a value and its criteria bear weights."""
    if "score" not in top:
        return None
    table, path = sheet.table(top, "score"), ("score",)
    sheet.known(table, "pass_mark source", path)
    score = Score(sheet.text(table, "pass_mark", path), sheet.source(table, path))
    if score.pass_mark not in thresholds:
        sheet.fault((*path, "pass_mark"), f"no value is called {score.pass_mark!r}")
    if not any(criterion.weight for criterion in criteria):
        sheet.fault(path, "a scored policy needs criteria with a weight")
    return score


def read_veto(sheet: Sheet, table: Table, path: Path, ids: Collection[str]) -> Veto:
    """A veto; its criterion must be in the policy."""
    sheet.known(table, "criterion source", path)
    veto = Veto(sheet.text(table, "criterion", path), sheet.source(table, path))
    if veto.criterion not in ids:
        sheet.fault((*path, "criterion"), f"no criterion is called {veto.criterion!r}")
    return veto


def read_tier(sheet: Sheet, table: Table, path: Path, ids: Collection[str]) -> Tier:
    """A further title; its criteria must be in the policy."""
    sheet.known(table, "id label criteria source", path)
    named = sheet.setting(table.get("criteria", []), (*path, "criteria"))
    criteria = tuple(str(each) for each in named) if isinstance(named, tuple) else ()
    for each in criteria:
        if each not in ids:
            sheet.fault((*path, "criteria"), f"no criterion is called {each!r}")
    return Tier(
        sheet.text(table, "id", path),
        sheet.words(table, "label", path),
        criteria,
        sheet.source(table, path),
    )


def read_override(
    sheet: Sheet, table: Table, path: Path, thresholds: Mapping[str, Threshold]
) -> Override:
    """A place's own values; they must be values of the policy."""
    sheet.known(table, "place label values", path)
    values = {}
    for name in (given := sheet.table(table, "values", path)):
        if name not in thresholds:
            sheet.fault((*path, "values", name), f"no value is called {name!r}")
        values[name] = dated_values(sheet, given, (*path, "values"), name, key=name)
    return Override(sheet.text(table, "place", path), sheet.words(table, "label", path), values)


def read_effect(sheet: Sheet, table: Table, path: Path) -> Effect:
    """What a new case does to a standing."""
    sheet.known(table, "category effect from until cascade source", path)
    effect = sheet.text(table, "effect", path)
    if effect not in ("revoke", "suspend", "none"):
        sheet.fault((*path, "effect"), "effect must be revoke, suspend or none")
    return Effect(
        sheet.text(table, "category", path),
        effect,
        sheet.starts(table, path),
        sheet.source(table, path),
        sheet.day(table, "until", path),
        sheet.flag(table, "cascade", path, False),
    )


def read_effects(sheet: Sheet, top: Table) -> tuple[Effect, ...]:
    """The effects in the order of the file; those of one category follow each other in time."""
    found: list[Effect] = []
    newest: dict[str, Effect] = {}
    for path, table in sheet.tables(top, "effects"):
        effect = read_effect(sheet, table, path)
        before = newest.get(effect.category)
        if before and effect.from_on <= (before.until_on or before.from_on):
            sheet.fault(path, f"{effect.category} has overlapping dates at {effect.from_on}")
        newest[effect.category] = effect
        found.append(effect)
    return tuple(found)


def check_once(sheet: Sheet, top: Table, key: str) -> None:
    """Refuse two tables of one name among the [[key]] tables."""
    seen: set[str] = set()
    for path, table in sheet.tables(top, key):
        name = str(table.get("id"))
        if name in seen:
            sheet.fault((*path, "id"), f"{name} stands twice in {key}")
        seen.add(name)


def read_privilege(sheet: Sheet, table: Table, path: Path) -> Privilege:
    """What a standing allows after some days."""
    sheet.known(table, "id label held_days from source", path)
    return Privilege(
        sheet.text(table, "id", path),
        sheet.words(table, "label", path),
        sheet.whole(table, "held_days", path),
        sheet.starts(table, path),
        sheet.source(table, path),
    )


def read_rounds(sheet: Sheet, top: Table) -> tuple[Rounds, ...]:
    """The rhythms of published rounds, oldest first; none when the policy publishes none."""
    found = []
    for path, table in sheet.tables(top, "rounds"):
        sheet.known(table, "from at every_days source", path)
        clock, every = sheet.text(table, "at", path), sheet.whole(table, "every_days", path)
        if clock and not is_clock(clock):
            sheet.fault((*path, "at"), f"at must be a time of the day (16:00), not {clock!r}")
        if not every:
            sheet.fault(path, "every_days must be at least 1")
        starts = sheet.starts(table, path)
        found.append(Rounds(starts, clock, every, sheet.source(table, path)))
    if any(later.from_on <= one.from_on for one, later in pairwise(found)):
        sheet.fault(("rounds", 0), "rounds must rise in day, oldest first")
    return tuple(found)
