"""What the OpenAPI description says of bodies: models made from the fields of each process."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field, create_model

from steward.kernel.intake.values import field_of
from steward.kernel.placing import PLACE
from steward.kernel.sheet import SheetField
from steward.surface.rest.shape import columns_of, sent_to_all
from steward.surface.sorting import SORTS

if TYPE_CHECKING:
    from steward.kernel.process import Move, Process

_PLAIN: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.BooleanField, bool),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.IntegerField, int),
    (ArrayField, list[str]),
    (SheetField, list[dict[str, Any]]),
    (models.JSONField, Any),
)


class ProblemDetails(BaseModel):
    """A refusal (RFC 9457): every reason as a sentence in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    reasons: list[str]
    faults: dict[str, list[str]] | None = Field(None, description="Sentences by field, where values were refused")
    version: int | None = Field(None, description="The current version, where another was stated")


class StatedFact(BaseModel):
    """A fact as the source of an imported record states it, beside what the timeline here derives."""

    stated: Any
    derived: Any = Field(None, description="Null where nothing here tells of it")
    differs: bool


def _type_of(column: models.Field[Any, Any]) -> Any:
    if isinstance(column, models.ForeignKey):
        return str
    if column.choices:
        return Literal[tuple(value for value, _label in column.flatchoices)]
    return next((kind for field, kind in _PLAIN if isinstance(column, field)), str)


def _described(process: Process, name: str, *, written: bool) -> tuple[Any, Any]:
    """Type and description of one field; in a body that is written, a relation may come as key or id."""
    column = field_of(process, name)
    kind = _type_of(column)
    if written and isinstance(column, models.ForeignKey):
        kind = str | int
    label = str(column.verbose_name)
    told = f"{label}, by its key" if isinstance(column, models.ForeignKey) else label
    extra: dict[str, Any] = {"max_length": column.max_length} if written and kind is str and column.max_length else {}
    if written:
        required = name in process.required
        return (
            kind if required else kind | None,
            Field(... if required else None, description=told, **extra),
        )
    return (
        kind | None if column.null or isinstance(column, models.ForeignKey) else kind,
        Field(description=told),
    )


def _named(*words: str) -> str:
    return "".join(part.capitalize() for word in words for part in word.split("_"))


def _body(name: str, fields: dict[str, Any]) -> type[BaseModel]:
    made: type[BaseModel] = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
    return made


SAW = "The version that the writer saw, unless If-Match tells it"
VERSION = (int | None, Field(None, ge=1, lt=2**31, description=SAW))


@cache
def record_model(process: Process) -> type[BaseModel]:
    """A record as it is read."""
    with translation.override("en"):
        fields: dict[str, Any] = {n: _described(process, n, written=False) for n in columns_of(process)}
        for name in set(fields) - sent_to_all(process):
            kind, told = fields[name]
            fields[name] = (kind, Field(None, description=f"{told.description}; not sent to contacts"))
        state: Any = Literal[tuple(each.name for each in process.states)]
        fields["state"] = (state, Field(description=str(field_of(process, "state").verbose_name)))
    fields["customer_name"] = (str, Field(description="The customer's name in the reader's language"))
    fields["url"] = (str, Field(description="Where the record is found"))
    fields["stated"] = (
        dict[str, StatedFact] | None,
        Field(None, description="What the source of an imported record states of it; not in lists"),
    )
    made: type[BaseModel] = create_model(_named(process.kind), **fields)
    made.__doc__ = f"{_named(process.kind)}. Contacts are sent only the fields that they see."
    return made


@cache
def page_model(process: Process) -> type[BaseModel]:
    """A page of a list."""
    fields: dict[str, Any] = {
        "items": (list[record_model(process)], Field(description="The rows of this page")),  # type: ignore[misc]  # made at run time
        "count": (int, Field(description="How many there are in all, counted up to 1,000")),
        "more_than_counted": (bool, Field(description="There are more than were counted")),
        "next": (str | None, Field(description="Cursor of the next page")),
        "previous": (str | None, Field(description="Cursor of the page before")),
    }
    made: type[BaseModel] = create_model(_named(process.kind, "page"), **fields)
    return made


def new_body(process: Process) -> type[BaseModel]:
    """What a new record is opened from."""
    with translation.override("en"):
        fields = {name: _described(process, name, written=True) for name in (*PLACE, *process.fields, "tags")}
    return _body(_named("new", process.kind), fields)


def amend_body(process: Process) -> type[BaseModel]:
    """What changes of a record."""
    with translation.override("en"):
        fields = {name: _described(process, name, written=True) for name in (*process.fields, "tags")}
    optional = {name: (kind | None, Field(None, description=told.description)) for name, (kind, told) in fields.items()}
    return _body(_named(process.kind, "changes"), {**optional, "version": VERSION})


