"""The plan carried out: places, then items, then what ties them; in the caller's transaction (manual 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from steward.kernel.catalogue import process_of
from steward.kernel.history import Past, PastEntry, record_history
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from steward.people.context import now
from steward.registers.configuration.bulk.known import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.items import Draft
    from steward.registers.configuration.bulk.planning import Plan

# What the database answers when a trigger of control refuses (insufficient_privilege), or two take the same units.
_REFUSED = ("42501", "23P01")
CI = "ci"


def carry_out(plan: Plan, actor: Actor, progress: Callable[[int], None] | None = None) -> None:
    """Writes everything that is planned. Raises Refused where a fault is left, or where the database knows better."""
    if plan.faults:
        raise Refused([_("Nothing was written: some rows are at fault.")])
    try:
        with transaction.atomic():
            _found_places(plan)
            _write_new(plan, actor, progress)
            _write_changed(plan, actor, progress)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in _REFUSED:
            raise
        text = _(
            "The database refused it: the change that is named does not allow as many new items, is over, or somebody"
            " else took the same rack units. Look at the preview again."
        )
        raise Refused([text]) from error


def _found_places(plan: Plan) -> None:
    made: dict[int, int] = {}
    for founded in plan.places:
        place, provisional = founded.place, founded.place.pk
        place.pk = None
        place.parent = plan.known.places.get(founded.inside) if founded.inside else None
        place.fill_in()
        place.save(force_insert=True)
        made[provisional] = place.pk
    for draft in plan.new + plan.changed:
        draft.values["place_id"] = made.get(draft.values["place_id"], draft.values["place_id"])


def _plain(draft: Draft) -> dict[str, list[Any]]:
    """The changes as a timeline keeps them."""
    encoder = DjangoJSONEncoder()
    return {
        name: [encoder.default(each) if hasattr(each, "isoformat") else each for each in pair]
        for name, pair in draft.changes.items()
    }


def _write_new(plan: Plan, actor: Actor, progress: Callable[[int], None] | None) -> None:
    """Without their relations first: what they name may be as new as they are."""
    at, project = now(), plan.project
    fixed = {"project_id": project.pk, "customer_id": project.customer_id, "opened_at": at, "updated_at": at}
    pasts = [
        Past(
            {**draft.values, **fixed, "relations": []},
            [PastEntry("opened", actor.id, at, to_state=draft.values["state"], changes=_plain(draft))],
        )
        for draft in plan.new
    ]
    ids = record_history(process_of(CI), actor=actor, pasts=pasts, progress=progress)
    for draft, pk in zip(plan.new, ids, strict=True):
        draft.record_id = pk


def _write_changed(plan: Plan, actor: Actor, progress: Callable[[int], None] | None) -> None:
    numbers = dict(Record.objects.filter(pk__in=[d.record_id for d in plan.new]).values_list("pk", "number"))
    tied: dict[int, Draft] = {}
    for each in plan.stated:
        draft = each.source
        target = each.target.number or numbers[each.target.draft.record_id]  # type: ignore[union-attr, index]  # a draft has its id by now
        kept = [r for r in draft.values["relations"] if (r["relation"], r["target"]) != (each.relation, target)]
        draft.values["relations"] = [*kept, each.row(target)]
        tied[id(draft)] = draft
    for draft in plan.new:
        if id(draft) in tied:
            draft.before = {**draft.values, "relations": [], "number": numbers[draft.record_id or 0]}
    drafts = plan.changed + [draft for draft in plan.new if id(draft) in tied]
    at = now()
    pasts = [
        Past(
            {**{name: draft.values[name] for name in WRITTEN}, "updated_at": at},
            [PastEntry("amended", actor.id, at, from_state=draft.values["state"], to_state=draft.values["state"],
                       changes=_plain(draft), reach=3)],
            record_id=draft.record_id,
        )
        for draft in drafts
    ]  # fmt: skip
    record_history(process_of(CI), actor=actor, pasts=pasts, progress=progress)
