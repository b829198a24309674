"""Was the disinfectant right: an agent that is allowed, strong enough, left long enough?

Only chlorine is measured in mg/L; other allowed agents (75 % alcohol) have no strength to judge.
Bands differ by place: floors and rubbish points need more than handles and buttons.

>>> band = Band("chlorine", ("alcohol75",), ("rubbish",), (250, 500), (500, 1000), 30)
>>> band.fault("chlorine", 250, 30, "lift"), band.fault("chlorine", 249, 30, "lift")
('', 'mg_l')
>>> band.fault("alcohol75", None, None, "lift"), band.fault("chlorine", 500, 29, "rubbish")
('', 'contact_minutes')
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sync.evidence import Evidence, Gap, Tally, Value, Wanted
from sync.measures.finding import Finding, Measure, Question, parameters, share_verdict, short_of
from sync.words import Words

_FIELDS = ("agent", "mg_l", "contact_minutes", "@area_kind")


@dataclass(frozen=True, slots=True)
class Band:
    """What is in range; ranges are (least, most) mg/L with both ends allowed."""

    measured: str
    allowed: tuple[str, ...]
    strong_kinds: tuple[str, ...]
    surface: tuple[int, int]
    strong: tuple[int, int]
    contact: int

    def fault(self, agent: Value, mg_l: Value, minutes: Value, area_kind: Value) -> str:
        """The field that is out of range or absent; empty when the dose is right."""
        if agent in self.allowed:
            return ""
        if agent != self.measured:
            return "agent"
        low, high = self.strong if area_kind in self.strong_kinds else self.surface
        if not isinstance(mg_l, int) or not low <= mg_l <= high:
            return "mg_l"
        return "" if isinstance(minutes, int) and minutes >= self.contact else "contact_minutes"

    def fault_of(self, tally: Tally) -> str:
        """The fault shared by all records of a tally over agent, mg/L, minutes, area kind."""
        agent, mg_l, minutes, area_kind = tally.values
        return self.fault(agent, mg_l, minutes, area_kind)


def _band(question: Question) -> Band:
    return Band(
        measured=question.text("measured_agent"),
        allowed=question.names("allowed_agents"),
        strong_kinds=question.names("strong_area_kinds"),
        surface=(question.number("surface_min"), question.number("surface_max")),
        strong=(question.number("strong_min"), question.number("strong_max")),
        contact=question.number("contact_minutes"),
    )


_FAULTS = {
    "agent": Words("药剂不在规定里", "the agent is not among those allowed"),
    "mg_l": Words("浓度不在范围里或没填", "the strength is out of range or not given"),
    "contact_minutes": Words("作用时间不够或没填", "the contact time is too short or not given"),
}


def _judge_dose(question: Question, evidence: Evidence) -> Finding:
    """The share of disinfections with the right dose; rounds not heard yet may be either."""
    band, days = _band(question), question.window(question.number("window_days"))
    wanted = Wanted((question.text("kind"),), days[0], days[-1])
    tallies = evidence.tally(wanted, _FIELDS)
    faults: dict[str, int] = {}
    for tally in tallies:
        fault = band.fault_of(tally)
        faults[fault] = faults.get(fault, 0) + tally.count
    valid, total = faults.get("", 0), sum(faults.values())
    rows = evidence.coverage(question.slots(question.each_session(days)))
    unknown, percent = sum(row.not_yet_known for row in rows), question.number("share")
    verdict = share_verdict(valid, unknown, total + unknown, percent) if total else "not_yet_known"
    return Finding(
        verdict=verdict,
        counts={
            "records": total,
            "valid": valid,
            "faulty": total - valid,
            "not_yet_known": unknown,
        },
        summary=Words(
            "{total} 次消杀里 {valid} 次药剂合规(要 {percent}%)",
            "{valid} of {total:disinfection|disinfections} with the right dose "
            "({percent} % wanted)",
        ).filled(total=total, valid=valid, percent=percent),
        reasons=() if verdict == "met" else _reasons(faults, total),
        would_change=None if verdict == "met" else _mend(short_of(valid, total, percent)),
        missing_total=total - valid,
        records_total=total,
        missing=lambda: _faulty(evidence, wanted, band),
        records=lambda: (fact.id for fact in evidence.records(wanted)),
        needed_at=question.ends_at,
    )


def _reasons(faults: dict[str, int], total: int) -> tuple[Words, ...]:
    if not total:
        return (Words("没有可判的消杀记录", "there is no disinfection to judge"),)
    if not any(faults):
        return (Words("没上传的手机里可能有不合规的", "a silent phone may hold wrong doses"),)
    return tuple(
        Words("{n} 次:{zh}", "{n}: {en}").filled(n=n, zh=_FAULTS[fault].zh, en=_FAULTS[fault].en)
        for fault, n in sorted(faults.items())
        if fault
    )


def _mend(short: int) -> Words:
    return Words(
        "记错的更正(还差 {n} 次);确实配错的,按规定浓度和时间重做",
        "correct what was written wrongly ({n} short); where the dose itself was wrong, do the "
        "round again at the strength and time required",
    ).filled(n=short)


def _faulty(evidence: Evidence, wanted: Wanted, band: Band) -> Iterator[Gap]:
    for fact in evidence.records(wanted):
        values = (fact.fields.get("agent"), fact.fields.get("mg_l"))
        fault = band.fault(*values, fact.fields.get("contact_minutes"), fact.area_kind)
        if fault:
            yield Gap(
                place=fact.place,
                state="out_of_range",
                day=fact.day,
                session=fact.session,
                since_at=fact.observed_to,
                record_ids=(fact.id,),
                responsible=fact.by,
                said={"fault": fault},
            )


DOSE = Measure(
    "dose",
    _judge_dose,
    needs=parameters(
        "kind place_types window_days share measured_agent contact_minutes "
        "surface_min surface_max strong_min strong_max"
    ),
    takes=parameters("allowed_agents strong_area_kinds area_kinds grace_hours"),
)
