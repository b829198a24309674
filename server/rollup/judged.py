"""What the checklist of compounds came to earlier: what verdicts were before others followed.

A verdict is kept when another one follows; when it was given is kept of the last one alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from server.records.earlier import were

OF: Final = "judged.verdict"
VERDICTS: Final = ("met", "not_met", "not_yet_known", "waived")


def changes_of(
    rows: Iterable[Mapping[str, Any]], before: Mapping[int, str | None]
) -> Iterator[dict[str, Any]]:
    """Yield a row of ``earlier`` for each compound whose verdict another one follows.

    >>> row = {"place_key": 7, "verdict": "met", "judged_at": 5}
    >>> list(changes_of([row], {7: "not_met"}))
    [{'of': 'judged.verdict', 'key': 7, 'at': 5, 'was': 1}]
    >>> list(changes_of([row], {7: "met"}))
    []
    """
    for row in rows:
        was = before.get(row["place_key"])
        if was != row["verdict"]:
            code = None if was is None else VERDICTS.index(was)
            yield {"of": OF, "key": row["place_key"], "at": row["judged_at"], "was": code}


def verdicts_then(keys: Iterable[int], at: int) -> dict[int, str]:
    """Return by compound its verdict at a moment (ms), "": none; only where it changed since."""
    codes = were(OF, keys, at)
    return {key: "" if code is None else VERDICTS[code] for key, code in codes.items()}
