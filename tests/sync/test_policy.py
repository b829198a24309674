"""The policy language: what a file may say, and how it is refused."""

import pytest

from sync.measures import MEASURES
from sync.policy import NotInForce
from sync.policy_file import load_policy, read_policy
from sync.policy_sheet import PolicyError

KINDS = ("occupancy", "screening", "disinfection")
TEXT = """\
id = "test"
name = { zh = "试", en = "test" }

[[versions]]
version = 1
from = 2020-03-01
note = { zh = "一", en = "one" }
source = "HQ, 2020-03-01"

[[sessions]]
id = "am"
label = { zh = "早", en = "Morning" }
from = "06:00"
to = "12:00"
source = "proposal"

[values.share]
unit = "percent"
label = { zh = "比例", en = "share" }
phone = true
[[values.share.dated]]
from = 2020-03-01
value = 98
source = "HQ, 2020-03-01"
[[values.share.dated]]
from = 2020-04-04
value = 99
source = "HQ, 2020-04-04"

[values.days]
unit = "days"
label = { zh = "天", en = "days" }
[[values.days.dated]]
from = 2020-03-01
value = 14
source = "HQ, 2020-03-01"

[[pillars]]
id = "screening"
label = { zh = "排查", en = "Screening" }

[[criteria]]
id = "S1"
pillar = "screening"
label = { zh = "每日", en = "daily" }
rule = { zh = "{share}%", en = "{share} % of {window_days} days" }
measure = "coverage"
source = "HQ, 2020-03-01"
[criteria.with]
kind = "screening"
place_types = ["household"]
[criteria.values]
share = "share"
window_days = "days"
[[criteria.examples]]
name = "one"
expect = "met"

[[overrides]]
place = "420111"
label = { zh = "洪山", en = "Hongshan" }
[[overrides.values.share]]
from = 2020-03-01
value = 100
source = "Hongshan district HQ, 2020-03"
"""


def read(text: str, file: str = "test.toml") -> list[str]:
    with pytest.raises(PolicyError) as refused:
        read_policy(text, file, MEASURES, KINDS)
    return [str(fault) for fault in refused.value.faults]


def line_with(text: str, part: str, nth: int = 1) -> int:
    numbers = [number for number, line in enumerate(text.splitlines(), 1) if part in line]
    return numbers[nth - 1]


def test_a_well_formed_policy_is_read() -> None:
    policy = read_policy(TEXT, "test.toml", MEASURES, KINDS)
    assert [criterion.id for criterion in policy.criteria] == ["S1"]
    assert policy.criteria[0].kinds == ("screening",)
    assert policy.criteria[0].missing_kinds == ()


def test_an_unknown_measure_is_refused_with_file_line_and_reason() -> None:
    text = TEXT.replace('"coverage"', '"covrage"')
    (fault,) = read(text)
    assert fault.startswith(f"test.toml:{line_with(text, 'covrage')}: unknown measure 'covrage'")


def test_a_missing_source_is_refused_where_it_is_missing() -> None:
    text = TEXT.replace('value = 98\nsource = "HQ, 2020-03-01"\n', "value = 98\n")
    (fault,) = read(text)
    line = line_with(text, "[[values.share.dated]]")
    assert fault == f"test.toml:{line}: source is missing: name the issuer and the date"


def test_an_address_is_no_source() -> None:
    (fault,) = read(TEXT.replace("HQ, 2020-04-04", "https://example.org/a"))
    assert "source is an address" in fault


def test_overlapping_dates_are_refused() -> None:
    text = TEXT.replace("from = 2020-04-04", "from = 2020-03-01")
    (fault,) = read(text)
    line = line_with(text, "[[values.share.dated]]", 2)
    assert fault == f"test.toml:{line}: share has overlapping dates at 2020-03-01"


def test_a_value_that_reaches_into_the_next_is_refused() -> None:
    (fault,) = read(TEXT.replace("value = 98", "until = 2020-04-04\nvalue = 98"))
    assert "share has overlapping dates at 2020-04-04" in fault


