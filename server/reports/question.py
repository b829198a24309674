"""The question that an export answers: which table, where, when, filtered how, named or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.auth import Actor
from server.models import Place
from server.reports.cells import Wording
from server.reports.offer import Offer
from server.reports.records import Span
from server.reports.table import Lang
from server.rules import policy
from sync.days import day_of

LABELS: Mapping[str, Mapping[str, str]] = {
    "place": {"zh": "范围", "en": "Place"},
    "days": {"zh": "日期", "en": "Days"},
    "known_at": {"zh": "截至", "en": "As known at"},
    "names": {"zh": "姓名电话", "en": "Names and phones"},
    "by": {"zh": "导出", "en": "Exported by"},
    "note": {"zh": "说明", "en": "Note"},
    "verdict": {"zh": "结论", "en": "Verdict"},
    "policy": {"zh": "规则", "en": "Policy"},
    "digest": {"zh": "证据指纹", "en": "Evidence digest"},
    "criterion": {"zh": "条件", "en": "Condition"},
    "rule": {"zh": "规则内容", "en": "Rule"},
    "source": {"zh": "出处", "en": "Source"},
    "state": {"zh": "现在", "en": "Now"},
    "part": {"zh": "分份", "en": "Part"},
    "only": {"zh": "只列", "en": "Only"},
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked for; ``said`` holds the filters of the page, by the names of the query."""

    actor: Actor
    offer: Offer
    place: Place
    lang: Lang
    named: bool
    since: str
    until: str
    session: str | None
    at: int
    is_past: bool
    said: Mapping[str, Any]

    @property
    def known_at(self) -> int | None:
        """The moment (ms) as known at which it is asked; None for now."""
        return self.at if self.is_past else None

    @property
    def span(self) -> Span:
        """The days asked for; none of them lies in the future."""
        return Span(self.since, min(self.until, day_of(self.at, policy().tz)))

    @property
    def wording(self) -> Wording:
        """How the one who asked is to see values."""
        return Wording(self.lang, policy().tz, self.named)

    def word(self, label: str) -> str:
        """Return a label of the lines above the table."""
        return LABELS[label][self.lang]
