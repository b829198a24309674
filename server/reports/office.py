"""The desk's pages about the office itself as rows: who does what, and who read what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.personal import masked
from server.reports.cells import BETWEEN, Wording, moment
from server.reports.table import Lang, Row
from sync.kinds import Kind

Json = Mapping[str, Any]
SERVER = "server"
SYSTEM: Mapping[Lang, str] = {"zh": "系统", "en": "The system"}
POST: Mapping[str, Mapping[Lang, str]] = {
    "assignment": {"zh": "负责人", "en": "Lead"},
    "grid_lead": {"zh": "网格负责人", "en": "Grid lead"},
    "team": {"zh": "小组", "en": "Team"},
    "duty_shift": {"zh": "排班", "en": "Shift"},
}


def people_rows(page: Json, wording: Wording) -> Iterator[Row]:
    """Yield a row a post, then a row a grid's lead, a team and a planned shift."""

    def name(value: object) -> str:
        return str(value or "") if wording.named else masked(str(value or ""), "name")

    def phone(value: object) -> str:
        return str(value or "") if wording.named else masked(str(value or ""), "phone")

    lang, tz = wording.lang, wording.tz

    def lead(kind: str, place: Json, said: Json, signed: str = "") -> Row:
        return [
            POST[kind][lang], _where(place), name(said.get("lead")), name(said.get("deputy")),
            phone(said.get("phone")), str(said.get("grid") or ""),
            str(said.get("since_on") or ""), str(said.get("until_on") or ""), signed,
        ]  # fmt: skip

    for post in page["posts"]:
        said = post["assignment"]["fields"] if post["assignment"] else {}
        signed = BETWEEN[lang].join(name(one["user"]["name"]) for one in post["access"])
        yield lead("assignment", post["place"], said, signed)
    for grid in page["grid_leads"]:
        yield lead("grid_lead", grid["place"], grid["fields"])
    for team in page["teams"]:
        said = team["fields"]
        members = BETWEEN[lang].join(name(one) for one in said.get("members") or ())
        yield [
            POST["team"][lang], _where(team["place"]), name(said.get("lead")), members,
            phone(said.get("phone")), "", "", "", "",
        ]  # fmt: skip
    for shift in page["shifts"]:
        said = shift["fields"]
        times = [
            moment(at, tz) if (at := said.get(end)) else "" for end in ("started_at", "ended_at")
        ]
        yield [
            POST["duty_shift"][lang], _where(shift["place"]), name(said.get("who")),
            "", "", "", *times, "",
        ]  # fmt: skip


def duty_rows(
    duties: Iterable[Json], kind: Kind, fields: Iterable[str], wording: Wording
) -> Iterator[Row]:
    """Yield a row a duty: where, and what its record says in the words of its kind."""
    for duty in duties:
        said = duty["fields"]
        cells = [wording.value(kind, name, said.get(name)) for name in fields]
        yield [_where(duty["place"]), *cells]


def audit_rows(rows: Iterable[Json], wording: Wording) -> Iterator[Row]:
    """Yield a row an act, of whoever acted or looked."""
    for row in rows:
        who = _who(row["by"], wording)
        yield [
            moment(row["at"], wording.tz),
            who,
            row["label"][wording.lang],
            row["place"]["name"] if row["place"] else "",
            _how_many(row["details"], wording.lang),
            str(row["details"].get("reason") or ""),
        ]


def _how_many(details: Json, lang: str) -> str:
    """Return how many persons an act told of, or how many records where those were counted."""
    if details.get("persons") is not None:
        return str(details["persons"])
    records = details.get("records") if "device" in details else None
    if records is None:
        return ""
    return f"{records} 条" if lang == "zh" else f"{records} record{'s' * (records != 1)}"


def _who(by: Json, wording: Wording) -> str:
    if by["id"] == SERVER:
        return SYSTEM[wording.lang]
    return str(by["name"]) if wording.named else masked(by["name"], "name")


def _where(place: Json) -> str:
    compound = place["compound"]
    apart = compound and compound["id"] != place["id"]
    return f"{compound['name']} {place['name']}" if apart else str(place["name"])
