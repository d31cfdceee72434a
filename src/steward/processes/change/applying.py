"""Planned values of a change applied to its configuration items while it is carried out (manual 8.1.4, 8.1.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience, Record
from steward.kernel.refusal import Refused, Stale, Unknown
from steward.processes.change import items
from steward.registers.configuration import planned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from steward.people.actor import Actor
    from steward.processes.change.models import Change

    Rows = Sequence[Mapping[str, Any]]

CI = "ci"
RACK = ("rack_unit", "rack_height", "rack_face")


@transaction.atomic
def apply(number: str, *, actor: Actor, version: int | None) -> int:
    """Writes what the change plans for its items, all or nothing; answers how many items.

    Raises Unknown, Stale where somebody was quicker, or Refused with whatever an item's own rules say.
    """
    process = process_of("change")
    change: Any = acts.lock(process, number, actor, version)
    if change.state != "implementing":
        raise Refused([_("Planned values are applied while the change is being carried out.")])
    told = [*_alter(change, actor), *_create(change, actor)]
    if not told:
        raise Refused([_("There is nothing left to apply.")])
    text = _("Planned values applied: %(items)s") % {"items": _(", ").join(told)}
    acts.comment(process, number, actor=actor, body=text, reach=Audience.INTERNAL)
    return len(told)


def _alter(change: Change, actor: Actor) -> list[str]:
    """Values and relations of items that are there; the numbers of those where something was left to write."""
    rows = [row for row in change.items if row.get("field") and row["action"] != "create"]
    # Locked before they are read, always in this order: what is merged here is not written by others meanwhile.
    for number in sorted({row["ci"] for row in rows}):
        acts.lock(process_of(CI), number, actor, None)
    found = items.known(rows, change.project_id)
    numbers = sorted({row["ci"] for row, _said in items.left(rows, found, actor)})
    for number in swapping(rows, found):
        _as_of(number, lambda: acts.amend(process_of(CI), number, actor=actor, raw=_out(change), version=None))  # noqa: B023  called at once
    for number in numbers:
        raw = {**_raw(found[number], [row for row in rows if row["ci"] == number]), "change": change.number}
        _as_of(number, lambda: acts.amend(process_of(CI), number, actor=actor, raw=raw, version=None))  # noqa: B023  called at once
    return numbers


def _out(change: Change) -> dict[str, Any]:
    """Taken out of the rack, and not yet put in again."""
    return {**dict.fromkeys(RACK), "change": change.number}


def swapping(rows: Rows, found: Mapping[str, items.Item]) -> list[str]:
    """The items that stand, until they move themselves, where another of the same change is to go."""
    moves = {
        name: values
        for (action, name), values in items.values_by_item(rows).items()
        if action == "alter" and name in found and {"place", *RACK} & values.keys()
    }
    to = {name: _units({**found[name].values, **values}) for name, values in moves.items()}
    return sorted(
        name for name in moves if any(_units(found[name].values) & to[other] for other in moves if other != name)
    )


def _units(stands: Mapping[str, Any]) -> set[tuple[str, str, int]]:
    """Each unit that an item takes, on each side, as its record or a plan says."""
    low, height, face = (
        str(stands.get("rack_unit") or ""),
        str(stands.get("rack_height") or ""),
        stands.get("rack_face"),
    )
    if not (low.isdigit() and height.isdigit() and face):
        return set()
    sides = ("front", "rear") if face == "both" else (face,)
    units = range(int(low), int(low) + int(height))
    return {(str(stands.get("place")), side, unit) for side in sides for unit in units}


def _raw(item: items.Item, rows: Rows) -> dict[str, Any]:
    """Everything planned for an item as one amendment."""
    wanted = items.values_by_item(rows).get(("alter", item.number), {})
    raw = planned.raw_of(wanted, item.values)
    if set(RACK) & wanted.keys():  # it may have been taken out for another
        raw = {**{name: item.values[name] for name in RACK}, **raw}
    relations = item.values["relations"]
    stated = items.ties(rows)
    for row, tie in stated:
        relations = [each for each in relations if not tie.is_stated_by(each)]
        relations += [tie.row()] if row["action"] == "relate" else []
    return {**raw, "relations": relations} if stated else raw


def _create(change: Change, actor: Actor) -> list[str]:
    """New items but for those that are there by their name; their numbers."""
    made = []
    for (_action, name), values in items.values_by_item(r for r in change.items if r["action"] == "create").items():
        if Record.objects.filter(kind=CI, project_id=change.project_id, title=values.get("title", name)).exists():
            continue
        raw = {"title": name, **planned.raw_of(values, {}), "project": change.project.code, "change": change.number}
        made.append(_as_of(name, lambda: acts.open_record(process_of(CI), actor=actor, raw=raw)).number)  # noqa: B023  called at once
    return made


def _as_of(name: str, act: Callable[[], Record]) -> Record:
    """What an act answers; a refusal says of which item it is."""
    try:
        return act()
    except (Stale, Unknown):
        raise
    except Refused as refused:
        raise Refused([f"{name}: {reason}" for reason in refused.reasons]) from refused
