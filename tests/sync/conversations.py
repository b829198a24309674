"""What one phone lived through in a simulation, step by step, for its twin to live through again.

Write them anew with `python -m tests.sync.conversations` after a change that is meant.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sync.ops import bytes_to_text
from sync.outbox import Changes, Draft, OwnOp
from sync.phone import Phone
from sync.simulate import Simulation
from sync.stage import Handset, Parts

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "conversations.json"
SEEDS, STEPS = (4, 12, 13, 17, 41, 51), 150


class Recorder(Phone):
    """A phone that writes down what is done to it, and how it stands after."""

    def __init__(self, user: str, replica: bytes, mint: Any = None) -> None:
        self.steps: list[dict[str, Any]] = []
        self.minted: list[str] = []
        self.copied: Any = None
        super().__init__(user, replica, mint)
        self.begun = bytes_to_text(replica)
        inner = self.mint

        def noted() -> bytes:
            fresh = inner()
            self.minted.append(bytes_to_text(fresh))
            return fresh

        self.mint = noted

    def seal(self, draft: Draft, now: int, nonce: str) -> OwnOp:
        op = super().seal(draft, now, nonce)
        told = asdict(draft)
        del told["tz"]
        self._note({"do": "seal", "draft": told, "now": now, "nonce": nonce})
        return op

    def answer(self, answer: dict[str, Any], sent: int, received: int) -> Changes:
        changes = super().answer(answer, sent, received)
        self._note({"do": "answer", "answer": answer, "sent": sent, "received": received})
        return changes

    def checked(self, answer: dict[str, Any]) -> None:
        super().checked(answer)
        self._note({"do": "checked", "answer": answer})

    def failed(self, code: str) -> None:
        super().failed(code)
        self._note({"do": "failed", "code": code})

    def copy_disk(self) -> None:
        """Keep a copy of the database."""
        entries = {feed: list(rows) for feed, rows in self.entries.items()}
        self.copied = self.state, dict(self.own), entries
        self._note({"do": "copy"})

    def put_back(self) -> None:
        """Go back to the copy, and let no witness tell."""
        if self.copied is not None:
            self.state, own, entries = self.copied
            self.own, self.entries = dict(own), {f: list(rows) for f, rows in entries.items()}
            self._note({"do": "put_back"})

    def _note(self, step: dict[str, Any]) -> None:
        """The step as JSON, and then: the request it would send, its statuses, its copies."""
        fresh, self.minted = self.minted, []
        then = {
            "request": super().request(0),
            "statuses": [[op.n, op.status, op.why] for op in self.own.values() if op.status],
            "feeds": [
                [feed.feed, feed.place, feed.stream, feed.cursor, feed.live, feed.suspect]
                for feed in sorted(self.state.feeds.values(), key=lambda feed: feed.feed)
            ],
            "bodies": sum(len(rows) for rows in self.entries.values()),
            "check": super().check(),
        }
        self.steps.append(json.loads(json.dumps({**step, "fresh": fresh, "then": then})))


class Told(Simulation):
    """A simulation whose phones keep their disks, but may meet a copy of themselves."""

    def copy_disk(self, handset: Handset) -> None:
        """The phone's disk is copied, as its own backup does."""
        assert isinstance(handset.phone, Recorder)
        handset.phone.copy_disk()

    def roll_back(self, handset: Handset) -> None:
        """The copy is put back, and only the server can tell."""
        assert isinstance(handset.phone, Recorder)
        handset.phone.put_back()
        self._gone(handset)

    def evict(self, handset: Handset) -> None:
        """Not here: opening a database is the store's, not the twin's."""

    restart = evict

    def spoil(self, handset: Handset) -> None:
        """Sums that went bad are found by comparing prefixes."""
        handset.phone.answer(self._spoiled(handset), self.now, self.now)

    def _spoiled(self, handset: Handset) -> dict[str, Any]:
        message = self._ask(handset)
        self._serve(message)
        answer = json.loads(json.dumps(message.answer))
        answer["vd_ok"] = False
        return answer  # type: ignore[no-any-return] # JSON

    def _settle(self, handset: Handset) -> None:
        self.exchange(handset)


def conversation(seed: int) -> dict[str, Any]:
    """What the first phone of a run lived through."""
    run = Told(seed, Parts(phone=Recorder))
    run.run(STEPS)
    phone = run.handsets[0].phone
    assert isinstance(phone, Recorder)
    return {"seed": seed, "user": "u1", "replica": phone.begun, "steps": phone.steps}


def text_of() -> str:
    """The vector file as it is written."""
    told = {"conversations": [conversation(seed) for seed in SEEDS]}
    return json.dumps(told, ensure_ascii=True, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(text_of(), "utf-8")