def test_a_threshold_without_a_unit_is_refused() -> None:
    text = TEXT.replace('unit = "percent"\n', "")
    (fault,) = read(text)
    assert fault.startswith(f"test.toml:{line_with(text, '[values.share]')}: share has no unit")


def test_an_unknown_unit_is_refused() -> None:
    (fault,) = read(TEXT.replace('"percent"', '"permille"'))
    assert "share has the unknown unit 'permille'" in fault


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('share = "share"', 'share = "shares"', "no value is called 'shares'"),
        ('share = "share"\n', "", "coverage needs the parameter 'share'"),
        ('kind = "screening"', 'kind = "screening"\nkindd = "x"', "takes no parameter 'kindd'"),
        (
            "[criteria.values]",
            'heard_kinds = ["screening"]\n[criteria.values]',
            "heard_kinds and heard_days go together",
        ),
        (
            "[criteria.values]",
            'heard_kinds = ["gossip"]\n[criteria.values]\nheard_days = "days"',
            "no kind of record is called 'gossip'",
        ),
        ("{share}%", "{shaer}%", "rule has a placeholder that is no parameter"),
        ('pillar = "screening"', 'pillar = "screen"', "no pillar or gate is called 'screen'"),
        ('pillar = "screening"', "", "belongs to one pillar or to one gate"),
        ('expect = "met"', 'expect = "good"', "expect must be one of"),
        ('{ zh = "每日", en = "daily" }', '{ zh = "每日" }', "label is missing: give { zh, en }"),
        ("from = 2020-04-04", 'from = "2020-04-04"', "from must be a day (2020-03-01)"),
        ("from = 2020-04-04\n", "", "from is missing: name the day it took effect"),
        ("value = 98", "value = 9.8", "a value is a whole number, a text, true/false or a list"),
        (
            '[[criteria.examples]]\nname = "one"\nexpect = "met"\n',
            "",
            "has at least one [[criteria",
        ),
        ('to = "12:00"', 'to = "noon"', "sessions: not a time of the day: 'noon'"),
        ("phone = true", "phone = 1", "phone must be true or false"),
        ("[[versions]]", 'asks = ["x"]\n[[versions]]', "no kind of record is called 'x'"),
        ("phone = true", "fone = true", "unknown key 'fone'"),
        ('place = "420111"', "", "place is missing"),
        ("[[overrides.values.share]]", "[[overrides.values.shire]]", "no value is called 'shire'"),
        ("version = 1", "version = -1", "version must be a whole number from 0"),
    ],
)
def test_each_fault_is_named(old: str, new: str, reason: str) -> None:
    assert any(reason in fault for fault in read(TEXT.replace(old, new, 1)))


def test_all_faults_are_listed_at_once_by_line() -> None:
    faults = read(TEXT.replace('"percent"', '"permille"').replace('"coverage"', '"covrage"'))
    assert len(faults) == 2
    assert int(faults[0].split(":")[1]) < int(faults[1].split(":")[1])


def test_a_file_that_is_no_toml_names_the_line() -> None:
    (fault,) = read("id = 'x'\nname = {")
    assert fault.startswith("test.toml:2: not TOML")


def test_two_criteria_may_not_share_an_id() -> None:
    criterion = TEXT[TEXT.index("[[criteria]]") : TEXT.index("[[overrides]]")]
    (fault,) = read(TEXT.replace("[[overrides]]", criterion + "\n[[overrides]]"))
    assert "criterion S1 stands twice" in fault


def test_a_value_changes_on_its_day_and_not_before() -> None:
    policy = read_policy(TEXT, "test.toml", MEASURES, KINDS)
    assert policy.value("share", "2020-04-03") == 98
    assert policy.value("share", "2020-04-04") == 99
    with pytest.raises(NotInForce):
        policy.value("share", "2020-02-29")


