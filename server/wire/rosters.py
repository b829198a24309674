"""Shapes of the place tree, of roster files and of generated buildings."""

from marshmallow import fields, validate

from server.api.blueprint import Shape
from server.roster.generator import DOOR_PATTERN, LIMITS, SHOP_PATTERN
from server.wire.exports import FORMATS, MOST_PARTS, SHORTEST_REASON
from server.wire.labels import LabelShape
from server.wire.people import PersonShape
from server.wire.values import Id, Line, Ms
from sync.places import TYPES

MOST_PLACES = 1_000
MOST_RECORDS = 1_000_000


class PlacesQuery(Shape):
    """Which places: the children of one, everything within one, or those of a name.

    With ``known_at``, of one community or less, as it was known at that moment; or communities by
    the names that they had.
    """

    parent = Id(load_default=None)
    within = Id(load_default=None)
    type = fields.String(load_default=None, validate=validate.OneOf(TYPES))
    search = Line(load_default=None, max_length=40)
    known_at = Ms(strict=False, load_default=None)


class TreePlaceShape(Shape):
    """One place, and how many buildings and doors it has."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    path_names = fields.List(fields.String(), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    about = fields.Dict(keys=fields.String(), required=True)


class PlacesShape(Shape):
    """The places that were asked for; `more` when there are more than these."""

    places = fields.List(fields.Nested(TreePlaceShape), required=True)
    more = fields.Boolean(required=True)


class FileShape(Shape):
    """A file as a form sends it."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class RosterForm(Shape):
    """Which community the roster is of; an encoding and unwanted columns only when asked for."""

    place = Id(required=True)
    encoding = fields.String(
        load_default=None, validate=validate.OneOf(("utf-8", "utf-8-sig", "gb18030"))
    )
    ignore = fields.List(
        fields.String(validate=validate.Length(1, 200)),
        load_default=list,
        validate=validate.Length(max=64),
    )


class PreviewTableForm(RosterForm):
    """The same, and as what file the preview is wanted; ``reason`` asks for names in full."""

    format = fields.String(load_default="xlsx", validate=validate.OneOf(FORMATS))
    lang = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))
    reason = Line(load_default=None, min_length=SHORTEST_REASON, max_length=200)
    progress = fields.Boolean(load_default=False)
    part = fields.Integer(load_default=None, validate=validate.Range(1, MOST_PARTS))


class FaultyCellShape(Shape):
    """A bad cell: where, what it holds, and why it is bad."""

    sheet = fields.String(required=True, allow_none=True)
    line = fields.Integer(required=True)
    column = fields.String(required=True)
    value = fields.String(required=True)
    code = fields.String(required=True)
    reason = fields.Nested(LabelShape, required=True)


class ColumnShape(Shape):
    """A heading and the field that it was read as."""

    heading = fields.String(required=True)
    field = fields.String(required=True, allow_none=True)


class ChangedFieldShape(Shape):
    """A field before and after."""

    field = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ChangeShape(Shape):
    """A record that would be written."""

    line = fields.Integer(required=True)
    place = fields.String(required=True)
    kind = fields.String(required=True)
    new = fields.Boolean(required=True)
    fields_ = fields.List(fields.Nested(ChangedFieldShape), required=True, data_key="fields")


class ImportNameShape(Shape):
    """What names an import that was written: its first op, and how many."""

    first = Id(required=True)
    records = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_RECORDS))


class TakeBackShape(ImportNameShape):
    """What to take back; ``partly``: also where something rests on it, which then stays."""

    partly = fields.Boolean(load_default=False)


class TakenBackShape(Shape):
    """How many records say again what stood before, how many stay, and what takes that back."""

    records = fields.Integer(required=True)
    kept = fields.Integer(required=True)
    undo = fields.Nested(ImportNameShape, required=True, allow_none=True)


class UndoPreviewShape(Shape):
    """What taking an import back would do: records, and places by type that go or return.

    ``things`` were built on it since, at places of these `names`; ``kept`` records stay for them.
    """

    records = fields.Integer(required=True)
    places = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    returning = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    kept = fields.Integer(required=True)
    things = fields.Integer(required=True)
    names = fields.List(fields.String(), required=True)


class ImportsQuery(Shape):
    """Of which community, at which moment; none: the lists of divisions, and now."""

    place = Id(load_default=None)
    known_at = Ms(strict=False, load_default=None)


class ImportedShape(Shape):
    """An import, or a taking back of one: who, when, how much, and whether it was taken back."""

    first = fields.String(required=True)
    records = fields.Integer(required=True)
    act = fields.String(required=True)
    at = fields.Integer(required=True)
    by = fields.Nested(PersonShape, required=True)
    place = fields.Nested(PersonShape, required=True, allow_none=True)
    added = fields.Integer(required=True, allow_none=True)
    changed = fields.Integer(required=True, allow_none=True)
    taken_back = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(("whole", "part"))
    )


class ImportsShape(Shape):
    """The newest imports."""

    imports = fields.List(fields.Nested(ImportedShape), required=True)


class ImportShape(Shape):
    """What an import comes to: seen before it is written, or just written."""

    encoding = fields.String(required=True)
    delimiter = fields.String(required=True, allow_none=True)
    skipped_sheets = fields.List(fields.String(), required=True)
    columns = fields.List(fields.Nested(ColumnShape), required=True)
    rows = fields.Integer(required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    left = fields.Integer(required=True)
    not_in_file = fields.Integer(required=True)
    new_places = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    new_names = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), required=True
    )
    errors = fields.List(fields.Nested(FaultyCellShape), required=True)
    errors_total = fields.Integer(required=True)
    sample = fields.List(fields.Nested(ChangeShape), required=True)
    undo = fields.Nested(ImportNameShape, required=True, allow_none=True)


class TemplateQuery(Shape):
    """In which format the example roster is wanted."""

    format = fields.String(load_default="csv", validate=validate.OneOf(("csv", "xlsx")))


def _figure(name: str, default: int) -> fields.Integer:
    low, high = LIMITS[name]
    return fields.Integer(strict=True, load_default=default, validate=validate.Range(low, high))


class NewBuildingShape(Shape):
    """A building whose doors are to be made; `compound` is the id of its compound."""

    compound = Id(required=True)
    name = Line(required=True, max_length=20)
    stairwells = _figure("stairwells", 1)
    floors = _figure("floors", 1)
    doors_per_floor = _figure("doors_per_floor", 1)
    pattern = Line(load_default=DOOR_PATTERN, max_length=60)
    skip_floors = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 999)),
        load_default=list,
        validate=validate.Length(max=120),
    )
    ground_shops = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 60))
    shop_pattern = Line(load_default=SHOP_PATTERN, max_length=60)
    continue_doors = fields.Boolean(load_default=False)
    vacant = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        load_default=list,
        validate=validate.Length(max=3_000),
    )


class DrawnFloorShape(Shape):
    """A floor and its door numbers from left to right."""

    floor = fields.Integer(required=True)
    doors = fields.List(fields.String(), required=True)


class DrawnStairwellShape(Shape):
    """A stairwell from the ground up."""

    name = fields.String(required=True)
    floors = fields.List(fields.Nested(DrawnFloorShape), required=True)


class DrawnBuildingShape(Shape):
    """A building as it will stand, and what making it changes."""

    stairwells = fields.List(fields.Nested(DrawnStairwellShape), required=True)
    households = fields.Integer(required=True)
    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    left = fields.Integer(required=True)
    undo = fields.Nested(ImportNameShape, required=True, allow_none=True)
