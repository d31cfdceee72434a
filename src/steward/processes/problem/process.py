"""Problem management: find the cause of incidents and remove it. Manual 7.3."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.priority import priority_of
from steward.kernel.process import Answers, Gate, Move, Notice, Page, Process, Raises, State
from steward.people.roles import RESOLVERS
from steward.processes.problem import panels, rules
from steward.processes.problem.models import Problem

ANALYSTS = (
    "support_engineer",
    "technical_group_leader",
    "service_group_leader",
    "technical_operations_manager",
    "service_department_manager",
    "project_manager",
)
CLOSERS = ("technical_group_leader", "service_group_leader", "technical_operations_manager", "project_manager")
# Who may bear a risk for the service: never who drew the problem up or proposed it.
RISK_BEARERS = ("project_manager", "service_department_manager", "technical_operations_manager")
KEEPERS = tuple(dict.fromkeys((*RESOLVERS, *ANALYSTS)))

WORKING = ("under_investigation", "known_error", "waiting_for_change")
NAMED = ("title", "title_en", "service", "origin", "category", "impact", "urgency", "description")
ANALYSIS = ("whys", "fishbone", "events", "next_review_on")

STATES = (
    State("new", tone="new"),
    State("assigned"),
    State("under_investigation"),
    State("known_error", needs=("known_error",)),
    State("waiting_for_change", tone="waiting", waits_for="change", needs=("waits_for",)),
    State("awaiting_acceptance", tone="waiting", needs=("accepted_risk",), locks=(*NAMED, *ANALYSIS)),
    State("solved", tone="done", needs=("root_cause", "solution"), locks=("impact", "urgency")),
    State("closed", tone="closed", locks=(*NAMED, *ANALYSIS, "team", "owner", "supplier"), final=True),
    State(
        "cancelled",
        tone="dropped",
        needs=("cancel_reason",),
        locks=(*NAMED, *ANALYSIS, "team", "owner", "supplier"),
        final=True,
    ),
)

MOVES = (
    Move(
        "assign",
        ("new", "assigned"),
        "assigned",
        by=KEEPERS,
        offers=("team", "owner"),
        rules=(rules.it_has_a_team_or_an_owner,),
        notices=(Notice("assigned", ("owner", "team")),),
    ),
    Move(
        "investigate",
        ("new", "assigned"),
        "under_investigation",
        by=ANALYSTS,
        offers=("next_review_on",),
        derives=(rules.taker_of,),
        primary=True,
    ),
    Move(
        "publish_known_error",
        ("under_investigation",),
        "known_error",
        by=ANALYSTS,
        asks=("known_error",),
        offers=("workaround", "no_workaround", "root_cause", "next_review_on"),
        rules=(rules.a_known_error_has_a_workaround_or_a_reason_for_none,),
        notices=(Notice("tied", ("tied", "watchers")),),
        proves=("7.3.1",),
        primary=True,
    ),
    Move("wait_for_change", ("under_investigation", "known_error"), "waiting_for_change", ANALYSTS, ("waits_for",)),
    Move("resume", ("waiting_for_change",), "under_investigation", by=ANALYSTS),
    Move(
        "solve",
        WORKING,
        "solved",
        by=ANALYSTS,
        asks=("root_cause", "solution"),
        offers=("next_review_on",),
        derives=(rules.time_of_solution,),
        notices=(Notice("tied", ("tied", "watchers")),),
        primary=True,
    ),
    Move(
        "close",
        ("solved",),
        "closed",
        by=CLOSERS,
        asks=("verification", "review", "reviewed_on"),
        rules=(rules.it_was_reviewed_between_opening_and_today,),
        notices=(Notice("tied", ("tied", "owner", "watchers")),),
        proves=("7.3.1",),
        primary=True,
    ),
    Move(
        "reopen",
        ("solved",),
        "under_investigation",
        by=ANALYSTS,
        asks=("reopen_reason",),
        derives=(rules.solution_is_void,),
        notices=(Notice("reopened", ("owner", "team")),),
    ),
    Move(
        "propose_acceptance",
        WORKING,
        "awaiting_acceptance",
        by=ANALYSTS,
        asks=("accepted_risk",),
        offers=("next_review_on",),
        derives=(rules.proposer_of,),
        notices=(Notice("approval", ("deciders",)),),
    ),
    Move(
        "accept_risk",
        ("awaiting_acceptance",),
        "closed",
        by=RISK_BEARERS,
        rules=(rules.the_risk_is_accepted_by_another,),
        gate=Gate("acceptance", by=RISK_BEARERS, rejection="decline_risk"),
        notices=(Notice("tied", ("tied", "owner", "watchers")),),
        proves=("7.3.1",),
        primary=True,
    ),
    Move("decline_risk", ("awaiting_acceptance",), "under_investigation", by=RISK_BEARERS),
    Move(
        "cancel",
        ("new", "assigned", "under_investigation"),
        "cancelled",
        by=CLOSERS,
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("author", "watchers")),),
    ),
)

PROBLEM = Process(
    kind="problem",
    prefix="PRB",
    model=Problem,
    label=_("Problem"),
    label_plural=_("Problems"),
    menu_icon="problem",
    states=STATES,
    moves=MOVES,
    fields=(*NAMED, "team", "owner", "supplier", *ANALYSIS),
    required=("title",),
    columns=(
        "priority",
        "number",
        "title",
        "customer",
        "service",
        "state",
        "team",
        "owner",
        "next_review_on",
        "updated_at",
    ),
    filters=(
        "state",
        "priority",
        "customer",
        "project",
        "service",
        "team",
        "owner",
        "category",
        "origin",
        "next_review_on",
        "opened_at",
        "closed_at",
        "tags",
        "tied",
    ),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=KEEPERS,
    rules=(rules.the_next_review_lies_ahead,),
    derives=(priority_of,),
    notices=(Notice("assigned", ("owner", "team")),),
    tells=(
        Notice("last_incident", ("owner", "team", "author", "watchers")),
        Notice("review_due", ("owner", "team", "author", "watchers")),
    ),
    service_process="problem",
    audience=Audience.INTERNAL,
    panels=(panels.incidents_behind_it,),
    links=("related_to", "caused_by", "duplicate_of", "solved_by", "solved_with", "affects", "followed_by"),
    raises=(
        Raises(
            "change",
            relation="solved_by",
            carries=(("title", "title"), ("service", "service"), ("solution", "description")),
        ),
        Raises(
            "article",
            relation="solved_with",
            carries=(
                ("title", "title"),
                ("service", "service"),
                ("category", "category"),
                ("known_error", "symptom"),
                ("root_cause", "cause"),
                ("workaround", "solution"),
            ),
        ),
        Raises(
            "nonconformity",
            relation="followed_by",
            carries=(("title", "title"), ("service", "service"), ("description", "description")),
        ),
    ),
    answers=Answers(states=(*WORKING, "awaiting_acceptance"), texts=("workaround", "known_error")),
    categories_of="incident",
    pages=(Page(_("Like incidents"), "/problem/clusters/"),),
)

PROCESSES = (PROBLEM,)