def test_the_rule_is_told_with_the_numbers_of_the_day() -> None:
    policy = read_policy(TEXT, "test.toml", MEASURES, KINDS)
    (criterion,) = policy.criteria
    assert policy.rule_words(criterion, "2020-04-03").en == "98 % of 14 days"
    assert policy.rule_words(criterion, "2020-04-04").en == "99 % of 14 days"
    assert policy.in_force_from(criterion, "2020-04-03") == "2020-03-01"
    assert policy.in_force_from(criterion, "2020-04-05") == "2020-04-04"


def test_a_district_sets_its_own_mark_for_its_places_only() -> None:
    policy = read_policy(TEXT, "test.toml", MEASURES, KINDS)
    assert policy.within(["c1", "420111"]).value("share", "2020-03-10") == 100
    assert policy.within(["c1", "420103"]).value("share", "2020-03-10") == 98


USING = """\
id = "mine"
name = { zh = "我", en = "mine" }
based_on = "wuhan-2020-03"
[[versions]]
version = 1
from = 2020-03-01
note = { zh = "一", en = "one" }
source = "District HQ, 2020-03"
[[pillars]]
id = "doors"
label = { zh = "门", en = "Doors" }
[[use]]
criterion = "S3.2"
pillar = "doors"
weight = 7
source = "District HQ, 2020-03"
"""


def test_a_policy_uses_criteria_and_values_of_another() -> None:
    policy = read_policy(USING, "mine.toml", MEASURES, KINDS)
    (criterion,) = policy.criteria
    assert (criterion.id, criterion.group, criterion.weight) == ("S3.2", "doors", 7)
    assert criterion.source == "District HQ, 2020-03"
    assert policy.value("daily_doors", "2020-03-10") == 98
    assert [session.id for session in policy.sessions] == ["am", "pm"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"wuhan-2020-03"', '"wuhan"', "no shipped policy is called 'wuhan'"),
        ('"S3.2"', '"S9"', "mine.toml:13: the base has no criterion 'S9'"),
        ('"doors"\nweight', '"walls"\nweight', "no pillar or gate is called 'walls'"),
        ("weight = 7", "wait = 7", "unknown key 'wait'"),
        (
            "weight = 7",
            'weight = 7\nvalues = { share = "every" }',
            "S3.2 with other parameters needs its own [[use.examples]]",
        ),
    ],
)
def test_a_faulty_use_is_named(old: str, new: str, reason: str) -> None:
    assert old in USING
    assert any(reason in fault for fault in read(USING.replace(old, new), "mine.toml"))


@pytest.mark.parametrize(
    ("policy_id", "items", "mark"), [("hongshan-2020-03", 16, 90), ("beijing-2022", 14, 85)]
)
def test_a_scored_table_has_its_published_items_and_mark(
    policy_id: str, items: int, mark: int
) -> None:
    policy = load_policy(policy_id)
    weights = [criterion.weight for criterion in policy.criteria if criterion.weight]
    assert (len(weights), sum(weights)) == (items, 100)
    assert policy.value("pass_mark", policy.versions[0].from_on) == mark


MORE = """
[score]
pass_mark = "share"
source = "District HQ"
[[vetoes]]
criterion = "S1"
source = "District HQ"
[[tiers]]
id = "model"
label = { zh = "示范", en = "Model" }
criteria = ["S1"]
source = "District HQ"
[[effects]]
category = "confirmed"
effect = "revoke"
from = 2020-03-01
source = "District HQ"
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('pass_mark = "share"', 'pass_mark = "mark"', "no value is called 'mark'"),
        ("[score]", "[score]", "a scored policy needs criteria with a weight"),
        ('criterion = "S1"', 'criterion = "S9"', "no criterion is called 'S9'"),
        ('criteria = ["S1"]', 'criteria = ["S9"]', "no criterion is called 'S9'"),
        ('"revoke"', '"forget"', "effect must be revoke, suspend or none"),
        ("[[vetoes]]", "[vetoes]", "vetoes must be written as [[vetoes]] tables"),
    ],
)
def test_a_fault_in_the_smaller_tables_is_named(old: str, new: str, reason: str) -> None:
    assert any(reason in fault for fault in read(TEXT + MORE.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "test"', 'score = 3\nid = "test"', "score must be a table"),
        ("version = 1\nfrom = 2020-03-01", "version = 1", "from is missing"),
        ("value = 98\n", "", "share has no value here"),
        (
            "value = 98",
            "until = 2020-02-01\nvalue = 98",
            "share ends on 2020-02-01 before it begins",
        ),
    ],
)
def test_a_broken_table_is_named(old: str, new: str, reason: str) -> None:
    assert old in TEXT
    assert any(reason in fault for fault in read(TEXT.replace(old, new, 1)))


def test_effects_of_one_category_may_not_overlap() -> None:
    more = """
