"""Improvements: from a baseline to a goal, measured, verified by another and reported. Manual 3.4.4."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, Raises, State
from steward.oversight.audit import panels
from steward.oversight.audit.correcting.process import LEADERS, REMINDERS, VERIFIERS, WORKERS
from steward.oversight.audit.improving import rules
from steward.oversight.audit.models import Improvement

DECIDERS = ("general_manager", "top_management", *LEADERS)
NAMED = ("title", "title_en", "service", "spring", "clause", "description")
# What is settled before anything is done (3.4.4): without it nobody could tell whether it got better.
SETTLED = ("baseline", "goal", "measure", "inform", "due_on")
RESULT = ("measured_on", "measured")
ENDED = (*NAMED, *SETTLED, *RESULT, "steps", "owner", "team")

STATES = (
    State("proposed", tone="new"),
    State("under_way", needs=(*SETTLED, "owner"), locks=("baseline", "goal", "measure")),
    State("awaiting_verification", tone="waiting", needs=(*SETTLED, *RESULT), locks=ENDED),
    State("verified", tone="done", needs=(*SETTLED, *RESULT, "verification"), locks=ENDED),
    State("closed", tone="closed", needs=("reported_to", "reported_on"), locks=ENDED, final=True),
    State("cancelled", tone="dropped", needs=("cancel_reason",), locks=ENDED, final=True),
)

MOVES = (
    Move(
        "begin",
        ("proposed",),
        "under_way",
        by=DECIDERS,
        asks=SETTLED,
        offers=("owner", "steps"),
        rules=(rules.its_day_lies_ahead,),
        notices=(Notice("assigned", ("owner", "team")),),
        primary=True,
    ),
    Move(
        "report_result",
        ("under_way",),
        "awaiting_verification",
        by=WORKERS,
        asks=RESULT,
        rules=(rules.every_step_is_done, rules.it_is_measured_after_it_began),
        notices=(Notice("assigned", ("quality_manager",)),),
        primary=True,
    ),
    Move(
        "confirm_result",
        ("awaiting_verification",),
        "verified",
        by=VERIFIERS,
        asks=("verification",),
        rules=(rules.it_is_verified_by_another,),
        derives=(rules.verifier_of,),
        notices=(Notice("assigned", ("owner", "team")),),
        primary=True,
    ),
    Move(
        "find_not_reached",
        ("awaiting_verification",),
        "under_way",
        by=VERIFIERS,
        asks=("verification", "due_on"),
        rules=(rules.it_is_verified_by_another, rules.its_day_lies_ahead),
        notices=(Notice("reopened", ("owner", "team")),),
    ),
    Move(
        "close",
        ("verified",),
        "closed",
        by=WORKERS,
        asks=("reported_to", "reported_on"),
        rules=(rules.it_was_reported_after_it_was_measured,),
        proves=("3.4.4",),
        primary=True,
    ),
    Move(
        "cancel",
        ("proposed", "under_way"),
        "cancelled",
        by=DECIDERS,
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("author", "owner", "watchers")),),
    ),
)

IMPROVEMENT = Process(
    kind="improvement",
    prefix="IMP",
    model=Improvement,
    label=_("Improvement"),
    label_plural=_("Improvements"),
    menu_icon="good",
    states=STATES,
    moves=MOVES,
    fields=(*NAMED, *SETTLED, "owner", "team", "steps"),
    required=("title", "spring"),
    columns=("number", "title", "spring", "state", "due_on", "owner", "customer", "updated_at"),
    filters=(
        "state", "spring", "clause", "customer", "project", "owner", "team", "due_on", "opened_at", "closed_at", "tags",
        "tied",
    ),
    opened_by=tuple(dict.fromkeys((*DECIDERS, *WORKERS))),
    amended_by=tuple(dict.fromkeys((*DECIDERS, *WORKERS))),
    replied_by=tuple(dict.fromkeys((*DECIDERS, *WORKERS))),
    rules=(rules.its_steps_name_people_and_days,),
    notices=(Notice("assigned", ("owner", "team")),),
    audience=Audience.INTERNAL,
    tells=REMINDERS,
    first_panels=(panels.day_it_is_due,),
    links=("related_to", "solved_by"),
    raises=(
        Raises("change", "solved_by", (("title", "title"), ("service", "service"), ("description", "description"))),
    ),
)  # fmt: skip
