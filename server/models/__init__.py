"""Every table, one file a group; importing this package fills ``Base.metadata``."""

from server.models.log import (
    Chain,
    Drain,
    Feed,
    FeedEntry,
    Loss,
    LossBefore,
    Op,
    Replica,
    Status,
)
from server.models.office import Audit, Earlier, RulesUsed, Seen, Setting, Waived
from server.models.people import Account, Credential, Device, Grant, Invitation, Opening
from server.models.places import Place
from server.models.projections import PCover, PRecord, PSlot
from server.models.rounds import PJudged, Round, RoundAmendment, RoundCount
from server.models.standings import Frozen, PStanding

__all__ = [
    "Account", "Audit", "Chain", "Credential", "Device", "Drain", "Earlier", "Feed", "FeedEntry",
    "Frozen", "Grant", "Invitation", "Loss", "LossBefore", "Op", "Opening", "PCover", "PJudged",
    "PRecord",
    "PSlot", "PStanding", "Place", "Replica", "Round", "RoundAmendment", "RoundCount",
    "RulesUsed", "Seen",
    "Setting", "Status", "Waived",
]  # fmt: skip