[[effects]]
category = "confirmed"
effect = "revoke"
from = 2020-03-01
until = 2020-04-04
source = "District HQ"

[[effects]]
category = "fever"
effect = "suspend"
from = 2020-03-01
source = "District HQ"

[[effects]]
category = "confirmed"
effect = "suspend"
from = 2020-04-04
source = "District HQ"
"""
    (fault,) = read(TEXT + more)
    line = line_with(TEXT + more, "[[effects]]", 3)
    assert fault == f"test.toml:{line}: confirmed has overlapping dates at 2020-04-04"
    good = more.replace("until = 2020-04-04", "until = 2020-04-03")
    assert len(read_policy(TEXT + good, "test.toml", MEASURES, KINDS).effects) == 3


@pytest.mark.parametrize("key", ["sessions", "pillars"])
def test_a_name_that_stands_twice_is_refused(key: str) -> None:
    start = TEXT.index(f"[[{key}]]")
    table = TEXT[start : TEXT.index("\n\n", start) + 2]
    text = TEXT.replace(table, table + table)
    assert any(f"stands twice in {key}" in fault for fault in read(text))


def test_a_policy_without_versions_or_with_falling_ones_is_refused() -> None:
    versions = TEXT[TEXT.index("[[versions]]") : TEXT.index("[[sessions]]")]
    assert any("versions is missing" in fault for fault in read(TEXT.replace(versions, "")))
    doubled = TEXT.replace(versions, versions + versions)
    assert any("versions must rise" in fault for fault in read(doubled))


def test_a_value_without_a_dated_step_is_refused() -> None:
    empty = '[values.empty]\nunit = "days"\nlabel = { zh = "空", en = "empty" }\n\n[[pillars]]'
    text = TEXT.replace("[[pillars]]", empty)
    assert any("empty has no dated value" in fault for fault in read(text))


def test_a_number_is_asked_for_as_a_number() -> None:
    text = TEXT.replace("value = 98", 'value = "many"')
    policy = read_policy(text, "test.toml", MEASURES, KINDS)
    with pytest.raises(TypeError, match="share is not a number"):
        policy.number("share", "2020-03-10")


def test_a_value_ends_with_its_last_day() -> None:
    text = TEXT.replace("value = 98", "until = 2020-03-20\nvalue = 98")
    policy = read_policy(text, "test.toml", MEASURES, KINDS)
    assert policy.value("share", "2020-03-20") == 98
    with pytest.raises(NotInForce):
        policy.value("share", "2020-03-21")


def test_a_kind_that_nobody_can_record_marks_the_criterion() -> None:
    policy = read_policy(TEXT, "test.toml", MEASURES, ("disinfection",))
    assert policy.criteria[0].missing_kinds == ("screening",)


def test_phones_hear_the_sessions_and_only_the_values_marked_for_them() -> None:
    told = read_policy(TEXT, "test.toml", MEASURES, KINDS).phone_values()
    assert told["values"] == {
        "share": [{"from": "2020-03-01", "value": 98}, {"from": "2020-04-04", "value": 99}]
    }
    assert told["sessions"] == [
        {"id": "am", "label": {"zh": "早", "en": "Morning"}, "from": "06:00", "to": "12:00"}
    ]
