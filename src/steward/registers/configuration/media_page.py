"""The definitive media library on a page; a button reads a kept file again (manual 8.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.people.context import current_actor
from steward.registers.configuration import asked, media
from steward.registers.configuration.models import MediaCheck
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process


@takes("number")
def library(request: HttpRequest, process: Process) -> HttpResponse:
    """Of one project, the first where none is chosen; sent, it checks the medium of that number again."""
    actor = current_actor()
    projects, chosen = asked.project_chosen(request.GET.get("project", ""), actor)
    if request.method == "POST":
        number = request.POST.get("number", "").strip().upper()[:60]
        made = media.check_again(process, number, actor=actor)
        tell = messages.success if made.outcome == MediaCheck.Outcome.MATCHES else messages.error
        tell(request, _("%(what)s: %(verdict)s.") % {"what": number, "verdict": MediaCheck.Outcome(made.outcome).label})
        return HttpResponseRedirect(request.get_full_path(), status=303)
    found = media.library_of(chosen.pk, actor) if chosen else []
    context = {
        "process": process,
        "projects": projects,
        "chosen": chosen,
        "media": found,
        "flaws": sum(each.flaw for each in found),
        "outcomes": dict(MediaCheck.Outcome.choices),
        "may_check": not policy.why_not_hold(process.amended_by, actor),
        "shell": shell(request),
    }
    return render(request, "configuration/media.html", context)
