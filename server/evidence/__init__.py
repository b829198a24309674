"""What may be asked of one compound, answered over SQL: `sync.evidence.Evidence`."""

from server.evidence.answers import SqlEvidence
from server.evidence.open import evidence_of, evidence_stands_on
from server.evidence.passing import Watch

__all__ = ["SqlEvidence", "Watch", "evidence_of", "evidence_stands_on"]
