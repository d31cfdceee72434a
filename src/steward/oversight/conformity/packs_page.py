"""Audit packs: asking for one, how far it is, and those that were made with their seals (manual 1.2.2)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.refusal import Refused, Unknown
from steward.oversight.conformity import guests
from steward.oversight.conformity.map_page import CARDS
from steward.oversight.conformity.models import AskedPack, Pack
from steward.oversight.conformity.pack import asking, store
from steward.oversight.conformity.places import READERS
from steward.oversight.conformity.wording import words
from steward.people.context import current_actor, now
from steward.surface.accepting import takes
from steward.surface.shell import shell
from steward.surface.sizes import size_text

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from steward.people.actor import Actor

SECONDS = 2
MOST_SHOWN = 50


@takes("language", "step")
def packs(request: HttpRequest) -> HttpResponse:
    """The page; POST asks for a pack in `language`, or gives the one under way up (`step` is `cancel`)."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    if reasons := policy.why_not_hold((*READERS, *asking.MAKERS), actor):
        raise Refused(reasons)
    if request.method == "POST":
        if request.POST.get("step") == "cancel":
            asking.cancel(actor)
        else:
            asking.ask(request.POST.get("language", ""), actor)
        return HttpResponseRedirect(request.path, status=303)
    return render(request, "conformity/packs.html", {**_shown(actor), "shell": shell(request)})


def _shown(actor: Actor) -> dict[str, Any]:
    last = AskedPack.objects.filter(user_id=actor.id).order_by("-pk").first()
    if last and last.ended_at and not last.seen_at:
        AskedPack.objects.filter(pk=last.pk).update(seen_at=now())
    is_under_way = last is not None and last.state in AskedPack.UNFINISHED
    made = Pack.objects.select_related("user__person", "asked")
    made = made.annotate(saved=Count("taken"), saved_at=Max("taken__taken_at"))
    return {
        "reasons": list(map(str, policy.why_not_hold(asking.MAKERS, actor))),
        "under_way": last if is_under_way else None,
        "percent": store.progress_of(last) if last and is_under_way else 0,
        "stopped": str(asking.WHY.get(last.why, "")) if last else "",
        "refresh_seconds": SECONDS if is_under_way else None,
        "packs": [_row(each) for each in made.order_by("-made_at", "-pk")[:MOST_SHOWN]],
        "cards": CARDS,
        "keeps_guests": actor.holds_anywhere(guests.KEEPERS),
        "language": "zh" if actor.language.startswith("zh") else "en",
        **words(actor.zone),
    }


def _row(pack: Any) -> dict[str, Any]:
    asked = getattr(pack, "asked", None)
    there = asked is not None and store.place_of(asked).exists()
    return {
        "pack": pack,
        "counts": Counter(pack.verdicts.values()),
        "size": size_text(pack.size),
        "file_url": f"/conformity/packs/{asked.pk}/file/" if asked is not None and there else None,
    }


def download(_request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a pack, to be saved; that it was is kept. Raises Unknown, Refused."""
    asked, place = asking.file_of(current_actor(), pk)
    name = f"audit-pack-{asked.pack.day}-{asked.language}.zip" if asked.pack else ""
    response = FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
