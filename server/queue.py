"""A fair queue of writers: SQLite's own busy handler is not, and starves the unlucky."""

from collections import deque
from threading import Lock
from types import TracebackType


class WriterBusy(Exception):
    """The database was busy for longer than a request may wait; the caller should try again."""


class WriterQueue:
    """Let one writer in at a time, in the order of arrival, each waiting ``patience`` seconds.

    With ``limited=False`` (an engine with row locks of its own) everybody passes at once.
    """

    def __init__(self, *, limited: bool = True, patience: float = 30.0) -> None:
        self._limited = limited
        self._patience = patience
        self._mutex = Lock()
        self._busy = False
        self._turns: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many writers stand in the queue, the one inside not counted."""
        return len(self._turns)

    def __enter__(self) -> "WriterQueue":
        if self._limited:
            self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._limited:
            return
        with self._mutex:
            if self._turns:
                # The place is handed on while busy, so nobody can slip in between.
                self._turns.popleft().release()
            else:
                self._busy = False

    def _wait(self) -> None:
        with self._mutex:
            if not self._busy:
                self._busy = True
                return
            turn = Lock()
            turn.acquire()
            self._turns.append(turn)
        if turn.acquire(timeout=self._patience):
            return
        with self._mutex:
            if turn in self._turns:
                self._turns.remove(turn)
                raise WriterBusy(f"no turn to write within {self._patience:.0f} s")
        # Handed over between the timeout and the lock: the turn is ours after all.
