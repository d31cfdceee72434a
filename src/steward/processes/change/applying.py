"""Planned values of a change applied to its configuration items while it is carried out (manual 8.1.4, 8.1.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience, Record
from steward.kernel.refusal import Refused
from steward.processes.change.models import ChangeItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.people.actor import Actor

CI = "ci"


@transaction.atomic
def apply(number: str, *, actor: Actor, version: int | None) -> int:
    """Writes what the change plans for its items, all or nothing; answers how many items.

    Raises Unknown, Stale where somebody was quicker, or Refused with whatever an item's own rules say.
    """
    process = process_of("change")
    change = acts.lock(process, number, actor, version)
    if change.state != "implementing":
        raise Refused([_("Planned values are applied while the change is being carried out.")])
    covered = list(ChangeItem.objects.filter(record_id=change.pk).order_by("pk"))
    planned = [(item, {**item.planned, "change": change.number}) for item in covered if item.planned]
    told = [name for item, raw in planned if (name := _write(item, raw, change, actor))]
    if not told:
        raise Refused([_("There is nothing left to apply.")])
    text = _("Planned values applied: %(items)s") % {"items": _(", ").join(told)}
    acts.comment(process, number, actor=actor, body=text, reach=Audience.INTERNAL)
    return len(told)


def _write(item: ChangeItem, raw: Mapping[str, Any], change: Record, actor: Actor) -> str:
    """Writes one item; answers its number, or nothing where there is nothing to write."""
    process = process_of(CI)
    if item.action == "create":
        if Record.objects.filter(kind=CI, project_id=change.project_id, title=raw.get("title", "")).exists():
            return ""
        raw = {**raw, "project": change.project.code}
        return str(acts.open_record(process, actor=actor, raw=raw).number)
    if item.action != "alter" or item.ci is None:
        return ""
    return str(acts.amend(process, item.ci.number, actor=actor, raw=raw, version=None).number)
