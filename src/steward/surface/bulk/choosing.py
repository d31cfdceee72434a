"""What is changed in many records at once: which of them, and which of their fields (manual 5.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.intake.values import field_of
from steward.kernel.models import RecordKey
from steward.kernel.refusal import Refused
from steward.surface import listing
from steward.surface.list_filters import Bar
from steward.surface.narrowing import narrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.kernel.process import Process
    from steward.people.actor import Actor

MOST = 1_000
# The inputs by which records are chosen, and the fields to change.
PICK, ALL, QUERY, FIELD = "pick", "all", "query", "field"
_OWN = frozenset({"title", "title_en"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """Records with the version of each, what narrows them in words, and whether there were more than are taken."""

    rows: tuple[tuple[str, int], ...]
    words: tuple[str, ...] = ()
    is_cut: bool = False


def why_not(process: Process, actor: Actor) -> list[Any]:
    """Reasons why this actor changes no records of the kind at once."""
    reasons = policy.why_not_hold(process.amended_by, actor)
    return (
        reasons if actor.is_provider else reasons or [_("Many records are changed at once by the provider's people.")]
    )


def fields_of(process: Process) -> tuple[str, ...]:
    """The fields that may be set in many records: those of one value, but for titles, which are each record's own."""
    return tuple(n for n in process.fields if n not in _OWN and not isinstance(field_of(process, n), models.JSONField))


def going_along(process: Process) -> tuple[str, ...]:
    """The fields that name what allows a write, and so go with every change."""
    return tuple(name for name in process.fields if is_of_write(process, name))


def is_of_write(process: Process, name: str) -> bool:
    """Whether a field names what allows a write."""
    column = field_of(process, name)
    return isinstance(column, RecordKey) and column.of_write


def chosen(process: Process, actor: Actor, sent: QueryDict) -> Chosen:
    """The records picked, or all of the list's own query. Raises Invalid for a bad one, Refused where there is none."""
    found = _all(process, actor, sent.get(QUERY, "")) if ALL in sent else _picked(process, actor, sent.getlist(PICK))
    if not found.rows:
        raise Refused([_("No record is chosen: tick some in the list, or take all that the list holds.")])
    return found


def _all(process: Process, actor: Actor, query: str) -> Chosen:
    params = dict(QueryDict(query).lists())
    params.pop("cursor", None)
    narrowed = replace(narrow(process, actor, params), limit=MOST)
    rows, more = listing.chunk(narrowed, ())
    words = tuple(chip["label"] for chip in Bar(process, actor, narrowed, params).chips())
    return Chosen(tuple((row.number, row.version) for row in rows), words, more is not None)


def _picked(process: Process, actor: Actor, numbers: Sequence[str]) -> Chosen:
    seen = process.model._default_manager.filter(policy.visible_to(actor, process))  # noqa: SLF001  Django's documented interface
    wanted = frozenset(numbers[:MOST])
    rows = seen.filter(number__any_of=wanted).order_by("pk").values_list("number", "version") if wanted else ()
    return Chosen(tuple(rows), is_cut=len(numbers) > MOST)
