"""An import by a job: how far it is, what it would do, the second word, and every row at fault (manual 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.people.context import current_actor, now
from steward.registers.configuration.bulk.job import CI, TASK
from steward.registers.configuration.import_page import check_keeper
from steward.surface.accepting import takes
from steward.surface.imports import asking, store
from steward.surface.models import Import
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor

SECONDS = 2
# Rows at fault on one page.
SHOWN = 500
_NOT_BEGUN = {"phase": "", "done": 0, "total": 0}


@takes("step")
def followed(request: HttpRequest, process: Process, pk: int) -> HttpResponse:
    """The page; POST says `step`: `write` the second word, `cancel` that it is given up."""
    actor = current_actor()
    check_keeper(process, actor)
    one = asking.import_of(actor, CI, pk)
    if request.method == "POST":
        if request.POST.get("step") == "write":
            asking.write(one, TASK, actor)
        else:
            asking.cancel(one, actor)
        return HttpResponseRedirect(request.path, status=303)
    if one.ended_at and not one.seen_at:
        asking.imports_of(actor).filter(pk=pk).update(seen_at=now())
    context = {**_shown(one, actor, request.GET.get("from", "")), "shell": shell(request), "process": process}
    return render(request, "configuration/import_run.html", context)


def _shown(one: Import, actor: Actor, start: str) -> dict[str, Any]:
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0  # noqa: PLR2004  as many as are told
    faults, left_out = one.told.get("faults", []), one.told.get("left_out", [])
    told = faults or left_out
    return {
        "one": one,
        "progress": progress_told(one),
        "refresh_seconds": SECONDS if one.is_unfinished else None,
        "faults": faults[first : first + SHOWN],
        "left_out": [] if faults else left_out[first : first + SHOWN],
        "first": first,
        "next": first + SHOWN if len(told) > first + SHOWN else None,
        "told": len(told),
        "may_write": one.state == Import.READY and not faults and not one.told.get("is_empty"),
        "mine": asking.imports_of(actor).exclude(pk=one.pk)[:5],
        "state_of": state_label,
    }


def progress_told(one: Import) -> dict[str, Any]:
    """How far it is, in words and numbers."""
    found: dict[str, Any] = store.progress_of(one) if one.state == Import.RUNNING else _NOT_BEGUN
    words = {
        "reading": _("The files are read."),
        "checking": _("Rows are checked: %(done)s of %(total)s"),
        "writing": _("Items are written: %(done)s of %(total)s"),
    }
    numbers = {"done": f"{found['done']:,}", "total": f"{found['total']:,}"}
    return {**found, "text": words.get(found["phase"], _("It waits for its turn.")) % numbers}


def state_label(one: Import) -> str:
    """Where it stands, in a word."""
    words = {
        Import.WAITING: pgettext("import", "waiting"),
        Import.RUNNING: pgettext("import", "at work"),
        Import.READY: pgettext("import", "checked"),
        Import.DONE: pgettext("import", "written"),
        Import.STOPPED: pgettext("import", "stopped"),
        Import.CANCELLED: pgettext("import", "cancelled"),
    }
    return words[one.state]
