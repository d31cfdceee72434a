"""Release management's own buttons: drafting note and guide, ticking steps off (manual 9.1.3-9.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of
from steward.people.context import current_actor
from steward.processes.release.drafting import draft
from steward.processes.release.ticking import tick
from steward.surface.accepting import takes

if TYPE_CHECKING:
    from django.http import HttpRequest

SEE_OTHER = 303


@takes()
def draft_texts(request: HttpRequest, number: str) -> HttpResponse:
    """Fills in what is empty of release note and installation guide."""
    filled = draft(number, actor=current_actor())
    labels = _(", ").join(str(field_of(process_of("release"), name).verbose_name) for name in filled)
    messages.success(request, _("Drafted: %(texts)s. Read and amend them.") % {"texts": labels})
    return HttpResponseRedirect(f"/release/{number}/", status=SEE_OTHER)


@takes("step")
def tick_step(request: HttpRequest, number: str) -> HttpResponse:
    """Ticks one step off, or takes its mark away."""
    tick(number, request.POST.get("step", ""), actor=current_actor())
    return HttpResponseRedirect(f"/rollout/{number}/", status=SEE_OTHER)
