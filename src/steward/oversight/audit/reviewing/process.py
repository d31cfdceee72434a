"""Management reviews: gather, conclude, decide, follow. Manual 2.1.11, 3.3.3, 3.4.3."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, Raises, State
from steward.oversight.audit import panels
from steward.oversight.audit.models import ManagementReview
from steward.oversight.audit.reviewing import inputs, on_paper, rules

ORGANISERS = (
    "general_manager",
    "top_management",
    "management_representative",
    "quality_manager",
    "technical_operations_manager",
    "hr_supervisor",
)
CONVENED = ("title", "held_on", "venue", "influences")

STATES = (
    State("planned", tone="new"),
    # What was gathered is never gathered again: the review is about this moment.
    State("prepared", locks=("influences",)),
    State("held", needs=("attendees", "conclusions"), locks=(*CONVENED, "attendees")),
    State("closed", tone="closed", locks=(*CONVENED, "attendees", "resolutions", "owner"), final=True),
    State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*CONVENED, "attendees"), final=True),
)

MOVES = (
    Move(
        "gather_inputs",
        ("planned",),
        "prepared",
        by=ORGANISERS,
        offers=("influences",),
        derives=(inputs.inputs_gathered,),
        proves=("3.4.3",),
        primary=True,
    ),
    Move(
        "record_conclusions",
        ("prepared",),
        "held",
        by=ORGANISERS,
        asks=("attendees", "conclusions", "resolutions"),
        rules=(rules.it_has_taken_place, rules.top_management_attended),
        notices=(Notice("assigned", ("owner", "management_representative", "quality_manager")),),
        proves=("2.1.11", "3.4.3"),
        primary=True,
    ),
    Move(
        "close",
        ("held",),
        "closed",
        by=ORGANISERS,
        rules=(rules.every_decision_is_done,),
        proves=("3.3.3",),
        primary=True,
    ),
    Move(
        "cancel",
        ("planned", "prepared"),
        "cancelled",
        by=ORGANISERS,
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("author", "owner", "watchers")),),
    ),
)

MANAGEMENT_REVIEW = Process(
    kind="management_review",
    prefix="MRV",
    model=ManagementReview,
    label=_("Management review"),
    label_plural=_("Management reviews"),
    menu_icon="people",
    states=STATES,
    moves=MOVES,
    fields=(*CONVENED, "owner", "attendees", "resolutions"),
    required=("title", "held_on"),
    columns=("number", "title", "state", "held_on", "gathered_at", "owner", "updated_at"),
    filters=("state", "owner", "held_on", "project", "opened_at", "closed_at", "tags", "tied"),
    opened_by=ORGANISERS,
    amended_by=ORGANISERS,
    replied_by=ORGANISERS,
    rules=(rules.its_people_are_known, rules.its_decisions_follow_it),
    notices=(Notice("assigned", ("owner", "team")),),
    audience=Audience.INTERNAL,
    panels=(panels.inputs_frozen,),
    on_paper=(on_paper.inputs,),
    links=("related_to", "followed_by"),
    raises=(
        Raises("nonconformity", "followed_by", (("conclusions", "description"),)),
        Raises("change", "followed_by", (("conclusions", "description"),)),
        Raises("improvement", "followed_by", (("conclusions", "description"),)),
    ),
)
