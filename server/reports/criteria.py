"""The checklist as rows: each criterion with its verdict and the words it rests on."""

from collections.abc import Iterator, Mapping

from server.reports.ledger import Ledger
from server.reports.table import Lang, Row
from sync.checklist import Assessment, Judged, JudgedGroup

VERDICTS: Mapping[str, Mapping[Lang, str]] = {
    "met": {"zh": "到位", "en": "In place"},
    "not_met": {"zh": "还差", "en": "Not yet"},
    "not_yet_known": {"zh": "数据没齐", "en": "Not yet known"},
    "waived": {"zh": "免", "en": "Waived"},
}


def criteria_rows(ledger: Ledger, assessment: Assessment, lang: Lang) -> Iterator[Row]:
    """Yield the gates and then the pillars, one row a criterion."""
    for group in (*assessment.gates, *assessment.pillars):
        for judged in group.judged:
            cells = criterion_cells(group, judged, lang)
            yield [cells.get(one.fact, "") for one in ledger.fillings]


def criterion_cells(group: JudgedGroup, judged: Judged, lang: Lang) -> dict[str, str]:
    """Return what is said of one criterion, by the facts that a ledger may ask for."""
    return {
        "group": group.group.label.to_json()[lang],
        "criterion": f"{judged.criterion.id} {judged.criterion.label.to_json()[lang]}",
        "verdict": VERDICTS[judged.verdict][lang],
        "summary": judged.finding.summary.to_json()[lang],
        "missing": str(judged.finding.missing_total or ""),
        "rule": judged.rule.to_json()[lang],
    }


def overall(assessment: Assessment, lang: Lang) -> str:
    """Return the verdict on the whole in words."""
    return VERDICTS[assessment.verdict][lang]
