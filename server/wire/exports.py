"""Shapes of exports: what is on offer, and what may be asked."""

from typing import get_args

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.reports.offer import Asks
from server.reports.pages.board import ONLY
from server.reports.pages.missed import SHOWS
from server.reports.pages.phones import OWING
from server.wire.board import MOST_DAYS
from server.wire.labels import LabelShape
from server.wire.rollup import SETS
from server.wire.since import MOST_TEXT
from server.wire.values import MS_MAX, Day, Id, Line, Ms
from sync.standing import LEVELS

FORMATS = ("csv", "xlsx", "pdf")
ORDERS = ("number", "need")
SHORTEST_REASON = 4
MOST_PARTS = 1_000


class ExportQuery(Shape):
    """Where, which days, as what; ``reason`` asks for names in full and is kept for ever."""

    place = Id(required=True)
    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)
    session = fields.String(load_default=None, validate=validate.Length(1, 20))
    format = fields.String(load_default="xlsx", validate=validate.OneOf(FORMATS))
    lang = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))
    known_at = Ms(strict=False, load_default=None)
    progress = fields.Boolean(load_default=False)
    # Of a table longer than one paper takes: which part of it.
    part = fields.Integer(load_default=None, validate=validate.Range(1, MOST_PARTS))
    reason = Line(load_default=None, min_length=SHORTEST_REASON, max_length=200)
    # What a page is filtered by; a table that has no such filter takes no notice.
    building = Id(load_default=None)
    only_ = fields.String(
        data_key="only",
        attribute="only",
        load_default=None,
        validate=validate.OneOf((*ONLY, OWING)),
    )
    order = fields.String(load_default=None, validate=validate.OneOf(ORDERS))
    days = fields.Integer(load_default=None, validate=validate.Range(1, MOST_DAYS))
    show = fields.String(load_default=None, validate=validate.OneOf(SHOWS))
    criterion = fields.String(load_default=None, validate=validate.Length(1, 20))
    kind = fields.String(load_default=None, validate=validate.Length(1, MOST_TEXT))
    day = Day(load_default=None)
    replica = Id(load_default=None)
    user = Id(load_default=None)
    about = Id(load_default=None)
    level = fields.String(load_default="compound", validate=validate.OneOf(LEVELS))
    which = fields.String(load_default="all", validate=validate.OneOf(SETS))
    round = fields.Integer(load_default=0, validate=validate.Range(0, MS_MAX))


class ExportOfferShape(Shape):
    """A table that may be exported; ``asks`` says which times it takes, ``looks_back`` whether it
    can be had as known at an earlier moment."""

    id = fields.String(required=True)
    title = fields.Nested(LabelShape, required=True)
    note = fields.Nested(LabelShape, required=True)
    asks = fields.String(required=True, validate=validate.OneOf(get_args(Asks)))
    places = fields.List(fields.String(), required=True)
    ledger = fields.Boolean(required=True)
    looks_back = fields.Boolean(required=True)


class ExportsShape(Shape):
    """What may be exported of a place, whether with names in full, and how long a PDF may be."""

    tables = fields.List(fields.Nested(ExportOfferShape), required=True)
    formats = fields.List(fields.String(), required=True)
    names = fields.Boolean(required=True)
    paper_rows = fields.Integer(required=True, metadata={"description": "How many a PDF takes."})
    tagged_rows = fields.Integer(
        required=True,
        metadata={"description": "Up to how many a PDF is tagged for screen readers."},
    )