def raise_body(target: Process) -> type[BaseModel]:
    """What stands before the values that are carried over when a record is raised from another."""
    with translation.override("en"):
        fields = {n: _described(target, n, written=True) for n in (*PLACE, *target.fields, "tags")}
    optional = {name: (kind | None, Field(None, description=told.description)) for name, (kind, told) in fields.items()}
    return _body(_named("raised", target.kind), optional)


def move_body(process: Process, moves: tuple[Move, ...]) -> type[BaseModel]:
    """The answers to the questions of moves; which of them a move asks for, `GET …/moves/` tells."""
    with translation.override("en"):
        names = dict.fromkeys(name for move in moves for name in (*move.asks, *move.offers))
        fields = {name: _described(process, name, written=True) for name in names}
    optional = {name: (kind | None, Field(None, description=told.description)) for name, (kind, told) in fields.items()}
    return _body(_named(process.kind, "answers"), {**optional, "version": VERSION})


class CommentBody(BaseModel):
    """A reply or note."""

    model_config = ConfigDict(extra="forbid")
    body: str = Field(min_length=1, max_length=20_000, description="Text")
    reach: Literal["customer", "supplier", "internal"] | None = Field(
        None, description="Who beside the provider reads it; contacts always write to their own side"
    )
    minutes: int | None = Field(None, ge=0, le=100_000, description="Effort in minutes")


class LinkBody(BaseModel):
    """A link to another record."""

    model_config = ConfigDict(extra="forbid")
    relation: str = Field(min_length=1, description="How this record stands to the other")
    target: str = Field(min_length=1, description="Number of the other record")


class DecisionBody(BaseModel):
    """A decision at the gate of a move."""

    model_config = ConfigDict(extra="forbid")
    move: str = Field(min_length=1, description="The move whose gate it is")
    verdict: Literal["approved", "rejected"]
    remark: str | None = Field(None, description="Why; needed to reject")
    version: int | None = Field(None, ge=1, lt=2**31, description=SAW)


def _parameter(name: str, where: str, told: str, **schema: Any) -> dict[str, Any]:
    kind = schema or {"type": "string"}
    return {"name": name, "in": where, "required": False, "description": told, "schema": kind}


KEY = _parameter(
    "Idempotency-Key",
    "header",
    "The same key within 24 hours gets the same answer and writes once",
    type="string",
    pattern="^[ -~]{1,200}$",
)
MATCH = _parameter(
    "If-Match",
    "header",
    'The version that the writer saw, in quotes: "3"',
    type="string",
    pattern='^(W/)?"[0-9]{1,9}"$',
)


def body_of(model: type[BaseModel], *parameters: dict[str, Any]) -> dict[str, Any]:
    """The description of a JSON body, for an operation."""
    schema = model.model_json_schema()
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "parameters": [KEY, *parameters],
    }


def file_body() -> dict[str, Any]:
    """The description of a form with a file."""
    properties = {
        "file": {"type": "string", "format": "binary", "description": "At most 25 MB"},
        "reach": {"type": "string", "enum": ["customer", "supplier", "internal"]},
    }
    schema = {"type": "object", "required": ["file"], "properties": properties, "additionalProperties": False}
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}},
        "parameters": [KEY],
    }


def file_answer(*kinds: str) -> dict[str, Any]:
    """The description of an answer that is a file of one of these media types, for an operation."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "The file, always as a download", "content": content}}}


def filters_of(process: Process) -> dict[str, Any]:
    """The description of what a list may be narrowed by."""
    several: dict[str, Any] = {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": 50}
    with translation.override("en"):
        named = [
            _parameter(name, "query", str(field_of(process, name).verbose_name), **several) for name in process.filters
        ]
    orders = [sign + name for name in SORTS for sign in ("", "-")]
    return {
        "parameters": [
            *named,
            _parameter("q", "query", "Number, number in the source system, or words", type="string", maxLength=200),
            _parameter("sort", "query", "Order", type="string", enum=orders),
            _parameter("cursor", "query", "Where to go on: `next` or `previous` of a page"),
            _parameter("limit", "query", "Rows a page", type="integer", minimum=1, maximum=200),
        ]
    }


def pages_of_story() -> dict[str, Any]:
    """The description of how a timeline is paged."""
    return {
        "parameters": [
            _parameter("before", "query", "Entries older than this one", type="integer", minimum=1),
            _parameter("limit", "query", "Entries a page", type="integer", minimum=1, maximum=200),
        ]
    }
