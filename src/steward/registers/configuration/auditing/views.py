"""The page on which an audit is checked, on site by phone or at a desk (manual 8.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.attaching import attach
from steward.kernel.refusal import Invalid, Unknown
from steward.people.context import current_actor
from steward.registers.configuration.auditing import scanning, telling
from steward.registers.configuration.auditing.checking import RUNNING, Check, check
from steward.registers.configuration.auditing.panels import percent
from steward.registers.configuration.auditing.scanning import scan
from steward.registers.configuration.bulk.job import check_rows
from steward.registers.configuration.bulk.reading import read_file
from steward.registers.configuration.import_page import AT_ONCE
from steward.registers.configuration.models import Verdict
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from typing import BinaryIO

    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process

SEE_OTHER = 303
# So many fields may differ on one form; programs tell as many as they like.
ROWS = range(3)
NEXT = 30
FIELDS = ("item", "verdict", "note", "times", "photo", *(f"{name}.{row}" for row in ROWS for name in ("field", "seen")))


@takes(*FIELDS)
def checked(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """What is left to check; `?item=` opens a line; sent, it keeps what was found and asks for the next."""
    actor = current_actor()
    audit = acts.fetch(process, number, actor)
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    if request.method == "POST":
        return _kept(request, process, number)
    asked = request.GET.get("item", "").strip().upper()[:60]
    stands = telling.standing_of(audit.pk, actor, item=asked, left=not asked, most=NEXT)
    line = stands.lines[0] if asked and stands.lines else None
    context = {
        "process": process, "audit": audit, "asked": asked, "counts": stands.counts,
        "rate": percent(stands.counts.rate), "line": line,
        "facts": telling.facts_of(audit.pk, asked) if line else None,
        "left": [] if asked else stands.lines,
        "is_running": audit.state == RUNNING,
        "rows": ROWS, "verdict": Verdict, "shell": shell(request),
    }  # fmt: skip
    return render(request, "configuration/audit_check.html", context)


@takes("files")
def compared(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """A scan as CSV, Excel or facts of Ansible, held against the lines."""
    actor = current_actor()
    acts.fetch(process, number, actor)
    files = [each for each in request.FILES.getlist("files") if each.size]
    if not files:
        raise Invalid({"files": [_("Choose a file first.")]})
    tables = [table for each in files for table in read_file((each.name or "?")[:100], each.read())]
    check_rows(tables, AT_ONCE)
    found = scan(number, tables, ", ".join(each.name or "?" for each in files), actor=actor)
    text = _("Scan: %(right)d lines as recorded, %(differing)d otherwise.")
    messages.success(request, text % {"right": found.right, "differing": found.differing})
    for sentence in scanning.told(found):
        messages.warning(request, sentence)
    return HttpResponseRedirect(f"/{process.kind}/{number}/", status=SEE_OTHER)


def _kept(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    given, actor = request.POST, current_actor()
    pairs = [(given.get(f"field.{row}", ""), given.get(f"seen.{row}", "")) for row in ROWS]
    times = given.get("times", "")
    item = given.get("item", "").strip().upper()
    found = Check(
        verdict=given.get("verdict", ""), item=item, note=given.get("note", ""),
        differences=tuple((column, seen) for column, seen in pairs if column),
        times=int(times) if times.isascii() and times.isdigit() and len(times) < 6 else None,  # noqa: PLR2004  nobody checks a line so often
    )  # fmt: skip
    line = check(number, found, actor=actor)
    photo = request.FILES.get("photo")
    if photo is not None and photo.size:
        attach(
            process, number, actor=actor, name=" ".join(filter(None, (item, photo.name))),
            media_type=photo.content_type or "", content=cast("BinaryIO", photo.file),
        )  # fmt: skip
    what = item or line.note[:60]
    messages.success(request, _("%(what)s: %(verdict)s.") % {"what": what, "verdict": Verdict(line.verdict).label})
    return HttpResponseRedirect(f"/{process.kind}/{number}/check/", status=SEE_OTHER)
