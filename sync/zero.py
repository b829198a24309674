"""Zero occurrence: what blocks a declaration, and until when.

One function, `blocks_on`, decides; the earliest day is the first on which it finds nothing, and
the explanation is what it found before, so the date and its reason cannot disagree. A day in the
future is judged as if nothing new happened and everybody under observation were released when
their days are full.

>>> from sync.policy_file import load_policy
>>> from sync.cases import CaseEvent, read_cases
>>> policy = load_policy("wuhan-2020-03")
>>> cases = read_cases([CaseEvent("k", "opened", "confirmed", "2020-03-01", 1, "r")])
>>> found = earliest(policy, cases, "2020-03-10")
>>> found.on, found.blocks[0].words.en
('2020-03-15', 'a confirmed case on 1 Mar; 14 days are full on 15 Mar')
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sync.cases import KIND, Case, released
from sync.days import day_plus, days_back, days_between
from sync.heard import Hearing, unheard_words
from sync.kinds import load_kinds
from sync.policy import OBSERVATION_DAYS, OBSERVED_CATEGORIES, Criterion, Policy, Setting
from sync.words import Words, day_words

SINCE = "days_since"
OPEN = "none_open"
# Nothing in a policy looks back further than this; a block that outlasts it has no end of its own.
HORIZON = 90


@dataclass(frozen=True, slots=True)
class Rule:
    """A zero-occurrence criterion in force on a day, as numbers.

    `days`: full days without a new one (days_since), or to be full after a release (none_open,
    usually 0). `observed`: after so many days a person under observation is due for release.
    """

    criterion: str
    measure: str
    categories: tuple[str, ...]
    days: int
    observed: int = 0
    observed_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One reason against a declaration on a day; `until_on` is the first day it no longer holds.

    `until_on` None: nobody can say, it needs a release.
    """

    criterion: str
    case: Case
    since_on: str
    until_on: str | None
    words: Words


@dataclass(frozen=True, slots=True)
class Earliest:
    """The first day on which nothing blocks (None: not foreseeable), and what blocks until then.

    `blocks` are those of the day asked about, the longest first; `doubts` say what is not known,
    and while there are any no day is named.
    """

    day: str
    on: str | None
    blocks: tuple[Block, ...]
    doubts: tuple[Words, ...] = ()

    @property
    def words(self) -> Words:
        """The date and its reason in one sentence."""
        if not self.blocks and not self.doubts:
            return Words(
                "没有病例和未解除的人挡着申报", "no case and nobody unreleased stands in the way"
            )
        if self.on is None:
            said = [*(block.words for block in self.blocks[:1]), *self.doubts]
            return Words("还说不准哪天能申报:{zh}", "no day can be named yet: {en}").filled(
                zh=";".join(one.zh for one in said), en="; ".join(one.en for one in said)
            )
        zh, en = day_words(self.on)
        return Words(
            "最早 {day_zh}可申报(还差 {n} 天):{zh}", "earliest on {day_en} ({n:day|days}): {en}"
        ).filled(
            day_zh=zh,
            day_en=en,
            n=days_between(self.day, self.on),
            zh=self.blocks[0].words.zh,
            en=self.blocks[0].words.en,
        )


@dataclass(frozen=True, slots=True)
class Unknown:
    """What may hide a case: phones that have not reported, or that nothing was heard at all."""

    silent: int = 0
    unheard: Hearing | None = None


ALL_HEARD = Unknown()


@dataclass(frozen=True, slots=True)
class ClockDay:
    """A day of the fourteen: how many newly confirmed, and how many unreleased at its end."""

    day: str
    new: int
    unreleased: int


def rules_on(policy: Policy, day: str) -> tuple[Rule, ...]:
    """The zero-occurrence criteria of the policy that are in force on the day."""
    return tuple(
        _rule(policy, criterion, day)
        for criterion in policy.criteria_on(day)
        if criterion.measure in (SINCE, OPEN)
    )


def _rule(policy: Policy, criterion: Criterion, day: str) -> Rule:
    params = policy.parameters(criterion, day)
    return rule_of(criterion.id, criterion.measure, params)


