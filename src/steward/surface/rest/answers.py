"""What the OpenAPI description says of answers about what hangs on a record: models shared by every process."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

Reach = Literal["everybody", "customer", "supplier", "internal"]


class MoveOffered(BaseModel):
    """A move, and whether the reader may make it now."""

    name: str
    label: str = Field(description="In the reader's language")
    source: list[str] = Field(description="States that it leads from")
    target: str = Field(description="The state that it leads to")
    asks: list[str] = Field(description="Fields that must be answered")
    offers: list[str] = Field(description="Fields that may be answered")
    gate: str | None = Field(description="What others decide first")
    allowed: bool
    reasons: list[str] = Field(description="Every reason why not")


class Moves(BaseModel):
    """Every move of a record's process."""

    state: str
    version: int
    items: list[MoveOffered]


class DecisionMade(BaseModel):
    """What somebody decided at a gate."""

    gate: str
    round: int
    person: str | None = Field(description="By its key; null where the reader may not see it")
    person_name: str
    verdict: str
    remark: str
    decided_at: datetime


class Decisions(BaseModel):
    """What was decided at the gates of a record; contacts are shown none."""

    items: list[DecisionMade]


class Entry(BaseModel):
    """An act on a record."""

    id: int
    verb: str
    move: str | None
    from_state: str | None
    to_state: str | None
    actor: str | None = Field(description="The account; for contacts null")
    actor_name: str
    body: str
    changes: dict[str, list[Any]] = Field(description="Old and new value by field")
    minutes: int | None = Field(description="Effort in minutes; for contacts null")
    reach: Reach
    occurred_at: datetime
    recorded_at: datetime


class Entries(BaseModel):
    """Acts on a record, newest first."""

    items: list[Entry]
    before: int | None = Field(description="Send it as `before` to go on; null at the end")


class File(BaseModel):
    """A file of a record."""

    id: int
    name: str
    media_type: str
    size: int = Field(description="Bytes")
    sha256: str
    author_name: str
    reach: Reach
    made_at: datetime
    url: str


class Files(BaseModel):
    """The files of a record that the reader may see."""

    items: list[File]


class LinkSeen(BaseModel):
    """A link to another record, from either end."""

    direction: Literal["out", "in"]
    relation: str
    made_at: datetime
    kind: str
    number: str
    title: str
    state: str
    url: str


class Links(BaseModel):
    """Links of a record whose other end the reader sees too."""

    items: list[LinkSeen]


class Watching(BaseModel):
    """Whether the reader watches a record."""

    watching: bool
