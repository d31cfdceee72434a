"""The pages of exports: a short list at once, a long one as a job, and “My exports” with how far each is."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from steward.kernel.catalogue import process_of
from steward.people.context import current_actor, now
from steward.surface import listing, times
from steward.surface.accepting import takes
from steward.surface.exports import asking, rows
from steward.surface.exports.sheets import FORMS, sheet
from steward.surface.list_filters import Bar
from steward.surface.list_page import listing_columns
from steward.surface.models import Export
from steward.surface.printing.frame import PAPERS
from steward.surface.shell import shell
from steward.surface.sizes import size_text

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from steward.kernel.process import Process
    from steward.people.actor import Actor

SECONDS = 2
STATES = {
    Export.WAITING: (pgettext_lazy("export", "waiting"), "neutral"),
    Export.RUNNING: (pgettext_lazy("export", "being written"), "info"),
    Export.DONE: (pgettext_lazy("export", "ready"), "good"),
    Export.STOPPED: (pgettext_lazy("export", "stopped"), "bad"),
    Export.CANCELLED: (pgettext_lazy("export", "cancelled"), "neutral"),
}


@takes()
def export(request: HttpRequest, process: Process, form: str) -> HttpResponse:
    """The list as a file; a POST writes it in the background, and a long one is offered that by a GET."""
    actor, params = current_actor(), dict(request.GET.lists())
    asking.form_named(form)
    if request.method == "POST":
        asking.ask(process, form, params, actor)
        return HttpResponseRedirect(reverse("exports"), status=303)
    narrowed = rows.narrowed_for(process, actor, params)
    bar, (at_once, _most) = Bar(process, actor, narrowed, params), rows.LIMITS[form]
    if listing.count_of(narrowed, at_once + 1) > at_once:
        return _offer(request, bar, form)
    response = HttpResponse(_at_once(bar, form), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{process.kind}.{form}"'
    return response


def _at_once(bar: Bar, form: str) -> bytes:
    out, narrowed = io.BytesIO(), bar.narrowed
    columns = listing_columns(narrowed.process, narrowed.actor)
    # More than were counted, for the rows that came in between.
    found, _end = rows.chunk(replace(narrowed, limit=2 * rows.LIMITS[form][0]), columns)
    paper = rows.paper_around(narrowed, asking.words_of(bar, narrowed)) if form in PAPERS else None
    written = sheet(form, out, rows.head(narrowed.process, columns), paper=paper)
    written.add(found)
    written.close()
    return out.getvalue()


def _offer(request: HttpRequest, bar: Bar, form: str) -> HttpResponse:
    at_once, most = rows.LIMITS[form]
    context = {
        "label": str(bar.process.label_plural),
        "form": form.upper(),
        "words": [chip["label"] for chip in bar.chips()],
        "most_at_once": f"{at_once:,}",
        "most": f"{most:,}",
        "ask_url": request.get_full_path(),
        "back_url": bar.url(),
        "shell": shell(request),
    }
    return render(request, "surface/export_offer.html", context)


def mine(request: HttpRequest) -> HttpResponse:
    """My exports; asked by a script, the list alone. What is ready counts as seen from now on."""
    actor = current_actor()
    found = list(asking.exports_of(actor)[: asking.SHOWN])
    if any(each.ended_at and not each.seen_at for each in found):
        asking.exports_of(actor).filter(ended_at__isnull=False, seen_at__isnull=True).update(seen_at=now())
    context: dict[str, Any] = {
        "exports": [_shown(each, actor) for each in found],
        "refresh_seconds": SECONDS if any(each.is_unfinished for each in found) else None,
    }
    if "HX-Request" in request.headers:
        return render(request, "surface/exports_list.html", context)
    return render(request, "surface/exports.html", {**context, "shell": shell(request)})


def _shown(export: Export, actor: Actor) -> dict[str, Any]:
    label, tone = STATES[export.state]
    process = process_of(export.kind)
    return {
        "title": f"{process.label_plural} · {export.form.upper()}",
        "words": export.words,
        "state": str(label),
        "tone": tone,
        "why": str(asking.WHY.get(export.why, "")),
        "rows": _rows(export),
        "done": export.done,
        "total": export.total,
        "unfinished": export.is_unfinished,
        "when": times.ago(export.made_at, now(), actor.zone),
        "size": size_text(export.size) if export.size is not None else "",
        "file_url": reverse("export_file", kwargs={"pk": export.pk}) if export.state == Export.DONE else None,
        "cancel_url": reverse("export_cancel", kwargs={"pk": export.pk}) if export.is_unfinished else None,
    }


def _rows(export: Export) -> str:
    if export.total is None:
        return ""
    return _("%(done)s of %(total)s rows") % {"done": f"{export.done:,}", "total": f"{export.total:,}"}


@takes()
def cancel(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001  the signature of a view
    """Gives an export up."""
    asking.cancel(current_actor(), pk)
    return HttpResponseRedirect(reverse("exports"), status=303)


def download(_request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of an export."""
    return file_answer(current_actor(), pk)


def file_answer(actor: Actor, pk: int) -> FileResponse:
    """A finished file, to be saved and never shown in the page's own origin. Raises Unknown, Refused."""
    found, place = asking.file_of(actor, pk)
    content = place.open("rb")
    response = FileResponse(content, as_attachment=True, filename=found.file_name, content_type=FORMS[found.form])
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
