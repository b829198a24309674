"""Reads a policy file and refuses it with file, line and reason when anything is wrong.

A policy decides about people's doors, so nothing in it is guessed: an unknown key, a number
without a unit, a value without its source, dates that overlap, or a measure that does not exist
refuse the whole file, and every fault is listed at once.

>>> try:
...     read_policy("id = 'x'", "x.toml", {}, ())
... except PolicyError as error:
...     print(error.faults[1])
x.toml:1: versions is missing: a policy has at least one [[versions]]
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path as File

from sync.days import read_sessions
from sync.measures import MEASURES, Measure
from sync.measures.finding import parameters
from sync.policy import (
    Criterion,
    Effect,
    Group,
    Override,
    Policy,
    Privilege,
    Score,
    Session,
    Setting,
    Threshold,
    Tier,
    Version,
    Veto,
)
from sync.policy_sheet import PolicyError, PolicyFault, Sheet, Table, dated_values
from sync.toml_lines import Path
from sync.words import Words

UNITS = parameters(
    "percent tenths_celsius mg_per_l minutes hours days count per_day households metres points "
    "index choice"
)
EXPECTED = frozenset(("met", "not_met", "not_yet_known", "waived"))
FOLDER = File(__file__).parent / "policies"
KINDS = File(__file__).parent / "kinds"


def read_policy(
    text: str, file: str, measures: Mapping[str, Measure], kinds: Collection[str]
) -> Policy:
    """The policy of a TOML text; raises PolicyError naming `file`, the lines and the reasons.

    `kinds` are the kinds of record that can be entered; criteria that need others are kept and
    marked with `missing_kinds`.
    """
    try:
        top: Table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([_syntax_fault(file, text, str(error))]) from error
    sheet = Sheet(text, file)
    sheet.known(top, _TOP, ())
    policy = _policy(sheet, top, measures, kinds)
    if sheet.faults:
        raise PolicyError(sheet.faults)
    return policy


_TOP = (
    "id name tz versions sessions values pillars gates criteria score vetoes tiers overrides "
    "effects privileges"
)


def _syntax_fault(file: str, text: str, message: str) -> PolicyFault:
    line = message.partition("at line ")[2].partition(",")[0]
    last = len(text.splitlines()) or 1
    return PolicyFault(file, int(line) if line.isdigit() else last, f"not TOML: {message}")


def _policy(
    sheet: Sheet, top: Table, measures: Mapping[str, Measure], kinds: Collection[str]
) -> Policy:
    thresholds = {name: _threshold(sheet, top, name) for name in sheet.table(top, "values")}
    groups = _groups(sheet, top, "pillars") + _groups(sheet, top, "gates")
    criteria = tuple(
        _criterion(sheet, table, path, measures, kinds)
        for path, table in sheet.tables(top, "criteria")
    )
    _check_references(sheet, criteria, thresholds, groups)
    ids = [criterion.id for criterion in criteria]
    return Policy(
        id=sheet.text(top, "id", ()),
        name=sheet.words(top, "name", ()),
        tz=sheet.whole(top, "tz", (), 480),
        versions=_versions(sheet, top),
        sessions=_sessions(sheet, top),
        thresholds=thresholds,
        groups=groups,
        criteria=criteria,
        score=_score(sheet, top, criteria, thresholds),
        vetoes=tuple(_veto(sheet, t, p, ids) for p, t in sheet.tables(top, "vetoes")),
        tiers=tuple(_tier(sheet, t, p, ids) for p, t in sheet.tables(top, "tiers")),
        overrides=tuple(
            _override(sheet, t, p, thresholds) for p, t in sheet.tables(top, "overrides")
        ),
        effects=tuple(_effect(sheet, t, p) for p, t in sheet.tables(top, "effects")),
        privileges=tuple(_privilege(sheet, t, p) for p, t in sheet.tables(top, "privileges")),
    )


def _versions(sheet: Sheet, top: Table) -> tuple[Version, ...]:
    found = []
    for path, table in sheet.tables(top, "versions"):
        sheet.known(table, "version from note source", path)
        found.append(
            Version(
                sheet.whole(table, "version", path),
                sheet.starts(table, path),
                sheet.words(table, "note", path),
                sheet.source(table, path),
            )
        )
    if not found:
        sheet.fault(("versions",), "versions is missing: a policy has at least one [[versions]]")
        return (Version(1, "0001-01-01", Words("", ""), ""),)
    if any(b.from_on <= a.from_on or b.number <= a.number for a, b in pairwise(found)):
        sheet.fault(("versions", 0), "versions must rise in number and in day, oldest first")
    return tuple(found)


def _sessions(sheet: Sheet, top: Table) -> tuple[Session, ...]:
    found = []
    for path, table in sheet.tables(top, "sessions"):
        sheet.known(table, "id label from to source", path)
        found.append(
            Session(
                sheet.text(table, "id", path),
                sheet.words(table, "label", path),
                sheet.text(table, "from", path),
                sheet.text(table, "to", path),
                sheet.source(table, path),
            )
        )
    try:
        read_sessions({"id": one.id, "from": one.starts, "to": one.ends} for one in found)
    except ValueError as error:
        sheet.fault(("sessions", 0), f"sessions: {error}")
    return tuple(found)


def _threshold(sheet: Sheet, top: Table, name: str) -> Threshold:
    path: Path = ("values", name)
    table = sheet.table(sheet.table(top, "values"), name, ("values",))
    sheet.known(table, "unit label phone dated", path)
    unit = table.get("unit")
    if unit not in UNITS:
        reason = "has no unit" if unit is None else f"has the unknown unit {unit!r}"
        sheet.fault(path, f"{name} {reason}: use one of {' '.join(sorted(UNITS))}")
    return Threshold(
        name,
        str(unit),
        sheet.words(table, "label", path),
        dated_values(sheet, table, path, name),
        sheet.flag(table, "phone", path, False),
    )


def _groups(sheet: Sheet, top: Table, key: str) -> tuple[Group, ...]:
    found = []
    for path, table in sheet.tables(top, key):
        sheet.known(table, "id label", path)
        found.append(
            Group(sheet.text(table, "id", path), sheet.words(table, "label", path), key == "gates")
        )
    return tuple(found)


_CRITERION = (
    "id pillar gate label rule measure with values hard weight source from until waivable examples"
)


def _criterion(
    sheet: Sheet,
    table: Table,
    path: Path,
    measures: Mapping[str, Measure],
    kinds: Collection[str],
) -> Criterion:
    sheet.known(table, _CRITERION, path)
    if ("pillar" in table) == ("gate" in table):
        sheet.fault(path, "a criterion belongs to one pillar or to one gate")
    fixed = sheet.table(table, "with", path)
    given = {key: sheet.setting(value, (*path, "with", key)) for key, value in fixed.items()}
    values = {key: str(name) for key, name in sheet.table(table, "values", path).items()}
    needed = _measure_kinds(sheet, table, path, measures, given, values)
    return Criterion(
        id=sheet.text(table, "id", path),
        group=sheet.text(table, "gate" if "gate" in table else "pillar", path),
        label=sheet.words(table, "label", path),
        rule=_rule(sheet, table, path, given, values),
        measure=sheet.text(table, "measure", path),
        given=given,
        values=values,
        source=sheet.source(table, path),
        hard=sheet.flag(table, "hard", path, True),
        weight=sheet.whole(table, "weight", path),
        from_on=sheet.day(table, "from", path) or "",
        until_on=sheet.day(table, "until", path),
        waivable=sheet.flag(table, "waivable", path, True),
        kinds=needed,
        missing_kinds=tuple(kind for kind in needed if kind not in kinds),
        examples=_examples(sheet, table, path),
    )


def _measure_kinds(
    sheet: Sheet,
    table: Table,
    path: Path,
    measures: Mapping[str, Measure],
    given: Mapping[str, Setting],
    values: Mapping[str, str],
) -> tuple[str, ...]:
    measure = measures.get(str(table.get("measure")))
    if measure is None:
        known = " ".join(sorted(measures))
        sheet.fault((*path, "measure"), f"unknown measure {table.get('measure')!r}: use {known}")
        return ()
    has = {*given, *values}
    for name in sorted(measure.needs - has):
        sheet.fault(path, f"{measure.name} needs the parameter {name!r}")
    for name in sorted(has - measure.needs - measure.takes):
        where = "with" if name in given else "values"
        sheet.fault((*path, where, name), f"{measure.name} takes no parameter {name!r}")
    return measure.kinds(given)


def _rule(
    sheet: Sheet,
    table: Table,
    path: Path,
    given: Mapping[str, Setting],
    values: Mapping[str, str],
) -> Words:
    rule = sheet.words(table, "rule", path)
    try:
        rule.filled(**dict.fromkeys([*given, *values], ""))
    except (KeyError, ValueError, IndexError) as error:
        sheet.fault((*path, "rule"), f"rule has a placeholder that is no parameter: {error}")
    return rule


def _examples(sheet: Sheet, table: Table, path: Path) -> tuple[Table, ...]:
    found = sheet.tables(table, "examples", path)
    for at, example in found:
        sheet.text(example, "name", at)
        if example.get("expect") not in EXPECTED:
            sheet.fault((*at, "expect"), f"expect must be one of {' '.join(sorted(EXPECTED))}")
    if not found:
        sheet.fault(path, "a criterion has at least one [[criteria.examples]]")
    return tuple(example for _, example in found)


def _check_references(
    sheet: Sheet,
    criteria: Sequence[Criterion],
    thresholds: Mapping[str, Threshold],
    groups: Sequence[Group],
) -> None:
    seen: set[str] = set()
    known = {group.id for group in groups}
    for i, criterion in enumerate(criteria):
        path: Path = ("criteria", i)
        if criterion.id in seen:
            sheet.fault((*path, "id"), f"criterion {criterion.id} stands twice")
        seen.add(criterion.id)
        if criterion.group not in known:
            sheet.fault(path, f"{criterion.id}: no pillar or gate is called {criterion.group!r}")
        for parameter, name in criterion.values.items():
            if name not in thresholds:
                sheet.fault((*path, "values", parameter), f"no value is called {name!r}")


def _score(
    sheet: Sheet,
    top: Table,
    criteria: Sequence[Criterion],
    thresholds: Mapping[str, Threshold],
) -> Score | None:
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


def _veto(sheet: Sheet, table: Table, path: Path, ids: Collection[str]) -> Veto:
    sheet.known(table, "criterion source", path)
    veto = Veto(sheet.text(table, "criterion", path), sheet.source(table, path))
    if veto.criterion not in ids:
        sheet.fault((*path, "criterion"), f"no criterion is called {veto.criterion!r}")
    return veto


def _tier(sheet: Sheet, table: Table, path: Path, ids: Collection[str]) -> Tier:
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


def _override(
    sheet: Sheet, table: Table, path: Path, thresholds: Mapping[str, Threshold]
) -> Override:
    sheet.known(table, "place label values", path)
    values = {}
    for name in (given := sheet.table(table, "values", path)):
        if name not in thresholds:
            sheet.fault((*path, "values", name), f"no value is called {name!r}")
        values[name] = dated_values(sheet, given, (*path, "values"), name, key=name)
    return Override(sheet.text(table, "place", path), sheet.words(table, "label", path), values)


def _effect(sheet: Sheet, table: Table, path: Path) -> Effect:
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


def _privilege(sheet: Sheet, table: Table, path: Path) -> Privilege:
    sheet.known(table, "id label held_days from source", path)
    return Privilege(
        sheet.text(table, "id", path),
        sheet.words(table, "label", path),
        sheet.whole(table, "held_days", path),
        sheet.starts(table, path),
        sheet.source(table, path),
    )


def load_policy(policy_id: str, kinds: Collection[str] | None = None) -> Policy:
    """A shipped policy by its id; raises PolicyError, or LookupError when there is none."""
    file = FOLDER / f"{policy_id}.toml"
    if policy_id not in policy_ids():
        raise LookupError(f"no policy {policy_id!r}; there are {', '.join(policy_ids())}")
    recordable = recordable_kinds() if kinds is None else kinds
    return read_policy(file.read_text("utf-8"), file.name, MEASURES, recordable)


def policy_ids() -> tuple[str, ...]:
    """Ids of the policies that ship, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def recordable_kinds() -> frozenset[str]:
    """Kinds of record that can be entered: those with a file in kinds/."""
    return frozenset(file.stem for file in KINDS.glob("*.toml"))
