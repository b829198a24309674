"""The server half of one round trip; the log it works on is described in `sync.log`."""

from sync.log import Session, Store

__all__ = ["Session", "Store"]
