"""Which phones were in use at a moment, for every statement that asks who may hold a record.

``at`` is the moment (ms), or a parameter that will hold it.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from server.database.moments import not_over
from server.models import Device, Replica


def is_open(at: Any) -> ColumnElement[bool]:
    """Return the condition that an installation of the device was open.

    A declared loss closes one: nothing more is expected from it.
    """
    begun = Replica.opened_at <= at
    return and_(Replica.device_key == Device.key, begun, not_over(Replica.closed_at, at))


def in_use(at: Any) -> ColumnElement[bool]:
    """Return the condition that a device, joined to its installations, was a phone in use.

    A phone that enrolled and never exchanged is one; a desk is none until it has exchanged.
    """
    may_hold = or_(Device.push_key_hash.is_not(None), Replica.key.is_not(None))
    return and_(Device.created_at <= at, not_over(Device.revoked_at, at), may_hold)