def rule_of(criterion: str, measure: str, params: Mapping[str, Setting]) -> Rule:
    """The rule in a criterion's parameters; raises ValueError for days that are no number."""
    days = params.get("min_days" if measure == SINCE else "released_days", 0)
    return Rule(
        criterion,
        measure,
        _names(params, "categories"),
        int(str(days)),
        int(str(params.get(OBSERVATION_DAYS, 0))),
        _names(params, OBSERVED_CATEGORIES),
    )


def _names(params: Mapping[str, Setting], name: str) -> tuple[str, ...]:
    value = params.get(name, ())
    return tuple(str(each) for each in value) if isinstance(value, tuple) else (str(value),)


def blocks_on(
    rules: Sequence[Rule], cases: Iterable[Case], on: str, today: str
) -> tuple[Block, ...]:
    """Everything that blocks a declaration on the day `on`, as known `today`; longest first.

    Days after `today` are foreseen: nobody new, and observation ends when its days are full.
    """
    found = [
        block
        for case in cases
        for rule in rules
        if (block := _block(rule, case, on, today)) is not None
    ]
    # A block without an end outlasts every date.
    return tuple(sorted(found, key=lambda one: (one.until_on or "9999", one.case.id), reverse=True))


def _block(rule: Rule, case: Case, on: str, today: str) -> Block | None:
    if rule.measure == SINCE:
        return _since(rule, case, on, today)
    return _unreleased(rule, case, on, today)


def _since(rule: Rule, case: Case, on: str, today: str) -> Block | None:
    last = case.entered(rule.categories, min(on, today))
    if last is None or days_between(last, on) >= rule.days:
        return None
    until = day_plus(last, rule.days)
    (zh, en), (end_zh, end_en) = day_words(last), day_words(until)
    category = category_words(rule.categories[0])
    words = Words(
        "{zh}有{what_zh},{n} 天满是 {end_zh}",
        "a {what_en} case on {en}; {n:day is|days are} full on {end_en}",
    ).filled(
        zh=zh, en=en, end_zh=end_zh, end_en=end_en, n=rule.days,
        what_zh=category.zh, what_en=category.en,
    )  # fmt: skip
    return Block(rule.criterion, case, last, until, words)


def _unreleased(rule: Rule, case: Case, on: str, today: str) -> Block | None:
    stretch = case.since(min(on, today), rule.categories)
    if stretch is None:
        return _just_released(rule, case, on, today)
    observed = rule.observed if stretch.category in rule.observed_categories else 0
    until = day_plus(stretch.from_on, observed) if observed else None
    if until is not None and until <= today:
        until = day_plus(today, 1)  # overdue: it needs a release that nobody has recorded
    if on > today and until is not None and until <= on:
        return None
    return Block(
        rule.criterion, case, stretch.from_on, until,
        _unreleased_words(case, stretch.category, stretch.from_on, until, observed),
    )  # fmt: skip


def _unreleased_words(
    case: Case, category: str, since: str, until: str | None, observed: int
) -> Words:
    zh, en = day_words(since)
    what, who = category_words(category), case.who or case.place
    if until is None:
        return Words(
            "{who}({what_zh}){zh}起没解除,要等解除或排除",
            "{who} ({what_en}) not released since {en}: needs a release or exclusion",
        ).filled(who=who, what_zh=what.zh, what_en=what.en, zh=zh, en=en)
    end_zh, end_en = day_words(until)
    return Words(
        "{who}({what_zh}){zh}起算,{n} 天满是 {end_zh},在那之前算未解除",
        "{who} ({what_en}) counted from {en}; {n:day is|days are} full on {end_en}, "
        "not released before",
    ).filled(
        who=who, what_zh=what.zh, what_en=what.en, zh=zh, en=en, n=observed,
        end_zh=end_zh, end_en=end_en,
    )  # fmt: skip


def _just_released(rule: Rule, case: Case, on: str, today: str) -> Block | None:
    left = case.left(rule.categories, min(on, today))
    if left is None or days_between(left, on) >= rule.days:
        return None
    until = day_plus(left, rule.days)
    (zh, en), (end_zh, end_en) = day_words(left), day_words(until)
    words = Words(
        "{who} {zh}才解除,{n} 天满是 {end_zh}",
        "{who} was released on {en}; {n:day is|days are} full on {end_en}",
    ).filled(who=case.who or case.place, zh=zh, en=en, n=rule.days, end_zh=end_zh, end_en=end_en)
    return Block(rule.criterion, case, left, until, words)


