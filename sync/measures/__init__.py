"""The closed set of ways to judge; a policy file names them, and only a new way needs code.

>>> sorted(MEASURES)[:2]
['assigned', 'channels']
"""

from collections.abc import Mapping

from sync.measures import (
    cases,
    checks,
    dose,
    followups,
    gate,
    notices,
    register,
    rounds,
    supply,
    vector,
)
from sync.measures.finding import Measure

__all__ = ["MEASURES", "Measure"]

_ALL = (
    cases.DAYS_SINCE,
    cases.NONE_OPEN,
    notices.ON_FILE,
    notices.DAILY,
    notices.REACHABLE,
    gate.SINGLE_GATE,
    gate.STAFFED,
    gate.COMPLETE_ENTRIES,
    gate.DISPOSED,
    register.REGISTER_COMPLETE,
    register.FOLLOWED_UP,
    rounds.COVERAGE,
    rounds.ROUNDS,
    dose.DOSE,
    followups.OBSERVED_TWICE,
    followups.EXCEPTIONS_CLOSED,
    followups.TERMINAL_AFTER_CASE,
    followups.NEEDS_CLOSED,
    supply.CHANNELS,
    supply.HELPED,
    supply.LISTED,
    supply.ASSIGNED,
    supply.ROSTERED,
    supply.LOAD,
    checks.SAMPLE,
    checks.FUTURE,
    checks.LATE,
    checks.ALIKE,
    checks.INDEX,
    vector.PHASED,
    vector.VISITED,
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
