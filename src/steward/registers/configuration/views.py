"""Pages of the chapter's own: impact, an item through time, a place with its racks (manual 8.1.5, 8.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.models import Record
from steward.kernel.names import names_of
from steward.kernel.refusal import Invalid, Unknown
from steward.people.context import current_actor, now
from steward.registers.configuration import asked, history, impact_page, queries, racks
from steward.registers.configuration.models import Place
from steward.registers.configuration.points import points_of
from steward.surface import cells, times
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process
    from steward.people.register import Register

MOST_INSIDE = 400


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"configuration/{name}.html", {**context, "shell": shell(request)})


def impact(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """Who fails with an item, or (`?way=needed`) what it needs; `?at=` at a moment."""
    actor = current_actor()
    item = asked.item_numbered(process, number, actor)
    at, way = asked.moment(request.GET.get("at", ""), actor), asked.way(request.GET.get("way", ""))
    found = impact_page.answer(item, way, at)
    counts = found.counts
    context = {
        "item": item,
        "way": way,
        "at": request.GET.get("at", ""),
        "at_text": times.short(at, actor.zone) if at else "",
        "lines": [line for line in impact_page.told(found) if line["part"] != "start"],
        "graph": impact_page.drawn(found),
        "counts": [(impact_page.part_label(part), counts[part]) for part in impact_page.PARTS[1:] if counts[part]],
        "is_cut": len(found.items) > impact_page.MOST_DRAWN,
        "drawn": impact_page.MOST_DRAWN,
    }
    return _page(request, "impact", context)


def through_time(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """The revisions of an item; its state at a moment (`?at=`) compared with another (`?to=`), or with now."""
    actor = current_actor()
    item = asked.item_numbered(process, number, actor)
    at, to = (asked.moment(request.GET.get(name, ""), actor, name) for name in ("at", "to"))
    then = history.revision_at(item.pk, at) if at else None
    later = history.revision_at(item.pk, to or now()) if at else None
    made = history.revisions_of(item.pk)
    names = names_of({"record": {each.change_id for each in made}})
    context = {
        "item": item,
        "at": request.GET.get("at", ""),
        "to": request.GET.get("to", ""),
        "asked": at is not None,
        "not_yet": at is not None and then is None,
        "facts": history.facts(then.snapshot, later.snapshot, actor) if then and later else [],
        "revisions": [
            {
                "revision": each.revision,
                "from": times.full(each.valid_from, actor.zone),
                "at": each.valid_from.isoformat(),
                "change": names.key("record", each.change_id),
            }
            for each in made
        ],
    }
    return _page(request, "history", context)


def points(request: HttpRequest, process: Process) -> HttpResponse:
    """What alone takes a service down, for the service that is chosen."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    rows = Record.objects.filter(policy.visible_to(actor), kind="service", state="active").order_by("title")
    services = list(rows.values("pk", "number", "title", "title_en")[:MOST_INSIDE])
    chosen = request.GET.get("service", "")
    service = next((each["pk"] for each in services if each["number"] == chosen), None)
    if chosen and service is None:
        raise Invalid({"service": [_("There is no record “%(number)s”.") % {"number": chosen[:60]}]})
    context = {
        "process": process,
        "services": [(each["number"], cells.title_of(each)) for each in services],
        "chosen": chosen,
        "found": points_of(service) if service else None,
    }
    return _page(request, "points", context)


def place(request: HttpRequest, register: Register, pk: int) -> HttpResponse:
    """A place: what is in it, what stands there; a rack from both sides."""
    actor = current_actor()
    seen = Place.objects.filter(party_id__any_of=actor.scope.parties) if actor.is_provider else Place.objects.none()
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Unknown([_("There is no such row.")])
    units = racks.units_of(found) if found.units else []
    context = {
        "place": found,
        "inside": list(seen.filter(parent_id=pk).order_by("code")[:MOST_INSIDE]),
        "items": [] if units else queries.items_at(pk),
        "units": units,
        "free": racks.free_units(units),
        "crumb": {"label": str(register.label_plural), "url": "/registers/place/"},
        "edit_url": f"/registers/place/{pk}/",
    }
    return _page(request, "place", context)
