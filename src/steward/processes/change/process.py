"""Change management: everything that may have an effect on services, with authority and a way back. Manual 8.2."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.priority import priority_of
from steward.kernel.process import Gate, Move, Notice, Page, Plans, Process, Raises, State
from steward.people.roles import RESOLVERS
from steward.processes.change import approvals, panels, risk, rules, templates
from steward.processes.change.board.process import BOARD_MEETING
from steward.processes.change.models import DECIDERS, Change, ChangeTemplate
from steward.processes.change.roles import AUTHORS, IMPLEMENTERS, REVIEWERS
from steward.processes.change.words import PLANS, WEIGHTS

READERS = tuple(dict.fromkeys((*RESOLVERS, *AUTHORS, *DECIDERS)))
STATED = (
    "title",
    "title_en",
    "change_type",
    "origin",
    "template",
    "service",
    "description",
    "reason",
    "impact",
    "urgency",
)
WANTED = (*STATED, *WEIGHTS, "items", "expected", "cost_estimate", "planned_start", "planned_end", "conflict_reason")
DECIDED = (*WANTED, *PLANS)
AUTHORISED = ("implementation_plan", "test_plan", "expected", "planned_start", "planned_end", "cost_estimate")
# What is planned, under way or was done in its window; drafts and what came to nothing are not.
SCHEDULED = ("awaiting_approval", "authorised", "implementing", "implemented", "backed_out", "reviewed", "closed")
OVER = (*DECIDED, "owner", "team", "supplier")

CHANGE = Process(
    kind="change",
    prefix="CHG",
    model=Change,
    label=_("Change"),
    label_plural=_("Changes"),
    menu_icon="change",
    states=(
        State("draft", tone="new"),
        State("awaiting_approval", tone="waiting", needs=("reason", *AUTHORISED), locks=DECIDED),
        State("authorised", tone="active", needs=AUTHORISED, locks=WANTED),
        State("implementing", tone="active", locks=WANTED),
        State("implemented", tone="done", needs=("result",), locks=OVER),
        State("backed_out", tone="dropped", needs=("backout_record", "failure_cause"), locks=OVER),
        State("reviewed", tone="done", needs=("review", "cost_actual"), locks=OVER),
        State("closed", tone="closed", locks=OVER, final=True),
        State("rejected", tone="dropped", locks=OVER, final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=OVER, final=True),
    ),
    moves=(
        Move(
            "submit", ("draft",), "awaiting_approval", by=AUTHORS,
            rules=(
                rules.it_is_no_standard_change, rules.its_risk_is_assessed, rules.it_has_a_way_back,
                rules.its_window_is_not_over, rules.its_conflicts_are_answered,
            ),
            derives=(approvals.approvals_by_policy, rules.conflicts_as_they_stand),
            notices=(Notice("approval", ("deciders",)),), primary=True,
        ),
        Move(
            "authorise_by_template", ("draft",), "authorised", by=AUTHORS,
            rules=(
                rules.its_template_authorises_it, rules.it_has_a_way_back, rules.its_window_is_not_over,
                rules.its_conflicts_are_answered,
            ),
            derives=(rules.conflicts_as_they_stand,), proves=("8.2.1",),
        ),
        Move(
            "approve", ("awaiting_approval",), "authorised", by=DECIDERS,
            rules=(approvals.a_contact_decides_for_the_own_company, rules.its_conflicts_are_answered),
            gate=Gate("approval", by=DECIDERS, rejection="reject", lines=approvals.lines_of),
            notices=(Notice("tied", ("tied", "owner", "author", "watchers")),), proves=("8.2.1", "5.4.3"),
            primary=True,
        ),
        Move("reject", ("awaiting_approval",), "rejected", by=DECIDERS, notices=(Notice("tied", ("tied", "author")),)),
        Move(
            "return", ("awaiting_approval", "authorised"), "draft", by=(*AUTHORS, "finance_manager"),
            asks=("return_reason",), derives=(rules.approvals_are_void,),
            notices=(Notice("reopened", ("owner", "author")),),
        ),
        Move(
            "start", ("authorised",), "implementing", by=IMPLEMENTERS,
            rules=(rules.it_is_within_its_window, rules.its_conflicts_are_answered), derives=(rules.taker_of,),
            primary=True,
        ),
        Move(
            "finish", ("implementing",), "implemented", by=IMPLEMENTERS, asks=("result",), offers=("had_problems",),
            rules=(rules.every_step_is_marked,), derives=(rules.how_it_ended,),
            notices=(Notice("tied", ("tied", "watchers")),), primary=True,
        ),
        Move(
            "back_out", ("implementing", "implemented"), "backed_out", by=IMPLEMENTERS,
            asks=("backout_record", "failure_cause"), derives=(rules.it_was_taken_back,),
            notices=(Notice("tied", ("tied", "author", "watchers")),),
        ),
        Move(
            "review", ("implemented", "backed_out"), "reviewed", by=REVIEWERS, asks=("review", "cost_actual"),
            offers=("lessons",), rules=(rules.the_review_is_by_another,), derives=(rules.time_of_review,),
            proves=("8.2.1", "5.4.3"), primary=True,
        ),
        Move(
            "close", ("implemented", "reviewed"), "closed", by=(*REVIEWERS, "support_engineer"),
            rules=(rules.it_was_reviewed_where_it_must_be, rules.what_was_planned_is_recorded),
            notices=(Notice("tied", ("tied", "owner", "watchers")),), proves=("8.2.1",), primary=True,
        ),
        Move(
            "cancel", ("draft", "awaiting_approval", "authorised"), "cancelled", by=AUTHORS, asks=("cancel_reason",),
            notices=(Notice("cancelled", ("author", "watchers")),),
        ),
    ),
    fields=(*DECIDED, "owner", "team", "supplier"),
    required=("title",),
    contact_sees=(
        "title", "title_en", "change_type", "service", "description", "reason", "impact", "risk", "expected",
        "planned_start", "planned_end", "actual_start", "actual_end", "outcome", "cancel_reason",
    ),
    columns=(
        "risk", "number", "title", "change_type", "customer", "service", "state", "conflict_mark", "owner",
        "planned_start", "updated_at",
    ),
    filters=(
        "state", "change_type", "risk", "conflict_mark", "origin", "outcome", "customer", "project", "service", "team",
        "owner",
        "planned_start", "actual_end", "opened_at", "closed_at", "tags", "tied",
    ),
    opened_by=AUTHORS,
    amended_by=AUTHORS,
    replied_by=READERS,
    rules=(
        rules.its_window_ends_after_it_begins, rules.its_origin_fits_who_draws_it_up,
        rules.it_covers_items_of_its_project, rules.a_standard_change_has_a_template, rules.what_was_authorised_stands,
    ),
    derives=(priority_of, rules.items_by_number, rules.as_its_template_says, risk.risk_of),
    service_process="change",
    audience=Audience.CUSTOMER,
    plans=Plans("planned_start", "planned_end", states=SCHEDULED, tentative=("awaiting_approval",)),
    tells=(Notice("conflict", ("owner", "author", "watchers")),),
    panels=(panels.at_a_glance,),
    pages=(Page(_("Forward schedule"), "/change/schedule/"), Page(_("Figures of changes"), "/change/figures/")),
    links=("related_to", "caused_by", "duplicate_of", "solved_with", "affects", "parent_of", "followed_by"),
    raises=(
        Raises("nonconformity", "followed_by", (("title", "title"), ("service", "service"), ("reason", "description"))),
    ),
)  # fmt: skip

TEMPLATE_PARTS = ("title", "title_en", "service", "description", *PLANS, "expected", "cost_estimate", "least_success")
AUTHORISERS = ("technical_operations_manager", "service_department_manager")

CHANGE_TEMPLATE = Process(
    kind="change_template",
    prefix="CHT",
    model=ChangeTemplate,
    label=_("Change template"),
    label_plural=_("Catalogue of standard changes"),
    menu_icon="catalogue",
    states=(
        State("draft", tone="new"),
        State("in_review", tone="waiting", needs=AUTHORISED[:3], locks=TEMPLATE_PARTS),
        State("pre_authorised", tone="done", locks=TEMPLATE_PARTS),
        State("withdrawn", tone="dropped", needs=("withdraw_reason",), locks=TEMPLATE_PARTS),
        State("ended", tone="closed", locks=TEMPLATE_PARTS, final=True),
    ),
    moves=(
        Move(
            "submit", ("draft",), "in_review", by=AUTHORS, rules=(templates.it_can_be_taken_back,),
            notices=(Notice("approval", ("deciders",)),), primary=True,
        ),
        Move(
            "approve", ("in_review",), "pre_authorised", by=AUTHORISERS, derives=(rules.time_of_authorisation,),
            gate=Gate("approval", by=AUTHORISERS, rejection="return"), proves=("8.2.1",), primary=True,
        ),
        Move("return", ("in_review", "withdrawn"), "draft", by=AUTHORS),
        Move("withdraw", ("pre_authorised",), "withdrawn", by=AUTHORISERS, asks=("withdraw_reason",)),
        Move("end", ("draft", "withdrawn"), "ended", by=AUTHORISERS),
    ),
    fields=(*TEMPLATE_PARTS, "owner", "team"),
    required=("title",),
    columns=("number", "title", "customer", "service", "state", "owner", "updated_at"),
    filters=("state", "customer", "project", "service", "owner", "tags"),
    opened_by=AUTHORS,
    amended_by=AUTHORS,
    replied_by=READERS,
    service_process="change",
    audience=Audience.INTERNAL,
    panels=(panels.success,),
)  # fmt: skip

PROCESSES = (CHANGE, CHANGE_TEMPLATE, BOARD_MEETING)
