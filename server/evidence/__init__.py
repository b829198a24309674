"""What may be asked of one compound, answered over SQL: `sync.evidence.Evidence`."""

from server.evidence.answers import SqlEvidence
from server.evidence.compounds import Compound, compounds_below
from server.evidence.open import evidence_of, evidence_stands_on
from server.evidence.passing import Watch

__all__ = [
    "Compound",
    "SqlEvidence",
    "Watch",
    "compounds_below",
    "evidence_of",
    "evidence_stands_on",
]
