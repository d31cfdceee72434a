"""Nonconformities: contain, find the cause, act, measure the effect. Manual 3.4.2, 3.4.5."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Page, Process, Raises, State
from steward.oversight.audit import panels
from steward.oversight.audit.correcting import rules
from steward.oversight.audit.models import Nonconformity
from steward.people.roles import RESOLVERS

LEADERS = (
    "management_representative",
    "quality_manager",
    "hr_supervisor",
    "administration_manager",
    "service_department_manager",
    "technical_operations_manager",
    "customer_service_manager",
    "project_management_manager",
)
WORKERS = tuple(dict.fromkeys((*LEADERS, "internal_auditor", "customer_service", *RESOLVERS)))
# Who measures the effect, grants time and bears a risk: never whoever carried the actions out or asked.
VERIFIERS = ("quality_manager", "internal_auditor", *(role for role in LEADERS if role != "quality_manager"))
DECIDERS = ("management_representative", "quality_manager", "service_department_manager")

# Told by the system as a day comes near, and to those above as well once it is past.
REMINDERS = (
    Notice("falls_due", ("owner", "team")),
    Notice("overdue", ("owner", "team", "quality_manager", "management_representative")),
)
NAMED = ("title", "service", "found_by", "grade", "clause", "description")
ANALYSIS = ("whys", "fishbone")
AGREED = ("root_cause", "actions", "measure", "expected", "measure_from")
ENDED = (*NAMED, *ANALYSIS, "actions", "team", "owner")

STATES = (
    State("open", tone="new"),
    State("contained"),
    State("analysed", needs=("root_cause",)),
    State("acting", needs=AGREED, locks=(*NAMED, *ANALYSIS)),
    State("awaiting_extension", tone="waiting", needs=(*AGREED, "extension_until", "extension_reason"), locks=ENDED),
    State("awaiting_effect", tone="waiting", needs=AGREED, locks=ENDED),
    State("awaiting_acceptance", tone="waiting", needs=("accepted_risk",), locks=ENDED),
    State("closed", tone="closed", locks=ENDED, final=True),
    State("cancelled", tone="dropped", needs=("cancel_reason",), locks=ENDED, final=True),
)

MOVES = (
    Move("contain", ("open",), "contained", by=WORKERS, asks=("containment",), primary=True),
    Move(
        "analyse",
        ("open", "contained", "analysed"),
        "analysed",
        by=WORKERS,
        asks=("root_cause",),
        offers=ANALYSIS,
        rules=(rules.what_came_about_is_contained_first,),
        primary=True,
    ),
    Move(
        "agree_on_actions",
        ("analysed",),
        "acting",
        by=WORKERS,
        asks=("actions", "measure", "expected", "measure_from"),
        rules=(rules.its_actions_are_of_the_kind_it_needs, rules.the_effect_is_measured_after_the_actions),
        notices=(Notice("assigned", ("owner", "team")),),
        primary=True,
    ),
    Move(
        "ask_for_extension",
        ("acting",),
        "awaiting_extension",
        by=WORKERS,
        asks=("extension_until", "extension_reason"),
        rules=(rules.an_extension_is_longer,),
        derives=(rules.asker_of,),
        notices=(Notice("approval", ("deciders",)),),
    ),
    Move(
        "extend",
        ("awaiting_extension",),
        "acting",
        by=DECIDERS,
        rules=(rules.it_is_decided_by_another,),
        derives=(rules.day_of_the_extension,),
        gate=Gate("extension", by=DECIDERS, rejection="refuse_extension"),
        notices=(Notice("assigned", ("owner", "team")),),
        primary=True,
    ),
    Move("refuse_extension", ("awaiting_extension",), "acting", by=DECIDERS),
    Move(
        "report_done",
        ("acting",),
        "awaiting_effect",
        by=WORKERS,
        asks=("actions",),
        rules=(
            rules.every_action_is_done,
            rules.its_actions_are_of_the_kind_it_needs,
            rules.the_effect_is_measured_after_the_actions,
        ),
        notices=(Notice("assigned", ("owner", "team")),),
        primary=True,
    ),
    Move(
        "confirm_effect",
        ("awaiting_effect",),
        "closed",
        by=VERIFIERS,
        asks=("measured_on", "measured"),
        rules=(rules.the_effect_is_measured_in_time, rules.it_is_verified_by_another),
        derives=(rules.verifier_of,),
        proves=("3.4.2", "3.4.5"),
        primary=True,
    ),
    Move(
        "find_ineffective",
        ("awaiting_effect",),
        "analysed",
        by=VERIFIERS,
        asks=("measured_on", "measured"),
        rules=(rules.the_effect_is_measured_in_time, rules.it_is_verified_by_another),
        notices=(Notice("reopened", ("owner", "team")),),
    ),
    Move(
        "propose_acceptance",
        ("open", "contained", "analysed"),
        "awaiting_acceptance",
        by=WORKERS,
        asks=("accepted_risk",),
        rules=(rules.only_a_potential_one_is_accepted,),
        derives=(rules.asker_of,),
        notices=(Notice("approval", ("deciders",)),),
    ),
    Move(
        "accept_risk",
        ("awaiting_acceptance",),
        "closed",
        by=DECIDERS,
        rules=(rules.it_is_decided_by_another,),
        gate=Gate("acceptance", by=DECIDERS, rejection="decline_risk"),
        proves=("3.4.2",),
        primary=True,
    ),
    Move("decline_risk", ("awaiting_acceptance",), "open", by=DECIDERS),
    Move(
        "cancel",
        ("open", "contained"),
        "cancelled",
        by=("quality_manager", "management_representative", "service_department_manager"),
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("author", "watchers")),),
    ),
)

NONCONFORMITY = Process(
    kind="nonconformity",
    prefix="NCR",
    model=Nonconformity,
    label=_("Nonconformity"),
    label_plural=_("Nonconformities"),
    menu_icon="warn",
    states=STATES,
    moves=MOVES,
    fields=(*NAMED, "team", "owner", *ANALYSIS, "actions"),
    required=("title", "found_by", "grade"),
    columns=("number", "title", "grade", "clause", "state", "due_on", "owner", "customer", "updated_at"),
    filters=(
        "state", "grade", "found_by", "clause", "customer", "project", "team", "owner", "due_on", "opened_at",
        "closed_at", "tags", "tied",
    ),
    opened_by=(*WORKERS, "system"),
    amended_by=WORKERS,
    replied_by=(*WORKERS, "system"),
    rules=(rules.its_actions_name_people_and_days, rules.a_source_in_the_manual_names_its_clause),
    derives=(rules.day_by_its_grade,),
    notices=(Notice("assigned", ("owner", "team")),),
    audience=Audience.INTERNAL,
    first_panels=(panels.day_it_is_due,),
    tells=REMINDERS,
    pages=(Page(_("How long they are open"), "/nonconformity/ageing/"),),
    links=("related_to", "caused_by", "solved_by", "affects"),
    raises=(
        Raises("change", "solved_by", (("title", "title"), ("service", "service"), ("root_cause", "description"))),
        Raises("problem", "caused_by", (("title", "title"), ("service", "service"), ("description", "description"))),
    ),
)  # fmt: skip