def earliest(
    policy: Policy, cases: Sequence[Case], day: str, unknown: Unknown = ALL_HEARD
) -> Earliest:
    """The earliest day a declaration passes condition 1, as known on `day`, with its reasons.

    What is `unknown` counts where nothing blocks: by the end of a block it will have been heard.
    """
    rules = rules_on(policy, day)
    blocks = blocks_on(rules, cases, day, day)
    categories = [category for rule in rules for category in rule.categories]
    doubts = _doubts(
        unsure_of(cases, categories) if rules else [], ALL_HEARD if blocks else unknown
    )
    for ahead in range(HORIZON + 1 if not doubts else 0):
        on = day_plus(day, ahead)
        if not blocks_on(rules_on(policy, on), cases, on, day):
            return Earliest(day, on, blocks)
    return Earliest(day, None, blocks, doubts)


def unsure_of(cases: Iterable[Case], categories: Sequence[str]) -> list[Case]:
    """The cases that may be of the categories and of which nobody knows enough."""
    return [
        case
        for case in cases
        if case.pending
        or (case.conflict and any(one.category in ("", *categories) for one in case.stretches))
    ]


def unsure_words(people: int) -> Words:
    """Says that the records of so many people have to be checked first."""
    return Words(
        "{n} 人的记录不全(有解除没有开头,或两台手机说法不同),要先核对",
        "the records of {n:person|people} are incomplete (released without an opening, or two "
        "phones differ): check them first",
    ).filled(n=people)


def silent_words(phones: int) -> Words:
    """Says that so many phones have not reported for long."""
    return Words(
        "{n} 台手机很久没上传,有没有病例还说不准",
        "{n:phone has|phones have} not reported for long: there may be a case on them",
    ).filled(n=phones)


def _doubts(unsure: Sequence[Case], unknown: Unknown) -> tuple[Words, ...]:
    said = [unsure_words(len(unsure))] if unsure else []
    said += [silent_words(unknown.silent)] if unknown.silent else []
    return tuple([*said, unheard_words(unknown.unheard)] if unknown.unheard else said)


def silence_hours(policy: Policy, day: str) -> int | None:
    """How long a phone may be silent before a case may be on it; None where no rule asks."""
    found = [
        policy.parameters(criterion, day).get("silent_hours")
        for criterion in policy.criteria_on(day)
        if criterion.measure in (SINCE, OPEN)
    ]
    return min((hours for hours in found if isinstance(hours, int)), default=None)


def earliest_if_released(
    policy: Policy,
    cases: Sequence[Case],
    day: str,
    released_cases: Iterable[str],
    unknown: Unknown = ALL_HEARD,
) -> Earliest:
    """The same if these cases were released today; changes nothing but the answer."""
    names = set(released_cases)
    supposed = [released(case, day) if case.id in names else case for case in cases]
    return earliest(policy, supposed, day, unknown)


def days_since(cases: Iterable[Case], categories: Sequence[str], day: str) -> int | None:
    """Whole days since the last entry into one of the categories, None when there never was one."""
    entered = [on for case in cases if (on := case.entered(categories, day)) is not None]
    return days_between(max(entered), day) if entered else None


def clock(
    cases: Sequence[Case],
    day: str,
    confirmed: Sequence[str],
    watched: Sequence[str],
    days: int = 15,
) -> tuple[ClockDay, ...]:
    """The last days one by one, oldest first: for the fourteen-day picture."""
    return tuple(
        ClockDay(
            each,
            sum(case.entered(confirmed, each) == each for case in cases),
            sum(case.open_on(each, watched) for case in cases),
        )
        for each in days_back(day, days)
    )


def category_words(category: str) -> Words:
    """A category as its kind of record calls it; an unknown one as it is written.

    >>> category_words("suspected").zh, category_words("other").en
    ('疑似', 'other')
    """
    choices = load_kinds()[KIND].fields["category"].choices
    labels = {choice.id: choice.label for choice in choices}
    label = labels.get(category, {"zh": category, "en": category})
    # Inside a sentence, so not with a capital.
    return Words(label["zh"], label["en"].lower())
