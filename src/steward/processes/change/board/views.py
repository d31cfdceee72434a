"""The room of a board: its agenda on a screen and on a phone, a vote with one touch, the chair's conclusion (8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.refusal import Refused
from steward.people.context import current_actor
from steward.processes.change.board.deciding import conclude, vote
from steward.processes.change.board.room import room_of
from steward.processes.change.board.words import Conclusion, Verdict
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.cells import state_cell
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process

SEE_OTHER = 303


def room(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """The meeting as its members have it before them. Raises Unknown, Refused for contacts."""
    actor = current_actor()
    meeting = acts.fetch(process, number, actor)
    if not actor.is_provider:
        raise Refused([_("The board is for the provider's people.")])
    state = process.state(meeting.state)
    context = {
        "meeting": meeting,
        "room": room_of(meeting, actor),  # type: ignore[arg-type]  # what its process says
        "starts": times.short(meeting.starts_at, actor.zone) if meeting.starts_at else "",  # type: ignore[attr-defined]  # a meeting
        "state": {**state_cell(state), "label": state.label},
        "in_session": meeting.state == "in_session",
        "verdicts": [{"value": value, "label": str(label)} for value, label in Verdict.choices],
        "conclusions": [{"value": value, "label": str(label)} for value, label in Conclusion.choices],
        "kind_label": str(process.label_plural),
    }
    return render(request, "change/board_room.html", {**context, "shell": shell(request)})


@takes("change", "verdict", "remark")
def cast(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """A member's vote on a change."""
    sent = {name: request.POST.get(name, "") for name in ("change", "verdict", "remark")}
    vote(number, actor=current_actor(), **sent)
    messages.success(request, _("Your vote on %(change)s is kept.") % {"change": sent["change"]})
    return _back(process, number, sent["change"])


@takes("change", "conclusion", "remark")
def close(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """What the chair concludes on a change."""
    sent = {name: request.POST.get(name, "") for name in ("change", "conclusion", "remark")}
    state = conclude(number, actor=current_actor(), **sent)
    if sent["conclusion"] == Conclusion.APPROVED and state == "awaiting_approval":
        text = _("%(change)s is concluded; it still waits for lines of its approval that nobody here speaks for.")
        messages.info(request, text % {"change": sent["change"]})
    else:
        messages.success(request, _("%(change)s is concluded.") % {"change": sent["change"]})
    return _back(process, number, sent["change"])


def _back(process: Process, number: str, change: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/{process.kind}/{number}/room/#{change}", status=SEE_OTHER)
