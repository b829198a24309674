"""The closed set of ways to judge; a policy file names them, and only a new way needs code.

>>> sorted(MEASURES)[:2]
['coverage', 'dose']
"""

from collections.abc import Mapping

from sync.measures.cases import DAYS_SINCE, NONE_OPEN
from sync.measures.dose import DOSE
from sync.measures.finding import Measure
from sync.measures.register import FOLLOWED_UP, REGISTER_COMPLETE
from sync.measures.rounds import COVERAGE, ROUNDS

__all__ = ["MEASURES", "Measure"]

MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        COVERAGE,
        ROUNDS,
        REGISTER_COMPLETE,
        FOLLOWED_UP,
        DOSE,
        DAYS_SINCE,
        NONE_OPEN,
    )
}
