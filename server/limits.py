"""How often somebody may ask: per address, before any work is done."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

# A whole office may stand behind one address: the limits stop floods, not people.
SIGN_IN = "30 per minute; 300 per hour"
GUESS = "20 per minute; 120 per hour"
REFRESH = "120 per minute"
LOOK = "60 per minute"  # of a public page, whose evidence is compared with the log

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_limits(app: Flask) -> None:
    """Count the requests of ``app``; the counts live in memory and are shared by its threads."""
    limiter.init_app(app)
