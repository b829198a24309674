"""Every setting of the server: its default, what it is for, and where secrets come from.

A setting is read from the mapping handed to ``create_app``, else from the environment (names
that do not begin with ``SIX_`` get that prefix there, ``DATABASE_URL`` excepted), else from here.
"""

import os
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from flask import current_app

from sync.days import DAY, HOUR, MINUTE

ROOT = Path(__file__).resolve().parent
KEY_BYTES = 64
SECRETS = "secrets.json"
OWNER_ONLY = 0o600  # the mode of a file that nobody else on the machine may read
MINUTE_MS, HOUR_MS, DAY_MS = MINUTE, HOUR, DAY


def wall_clock() -> int:
    """Return the machine's time in ms UTC: the only clock the server reads for its records."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A name, the value when nobody says otherwise, and what it is for."""

    name: str
    default: Any
    purpose: str


SETTINGS: tuple[Setting, ...] = (
    Setting("SIX_DATA", "instance", "folder of the database and the secrets"),
    Setting("DATABASE_URL", "", "SQLAlchemy URL; empty: an SQLite file in SIX_DATA"),
    Setting("CLOCK", wall_clock, "callable returning ms UTC; tests hand in their own"),
    Setting("LISTEN", "127.0.0.1:8000", "address and port that `python -m server` serves on"),
    Setting("PUBLIC_URL", "", "address that phones open; empty: the one the desk is using"),
    Setting("TRUSTED_HOSTS", None, "host names answered to, comma-separated; none: any"),
    Setting("PROXIES", 0, "how many reverse proxies of ours stand in front (X-Forwarded-*)"),
    Setting("PLAIN_HTTP", "localhost", "where sign-in works without TLS: localhost, or any"),
    Setting("MAX_CONTENT_LENGTH", 2 * 1024 * 1024, "largest request body in bytes"),
    Setting("ACCESS_MINUTES", 15, "life of an access token; it lives in memory only"),
    Setting("REFRESH_DAYS", 45, "a session unused for so long ends"),
    Setting("INVITATION_HOURS", 24, "an invitation unused for so long ends"),
    Setting("RATELIMIT_ENABLED", True, "whether requests are limited per address and per account"),
    Setting("POLICY", "wuhan-2020-03", "id of the policy that compounds are judged by"),
    Setting("STATIC", str(ROOT / "static"), "folder of the built client"),
    Setting("TESTING", False, "faults raise instead of becoming a 500"),
)


def _from_environment(setting: Setting) -> Any:
    name = setting.name
    plain = name.startswith("SIX_") or name == "DATABASE_URL"
    text = os.environ.get(name if plain else f"SIX_{name}")
    if text is None or callable(setting.default):
        return setting.default
    if isinstance(setting.default, bool):
        return text.lower() in ("1", "true", "yes")
    return int(text) if isinstance(setting.default, int) else text


def read_settings(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return every setting, the given ones first; keys that Flask or a part knows pass through."""
    found = {setting.name: _from_environment(setting) for setting in SETTINGS}
    found |= given or {}
    if isinstance(found["TRUSTED_HOSTS"], str):
        found["TRUSTED_HOSTS"] = [h.strip() for h in found["TRUSTED_HOSTS"].split(",")]
    return found


@dataclass(frozen=True, slots=True)
class Secrets:
    """What this installation alone knows: signing keys by id (the first one signs), and a pepper.

    The pepper keys the hashes of refresh tokens and invitation codes.
    """

    signing: Mapping[str, str]
    pepper: bytes

    @property
    def kid(self) -> str:
        """The id of the key that signs now."""
        return next(iter(self.signing))


def _new_secret() -> str:
    return urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def keep_private(folder: Path, *patterns: str) -> None:
    """Make the data folder if it is missing; let nobody but its owner read such files in it.

    A folder that was there before, or a backup from a stick, may have let others in. What cannot
    be changed (a file system without owners) stays as it is.
    """
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
    for file in chain.from_iterable(folder.glob(pattern) for pattern in patterns):
        with suppress(OSError):
            if file.stat().st_mode & 0o077:
                file.chmod(OWNER_ONLY)


def flush(path: Path) -> None:
    """Return when a file, or the names in a folder, would survive a power cut."""
    with suppress(PermissionError):  # a system that opens no folders writes their names itself
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def read_secrets(folder: Path) -> Secrets:
    """Return the secrets of ``folder``; make them once, readable by the owner only."""
    path = folder / SECRETS
    if not path.exists():
        fresh = {"signing": {secrets.token_hex(4): _new_secret()}, "pepper": _new_secret()}
        draft = folder / f".secrets.{secrets.token_hex(4)}"
        draft.touch(mode=OWNER_ONLY)
        draft.write_bytes(orjson.dumps(fresh))
        flush(draft)
        # A hard link fails when another process was first; its secrets are then the ones.
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        flush(folder)
    said = orjson.loads(path.read_bytes())
    return Secrets(said["signing"], urlsafe_b64decode(said["pepper"] + "=="))


def now_ms() -> int:
    """Return the current app's time in ms UTC."""
    clock: Callable[[], int] = current_app.config["CLOCK"]
    return clock()


def our_secrets() -> Secrets:
    """Return the current app's secrets."""
    found: Secrets = current_app.extensions["six_secrets"]
    return found
