"""Records by REST: list, read, create, amend; their moves and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.models import Decision
from steward.kernel.names import names_of
from steward.kernel.process import Attempt
from steward.kernel.raising import raise_from
from steward.kernel.refusal import Invalid
from steward.people.context import now
from steward.surface import listing
from steward.surface.narrowing import narrow
from steward.surface.rest.body import read_object, take_version
from steward.surface.rest.serving import Call, answer
from steward.surface.rest.shape import as_json, columns_for, record_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from steward.kernel.process import Move, Process


def index(process: Process, call: Call) -> HttpResponse:
    """A page of the list; `next` and `previous` are cursors, null at an end."""
    columns = columns_for(process, call.actor)
    page = listing.page(narrow(process, call.actor, dict(call.request.GET.lists())), columns)
    return answer(
        {
            "items": [as_json(process, columns, row, page.names) for row in page.rows],
            "count": min(page.count, listing.COUNTED - 1),
            "more_than_counted": page.count >= listing.COUNTED,
            "next": page.next,
            "previous": page.previous,
        }
    )


def read(process: Process, number: str, call: Call) -> HttpResponse:
    """One record."""
    return record_answer(process, acts.fetch(process, number, call.actor), call.actor)


def create(process: Process, call: Call) -> HttpResponse:
    """Opens a record."""
    record = acts.open_record(process, actor=call.actor, raw=read_object(call.request))
    return record_answer(process, record, call.actor, 201, location=True)


def raise_one(process: Process, target: Process, number: str, call: Call) -> HttpResponse:
    """Opens a record of another kind from this one and ties them; values given stand before those carried over."""
    record = raise_from(process, number, target, actor=call.actor, raw=read_object(call.request))
    return record_answer(target, record, call.actor, 201, location=True)


def amend(process: Process, number: str, call: Call) -> HttpResponse:
    """Changes the fields given."""
    raw = read_object(call.request)
    version = take_version(call.request, raw)
    return record_answer(process, acts.amend(process, number, actor=call.actor, raw=raw, version=version), call.actor)


def moves(process: Process, number: str, call: Call) -> HttpResponse:
    """Every move of the process: whether the reader may make it now, why not, what it asks for."""
    record = acts.fetch(process, number, call.actor)
    told = []
    for each in process.moves:
        reasons = policy.why_not_move(each, Attempt(process, record, call.actor, {}, now()))
        told.append({**_told(each), "allowed": not reasons, "reasons": list(map(str, reasons))})
    return answer({"state": record.state, "version": record.version, "items": told})


def _told(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "label": move.label,
        "source": list(move.source),
        "target": move.target,
        "asks": list(move.asks),
        "offers": list(move.offers),
        "gate": move.gate.name if move.gate else None,
    }


def move(process: Process, number: str, name: str, call: Call) -> HttpResponse:
    """Makes a move with the answers given."""
    raw = read_object(call.request)
    version = take_version(call.request, raw)
    moved = acts.move(process, number, name, actor=call.actor, raw=raw, version=version)
    return record_answer(process, moved, call.actor)


def decisions(process: Process, number: str, call: Call) -> HttpResponse:
    """What was decided at the gates of the record, by whom."""
    record = acts.fetch(process, number, call.actor)
    made = list(Decision.objects.filter(record_id=record.pk).order_by("id")) if call.actor.is_provider else []
    names = names_of({"person": {each.person_id for each in made}})
    return answer(
        {
            "items": [
                {
                    "gate": each.gate,
                    "round": each.round,
                    "person": names.key("person", each.person_id),
                    "person_name": names.name("person", each.person_id),
                    "verdict": each.verdict,
                    "remark": each.comment,
                    "decided_at": each.decided_at,
                }
                for each in made
            ]
        }
    )


def decide(process: Process, number: str, call: Call) -> HttpResponse:
    """Decides at the gate of a move."""
    raw = read_object(call.request)
    version = take_version(call.request, raw)
    told = texts(raw, needed=("move", "verdict"), offered=("remark",))
    record = acts.decide(
        process,
        number,
        told["move"],
        actor=call.actor,
        verdict=told["verdict"],
        remark=told.get("remark", ""),
        version=version,
    )
    return record_answer(process, record, call.actor)


def texts(raw: Mapping[str, Any], *, needed: tuple[str, ...], offered: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts of a small body. Raises Invalid for what is missing, unknown or no text."""
    faults: dict[str, list[str]] = {}
    for name in raw:
        if name not in (*needed, *offered):
            faults[name[:60]] = [_("There is no such field here.")]
        elif not isinstance(raw[name], str):
            faults[name] = [_("A text is expected here.")]
    for name in needed:
        if raw.get(name) in (None, ""):
            faults[name] = [_("This is needed.")]
    if faults:
        raise Invalid(faults)
    return dict(raw)
