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
from hashlib import sha256
from itertools import pairwise
from pathlib import Path as File

from sync.days import read_sessions
from sync.heard import DAYS_HEARD, KINDS_HEARD
from sync.measures import MEASURES, Measure
from sync.measures.finding import names_in, parameters
from sync.policy import (
    Criterion,
    Group,
    Policy,
    Session,
    Setting,
    Threshold,
    Version,
)
from sync.policy_parts import (
    check_once,
    read_effects,
    read_override,
    read_privilege,
    read_rounds,
    read_score,
    read_tier,
    read_veto,
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
    marked with `missing_kinds`. A policy `based_on` a shipped one takes its values and sessions,
    and the criteria it names in [[use]].
    """
    try:
        top: Table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([_syntax_fault(file, text, str(error))]) from error
    sheet = Sheet(text, file)
    sheet.known(top, _TOP, ())
    _check_asks(sheet, top, kinds)
    policy = _policy(sheet, _on_base(sheet, top), measures, kinds)
    if sheet.faults:
        raise PolicyError(sheet.faults)
    return policy


_TOP = (
    "id name tz versions sessions values pillars gates criteria score vetoes tiers overrides "
    "effects privileges rounds asks based_on use"
)


def _syntax_fault(file: str, text: str, message: str) -> PolicyFault:
    line = message.partition("at line ")[2].partition(",")[0]
    last = len(text.splitlines()) or 1
    return PolicyFault(file, int(line) if line.isdigit() else last, f"not TOML: {message}")


def _on_base(sheet: Sheet, top: Table) -> Table:
    """The tables with those of the policy it is based on below them."""
    name = top.get("based_on")
    if name is None:
        return top
    if not isinstance(name, str) or name not in policy_ids():
        sheet.fault(("based_on",), f"no shipped policy is called {name!r}")
        return top
    base: Table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    values = {**sheet.table(base, "values"), **sheet.table(top, "values")}
    sheet.base = sheet.by_id(base)
    inherited = {name: base[name] for name in ("sessions", "rounds", "asks") if name in base}
    return {**inherited, **top, "values": values}


def _policy(
    sheet: Sheet, top: Table, measures: Mapping[str, Measure], kinds: Collection[str]
) -> Policy:
    thresholds = {name: _threshold(sheet, top, name) for name in sheet.table(top, "values")}
    groups = _groups(sheet, top, "pillars") + _groups(sheet, top, "gates")
    entries = sheet.criteria(top)
    criteria = tuple(_criterion(sheet, table, path, measures, kinds) for path, table in entries)
    paths = [path for path, _ in entries]
    for key in ("sessions", "pillars", "gates", "privileges", "tiers"):
        check_once(sheet, top, key)
    _check_references(sheet, dict(zip(paths, criteria, strict=True)), thresholds, groups)
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
        score=read_score(sheet, top, criteria, thresholds),
        vetoes=tuple(read_veto(sheet, t, p, ids) for p, t in sheet.tables(top, "vetoes")),
        tiers=tuple(read_tier(sheet, t, p, ids) for p, t in sheet.tables(top, "tiers")),
        overrides=tuple(
            read_override(sheet, t, p, thresholds) for p, t in sheet.tables(top, "overrides")
        ),
        effects=read_effects(sheet, top),
        privileges=tuple(read_privilege(sheet, t, p) for p, t in sheet.tables(top, "privileges")),
        rounds=read_rounds(sheet, top),
        asks=tuple(name for name in _names(top) if name in kinds),
    )


def _names(top: Table) -> list[str]:
    asked = top.get("asks", [])
    return [str(name) for name in (asked if isinstance(asked, list) else [asked])]


def _check_asks(sheet: Sheet, top: Table, kinds: Collection[str]) -> None:
    known = recordable_kinds().union(kinds)
    for name in _names(top):
        if name not in known:
            sheet.fault(("asks",), f"no kind of record is called {name!r}")


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
    _check_heard(sheet, given, {*given, *values}, path)
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


def _check_heard(
    sheet: Sheet, given: Mapping[str, Setting], has: Collection[str], path: Path
) -> None:
    """Who would have told of it are kinds that there are, and how often is said beside them."""
    if (KINDS_HEARD in has) != (DAYS_HEARD in has):
        sheet.fault(path, f"{KINDS_HEARD} and {DAYS_HEARD} go together")
    if KINDS_HEARD not in given:
        return
    for name in names_in(given, KINDS_HEARD):
        if name not in recordable_kinds():
            sheet.fault((*path, "with", KINDS_HEARD), f"no kind of record is called {name!r}")


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
    if not found and path[0] == "criteria":
        sheet.fault(path, "a criterion has at least one [[criteria.examples]]")
    return tuple(example for _, example in found)


def _check_references(
    sheet: Sheet,
    criteria: Mapping[Path, Criterion],
    thresholds: Mapping[str, Threshold],
    groups: Sequence[Group],
) -> None:
    seen: set[str] = set()
    known = {group.id for group in groups}
    for path, criterion in criteria.items():
        if criterion.id in seen:
            sheet.fault((*path, "id"), f"criterion {criterion.id} stands twice")
        seen.add(criterion.id)
        if criterion.group not in known:
            sheet.fault(path, f"{criterion.id}: no pillar or gate is called {criterion.group!r}")
        for parameter, name in criterion.values.items():
            if name not in thresholds:
                sheet.fault((*path, "values", parameter), f"no value is called {name!r}")


def load_policy(policy_id: str, kinds: Collection[str] | None = None) -> Policy:
    """A shipped policy by its id; raises PolicyError, or LookupError when there is none."""
    file = FOLDER / f"{policy_id}.toml"
    if policy_id not in policy_ids():
        raise LookupError(f"no policy {policy_id!r}; there are {', '.join(policy_ids())}")
    recordable = recordable_kinds() if kinds is None else kinds
    return read_policy(file.read_text("utf-8"), file.name, MEASURES, recordable)


def policy_digest(policy_id: str) -> str:
    """The SHA-256 of a shipped policy's file, as hex: another one where a word of it is another."""
    return sha256((FOLDER / f"{policy_id}.toml").read_bytes()).hexdigest()


def policy_ids() -> tuple[str, ...]:
    """Ids of the policies that ship, sorted."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def recordable_kinds() -> frozenset[str]:
    """Kinds of record that can be entered: those with a file in kinds/."""
    return frozenset(file.stem for file in KINDS.glob("*.toml"))
