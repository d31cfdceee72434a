"""Meetings: planned, held with minutes, closed when every action is done. Manual 2.1.8, 2.1.9."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, Raises, State
from steward.registers.organisation.meetings import rules
from steward.registers.organisation.models import Meeting
from steward.registers.organisation.roles import ORGANISERS

CONVENED = ("title", "title_en", "sort", "communication", "starts_at", "length", "venue", "topics")

MEETING = Process(
    kind="meeting",
    prefix="MTG",
    model=Meeting,
    label=_("Meeting"),
    label_plural=_("Meetings"),
    menu_icon="calendar",
    states=(
        State("planned", tone="new"),
        State("held", needs=("minutes_text", "members"), locks=(*CONVENED, "members")),
        State("closed", tone="closed", locks=(*CONVENED, "members", "actions", "owner"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*CONVENED, "members"), final=True),
    ),
    moves=(
        Move("invite", ("planned",), "planned", by=ORGANISERS, notices=(Notice("invited", ("members", "owner")),)),
        Move(
            "record_minutes",
            ("planned",),
            "held",
            by=ORGANISERS,
            asks=("members", "minutes_text"),
            offers=("actions",),
            rules=(rules.it_has_begun, rules.somebody_attended),
            notices=(Notice("minutes", ("members", "owner")),),
            proves=("2.1.8", "2.1.9"),
            primary=True,
        ),
        Move(
            "close",
            ("held",),
            "closed",
            by=ORGANISERS,
            rules=(rules.every_action_is_done,),
            proves=("2.1.8",),
            primary=True,
        ),
        Move(
            "cancel",
            ("planned",),
            "cancelled",
            by=ORGANISERS,
            asks=("cancel_reason",),
            notices=(Notice("cancelled", ("members", "owner", "watchers")),),
        ),
    ),
    fields=(*CONVENED, "owner", "members", "actions"),
    required=("title", "starts_at"),
    columns=("number", "title", "state", "sort", "starts_at", "owner", "updated_at"),
    filters=("state", "sort", "starts_at", "owner", "project", "opened_at", "closed_at", "tags", "tied"),
    opened_by=ORGANISERS,
    amended_by=ORGANISERS,
    replied_by=ORGANISERS,
    rules=(rules.its_actions_are_for_people_of_ours, rules.its_actions_follow_it),
    notices=(Notice("assigned", ("owner", "team")),),
    tells=(Notice("actions_late", ("owner", "author", "watchers")),),
    audience=Audience.INTERNAL,
    links=("related_to", "followed_by"),
    raises=(
        Raises("nonconformity", "followed_by", (("minutes_text", "description"),)),
        Raises("change", "followed_by", (("minutes_text", "description"),)),
    ),
)
