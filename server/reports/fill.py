"""Ledgers filled from records: nothing is typed twice."""

from collections.abc import Iterator, Mapping, Sequence

from server.evidence.ground import RecordRow, Told, told
from server.records.single import names_of
from server.reports.atlas import Atlas
from server.reports.building_days import ALL
from server.reports.cells import Wording, clock
from server.reports.ledger import Filling, Ledger
from server.reports.records import Recorded, Span
from server.reports.table import Lang, Row
from server.rules import kinds, policy
from sync.days import day_of

CONFLICT: Mapping[Lang, str] = {"zh": "两人记的不一样,待核", "en": "recorded differently by two"}
LATE: Mapping[Lang, str] = {"zh": "次日后才收到", "en": "received on a later day"}
BETWEEN: Mapping[Lang, str] = {"zh": ";", "en": "; "}
MOST_KEPT = 20_000


def record_rows(
    ledger: Ledger, recorded: Recorded, span: Span, lang: Lang, *, named: bool
) -> Iterator[Row]:
    """Yield a row for each record of the ledger's kind, oldest first, and what they come to."""
    atlas, number = recorded.atlas, 0
    totals = dict.fromkeys((at for at, one in enumerate(ledger.fillings) if one.total), 0)
    labels = atlas.labels()
    others: dict[str, Told | None] = {}
    for portion in recorded.read(ledger.kind, span):
        stories = [told(row) for row in portion]
        users = names_of({row.by_user for row in portion})
        wording = Wording(lang, policy().tz, named, labels, users)
        wanted = _wanted(ledger, atlas, portion, stories)
        if len(others) > MOST_KEPT:
            others.clear()
        # The same doors come round by round: what stands beside them is read once.
        fresh = wanted - others.keys()
        others |= dict.fromkeys(fresh) | dict(recorded.tell(fresh))
        for row, story in zip(portion, stories, strict=True):
            number += 1
            line = Line(ledger, atlas, wording, number, row, story, others)
            cells = [line.cell(filling) for filling in ledger.fillings]
            for at in totals:
                totals[at] += int(cells[at] or 0)
            yield cells
    if totals and number:
        yield total_row(len(ledger.fillings), totals, lang)


def total_row(columns: int, totals: Mapping[int, int], lang: Lang) -> Row:
    """Return the row below the last record.

    >>> total_row(3, {2: 7}, "zh")
    ['合计', '', '7']
    """
    return [str(totals.get(at, "" if at else ALL[lang])) for at in range(columns)]


def _wanted(
    ledger: Ledger, atlas: Atlas, portion: Sequence[RecordRow], stories: Sequence[Told]
) -> set[str]:
    """Return the ids of the other records that the columns draw from."""
    return {
        id
        for filling in ledger.fillings
        if filling.of
        for row, story in zip(portion, stories, strict=True)
        if (id := other_id(filling, atlas, row, story))
    }


def other_id(filling: Filling, atlas: Atlas, row: RecordRow, story: Told) -> str:
    """Return the id of the record that a column draws from beside its own; "" where none is."""
    if filling.through:
        return str(story.fields.get(filling.through) or "")
    spot = atlas.spots.get(row.place_key)
    return f"{filling.of}/{spot.id}" if spot else ""


class Line:
    """One record as a row of a ledger."""

    def __init__(
        self,
        ledger: Ledger,
        atlas: Atlas,
        wording: Wording,
        number: int,
        row: RecordRow,
        story: Told,
        others: Mapping[str, Told | None],
    ) -> None:
        self.ledger, self.atlas, self.wording = ledger, atlas, wording
        self.number, self.row, self.story, self.others = number, row, story, others

    def cell(self, filling: Filling) -> str:
        """Return the text of one column."""
        kind = kinds()[filling.of or self.ledger.kind]
        story: Told | None = self.story
        if filling.of:
            story = self.others.get(other_id(filling, self.atlas, self.row, self.story))
        said = story.fields if story else {}
        parts = [self.wording.value(kind, name, said.get(name)) for name in filling.fields]
        if filling.fact == "remarks":
            # A mark needs the words of its field: "yes" alone says nothing among remarks.
            lang = self.wording.lang
            parts = [
                kind.fields[name].label[lang] if said.get(name) is True else part
                for name, part in zip(filling.fields, parts, strict=True)
            ]
            return BETWEEN[lang].join(part for part in (*parts, *self._remarks()) if part)
        if filling.fact:
            parts.append(self._fact(filling.fact))
        return " ".join(part for part in parts if part)

    def _fact(self, fact: str) -> str:
        spot = self.atlas.spots.get(self.row.place_key)
        if fact == "number":
            return str(self.number)
        if fact == "day":
            return self.row.day
        if fact == "time":
            return self._time()
        if fact == "compound":
            return self.atlas.name(spot.compound_key) if spot else ""
        return (
            self.wording.user(self.row.by_user)
            if fact == "by"
            else self.atlas.path(self.row.place_key)
        )

    def _time(self) -> str:
        start = clock(self.row.observed_from, self.wording.tz)
        end = clock(self.row.observed_to, self.wording.tz)
        return start if start == end else f"{start}–{end}"

    def _remarks(self) -> Iterator[str]:
        if self.story.conflicts:
            yield CONFLICT[self.wording.lang]
        if day_of(self.row.received_at, self.wording.tz) > self.row.day:
            yield LATE[self.wording.lang]
