"""My notices: what was told to me, marked as read when I go there, and what I want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steward.channel.notices import wishes
from steward.channel.notices.wording import line, title_of
from steward.kernel.models import NoticeRow
from steward.kernel.names import names_of
from steward.people.context import current_actor, now
from steward.people.models import User
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from steward.kernel.names import Names
    from steward.people.actor import Actor

PAGE = 50
# Icon and tone by template.
_LOOKS = {
    "warning": ("clock", "warn"),
    "breach": ("clock", "bad"),
    "solution": ("done", "good"),
    "replied": ("commented", "info"),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The latest notices, newest first."""
    actor = current_actor()
    rows = NoticeRow.objects.filter(user_id=actor.id).select_related("record", "entry").order_by("-id")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:  # noqa: PLR2004  a bigint
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    names = names_of({"user": {row.entry.actor_id for row in found}})
    context = {
        "shell": shell(request),
        "notices": [_shown(row, names, actor) for row in found[:PAGE]],
        "mark_read_url": reverse("notices_read") if any(row.read_at is None for row in found) else None,
        "preferences_url": reverse("notice_preferences"),
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else None,
        "empty": None,
    }
    return render(request, "surface/notices.html", context)


def _shown(row: NoticeRow, names: Names, actor: Actor) -> dict[str, Any]:
    clock, level = (str(row.entry.changes.get(name, [None, ""])[1]) for name in ("clock", "level"))
    values = {
        "number": row.record.number,
        "title": title_of(row.record),
        "who": names.name("user", row.entry.actor_id) or _("the provider"),
        "clock": pgettext("clock", clock.replace("_", " ").capitalize()) if clock else "",
        "share": level,
    }
    icon, tone = _LOOKS.get(row.template, ("bell", "neutral"))
    return {
        "when": times.ago(row.made_at, now(), actor.zone),
        "when_full": times.full(row.made_at, actor.zone),
        "text": line(row.template, values),
        "url": reverse("notice", kwargs={"pk": row.pk}),
        "unread": row.read_at is None,
        "icon": icon,
        "tone": tone,
    }


@require_GET
def go(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001  the signature of a view
    """Marks a notice as read and shows its record."""
    row = NoticeRow.objects.filter(user_id=current_actor().id, pk=pk).select_related("record").first()
    if row is None:
        raise Http404
    NoticeRow.objects.filter(pk=row.pk, read_at__isnull=True).update(read_at=now())
    return HttpResponseRedirect(f"/{row.record.kind}/{row.record.number}/")


@require_POST
@takes()
def mark_read(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  the signature of a view
    """Marks all as read."""
    NoticeRow.objects.filter(user_id=current_actor().id, read_at__isnull=True).update(read_at=now())
    return HttpResponseRedirect(reverse("notices"), status=303)


@require_http_methods(["GET", "POST"])
@takes(*(f"{name}.{way}" for name in wishes.TEMPLATES for way in wishes.WAYS))
def preferences(request: HttpRequest) -> HttpResponse:
    """What I want to be told of, in the page and by mail."""
    actor = current_actor()
    if request.method == "POST":
        chosen = {name: {way: f"{name}.{way}" in request.POST for way in wishes.WAYS} for name in wishes.TEMPLATES}
        wishes.keep(actor.id, chosen)
        return HttpResponseRedirect(reverse("notices"), status=303)
    held = User.objects.values_list("notice_preferences", flat=True).get(pk=actor.id)
    context = {"shell": shell(request), "rows": _rows(held), "ways": [_("In the page"), _("By mail")]}
    return render(request, "notices/preferences.html", context)


def _rows(held: dict[str, dict[str, bool]]) -> Sequence[dict[str, Any]]:
    return [
        {
            "label": str(label),
            "boxes": [{"name": f"{name}.{way}", "on": wishes.wants(held, name, way)} for way in wishes.WAYS],
        }
        for name, label in wishes.TEMPLATES.items()
    ]
