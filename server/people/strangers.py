"""Names that no account bears, and how often somebody tried to sign in with them."""

from threading import Lock


class Strangers:
    """Wrong tries with names that no account bears: they wait as accounts do.

    Otherwise the wait would tell which names are worth guessing at. Kept in memory, the oldest
    forgotten.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._lock = Lock()
        self._tried: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._tried)

    def failures_of(self, name: str) -> tuple[int, int | None]:
        """Return how many tries there were, and when the last was (ms)."""
        return self._tried.get(name, (0, None))

    def count(self, name: str, now: int) -> None:
        """Count one more."""
        with self._lock:
            failures, _ = self._tried.pop(name, (0, 0))
            self._tried[name] = failures + 1, now
            if len(self._tried) > self._most:
                del self._tried[next(iter(self._tried))]
