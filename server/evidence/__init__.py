"""What may be asked of one compound, answered over SQL: `sync.evidence.Evidence`."""

from server.evidence.answers import SqlEvidence
from server.evidence.open import evidence_of

__all__ = ["SqlEvidence", "evidence_of"]
