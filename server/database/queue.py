"""A fair queue of writers: SQLite's own busy handler is not, and starves the unlucky."""

from collections import deque
from threading import Lock
from types import TracebackType
from typing import Any


class WriterBusy(Exception):
    """The database was busy for longer than a request may wait; the caller should try again."""


class WriterQueue:
    """Let one writer in at a time, in the order of arrival, each waiting ``patience`` seconds.

    With ``limited=False`` (an engine with row locks of its own) everybody passes at once.
    """

    def __init__(self, *, limited: bool = True, patience: float = 30.0) -> None:
        self.limited = limited
        self._patience = patience
        self._mutex = Lock()
        self._busy = False
        self._turns: deque[tuple[Lock, bool]] = deque()
        self.shared: Any = None  # the transaction that was handed on; only for whose turn it is

    @property
    def waiting(self) -> int:
        """How many writers stand in the queue, the one inside not counted."""
        return len(self._turns)

    def __enter__(self) -> "WriterQueue":
        self.enter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def enter(self, *, shares: bool = False) -> None:
        """Wait for a turn; ``shares``: it may go on with the transaction of the one before."""
        if self.limited:
            self._wait(shares)

    def leave(self) -> None:
        """End the turn: the next in line begins anew."""
        if self.limited:
            with self._mutex:
                self.shared = None
                self._let_in()

    def hand_on(self, shared: object) -> bool:
        """End the turn if the next in line goes on with what is open; else say no, and keep it."""
        with self._mutex:
            if not self._turns or not self._turns[0][1]:
                return False
            self.shared = shared
            self._let_in()
            return True

    def _let_in(self) -> None:
        if self._turns:
            # The place is handed on while busy, so nobody can slip in between.
            self._turns.popleft()[0].release()
        else:
            self._busy = False

    def _wait(self, shares: bool) -> None:
        with self._mutex:
            if not self._busy:
                self._busy = True
                return
            turn = Lock()
            turn.acquire()
            self._turns.append((turn, shares))
        if turn.acquire(timeout=self._patience):
            return
        with self._mutex:
            if (turn, shares) in self._turns:
                self._turns.remove((turn, shares))
                raise WriterBusy(f"no turn to write within {self._patience:.0f} s")
        # Handed over between the timeout and the lock: the turn is ours after all.
