"""The change advisory board: an agenda, votes, a conclusion on each change, minutes, actions. Manual 8.2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Plans, Process, State
from steward.processes.change.board import panels, rules
from steward.processes.change.models import DECIDERS, BoardMeeting
from steward.processes.change.roles import AUTHORS, REVIEWERS

if TYPE_CHECKING:
    from steward.surface.rest.router import Routes


def own_operations(routes: Routes) -> None:
    """Votes and conclusions; what describes them is read only where REST is."""
    from steward.processes.change.board import rest

    rest.add(routes)


CONVENERS = REVIEWERS
HELD = ("title", "is_emergency", "starts_at", "length", "venue", "members", "agenda")

BOARD_MEETING = Process(
    kind="board_meeting",
    prefix="CAB",
    model=BoardMeeting,
    label=_("Board meeting"),
    label_plural=_("Change advisory board"),
    menu_icon="change",
    states=(
        State("planned", tone="new"),
        State("announced", tone="waiting", locks=("is_emergency",)),
        State("in_session", locks=HELD),
        State("held", tone="done", needs=("minutes_text",), locks=HELD),
        State("closed", tone="closed", locks=(*HELD, "minutes_text", "actions", "owner"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*HELD, "minutes_text"), final=True),
    ),
    moves=(
        Move(
            "announce", ("planned",), "announced", by=CONVENERS, rules=(rules.it_can_be_held,),
            notices=(Notice("agenda", ("members",)),), primary=True,
        ),
        Move(
            "begin", ("planned", "announced"), "in_session", by=CONVENERS,
            rules=(rules.it_can_be_held, rules.only_an_emergency_board_meets_unannounced), primary=True,
        ),
        Move(
            "end_meeting", ("in_session",), "held", by=CONVENERS, asks=("minutes_text",), offers=("actions",),
            rules=(rules.every_change_is_concluded,), notices=(Notice("minutes", ("members",)),), proves=("8.2.1",),
            primary=True,
        ),
        Move("close", ("held",), "closed", by=CONVENERS, rules=(rules.every_action_is_done,), primary=True),
        Move(
            "cancel", ("planned", "announced"), "cancelled", by=CONVENERS, asks=("cancel_reason",),
            notices=(Notice("cancelled", ("members",)),),
        ),
    ),
    fields=("title", "is_emergency", "starts_at", "length", "venue", "members", "agenda", "actions", "owner"),
    required=("title", "starts_at"),
    columns=("number", "title", "starts_at", "state", "customer", "owner", "updated_at"),
    filters=("state", "customer", "project", "owner", "starts_at", "tags"),
    opened_by=CONVENERS,
    amended_by=CONVENERS,
    replied_by=tuple(dict.fromkeys((*AUTHORS, *DECIDERS))),
    derives=(rules.agenda_and_members_proposed,),
    rules=(rules.its_agenda_names_changes, rules.its_people_are_known),
    service_process="change",
    audience=Audience.INTERNAL,
    plans=Plans(
        "starts_at", minutes="length", states=("planned", "announced", "in_session", "held", "closed"),
        tentative=("planned",),
    ),
    panels=(panels.agenda_at_a_glance,),
    operations=(own_operations,),
)  # fmt: skip
