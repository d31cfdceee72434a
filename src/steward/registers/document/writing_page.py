"""Writing an edition in the browser: one section at a time, or a whole text in both languages (manual 1.4.3, 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.refusal import Invalid, Refused, Stale
from steward.people.context import current_actor
from steward.registers.document import queries
from steward.registers.document.text import sections
from steward.registers.document.text.shown import Known, shown
from steward.surface.accepting import takes
from steward.surface.printing.frame import company_of
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.document.text.sections import Row

FIELDS = ("heading_zh", "heading_en", "zh", "en")
WHOLE = ("whole_zh", "whole_en")
MOST_DIGITS = 4


@takes("sub", "section", "after", "step", *FIELDS, *WHOLE)
def write(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """The form of `?section=`, or of the whole text (`?section=0`); a preview is shown beside and saves nothing.

    Raises Unknown, and Refused where the edition may no longer be written.
    """
    actor = current_actor()
    record: Any = acts.fetch(process, number, actor)
    reasons = policy.why_not_amend(process, record, actor, ("sections",))
    if reasons:
        raise Refused(reasons)
    place = _place(request, record.sections)
    typed = {name: request.POST.get(name, "") for name in ("sub", *FIELDS, *WHOLE)}
    refused: Refused | None = None
    if request.method == "POST" and request.POST.get("step") != "preview":
        try:
            following = _save(request, process, record, place, typed, actor)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(f"/edition/{number}/text/?section={following}", status=303)
    context = {
        "record": record,
        "place": place,
        "toc": sections.sections_of(record.sections),
        "values": typed if request.method == "POST" else _stands(record.sections, place),
        # Whoever has seen what somebody else saved may save over it.
        "version": record.version if isinstance(refused, Stale) else request.POST.get("version", record.version),
        "theirs": _stands(record.sections, place) if isinstance(refused, Stale) else {},
        "errors": [str(reason) for reason in refused.reasons] if refused else [],
        "preview": _preview(record, typed, actor) if request.POST.get("step") == "preview" else None,
        "shell": shell(request),
    }
    status = 409 if isinstance(refused, Stale) else 422 if refused else 200
    return render(request, "document/writing.html", context, status=status)


def _place(request: HttpRequest, rows: list[Row]) -> int:
    """Which section is written: 1 and on, one behind the last for a new one, 0 for the whole text."""
    given = request.POST.get("section", request.GET.get("section", "1"))
    place = int(given) if given.isascii() and given.isdigit() and len(given) < MOST_DIGITS else -1
    if not 0 <= place <= len(rows) + 1:
        raise Invalid({"section": [_("There is no section %(place)s.") % {"place": given[:10]}]})
    return place


def _stands(rows: list[Row], place: int) -> dict[str, str]:
    if place == 0:
        return {"whole_zh": sections.whole(rows, "zh"), "whole_en": sections.whole(rows, "en")}
    row = rows[place - 1] if place <= len(rows) else {}
    return {name: str(row.get(name, "")) for name in FIELDS} | {"sub": "on" if row.get("sub") else ""}


def _save(request: HttpRequest, process: Process, record: Any, place: int, typed: dict[str, str], actor: Actor) -> int:
    """Writes it; answers the section that is written next. Raises Invalid, Stale or Refused."""
    rows: list[Row] = list(record.sections)
    if place == 0:
        rows = _from_whole(typed)
    else:
        row = {name: typed[name] for name in FIELDS} | {"sub": bool(typed["sub"])}
        rows[place - 1 : place] = [row] if any(row[name] for name in FIELDS) else []
    if request.POST.get("step") == "insert":
        rows.insert(place, {"heading_zh": _("New section"), "heading_en": "New section"})
    given = request.POST.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() else -1
    acts.amend(process, record.number, actor=actor, raw={"sections": rows}, version=version)
    return min(place + (request.POST.get("step") in ("next", "insert")), len(rows)) if place else 0


def _from_whole(typed: dict[str, str]) -> list[Row]:
    try:
        return sections.rows_of(*(typed[name].replace("\r\n", "\n") for name in WHOLE))
    except sections.UnlikeError as unlike:
        text = _("The languages part at “%(zh)s” and “%(en)s”: both have the same sections, in the same order.")
        raise Invalid({"whole_en": [text % {"zh": unlike.args[0], "en": unlike.args[1]}]}) from unlike


def _preview(record: Any, typed: dict[str, str], actor: Actor) -> list[tuple[str, Any]]:
    """What was typed as it will be read, in both languages."""
    rows: list[Row] = [{"zh": typed["zh"] or typed["whole_zh"], "en": typed["en"] or typed["whole_en"]}]
    known: Known = queries.known_to_rows(record.pk, record.number, rows, company_of(actor))
    return [(typed["heading_zh"], shown(rows[0]["zh"], known)), (typed["heading_en"], shown(rows[0]["en"], known))]
