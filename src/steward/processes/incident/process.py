"""Incident management: restore the service as soon as possible. Manual 7.2."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.priority import priority_of
from steward.kernel.process import Answers, Clock, Move, Notice, Process, Raises, State
from steward.people.roles import RESOLVERS
from steward.processes.incident import panels, rules
from steward.processes.incident.models import Incident
from steward.registers.knowledge import panels as knowledge
from steward.registers.service_level.queries import terms_for

CLASSIFICATION = ("impact", "urgency", "category")
WAITING = ("waiting_for_user", "waiting_for_supplier", "waiting_for_change")
WORKING = ("assigned", "in_progress", *WAITING)
UNRESOLVED = ("new", *WORKING)

STATES = (
    State("new", tone="new"),
    State("assigned"),
    State("in_progress"),
    State("waiting_for_user", tone="waiting", waits_for="user"),
    State("waiting_for_supplier", tone="waiting", waits_for="supplier"),
    State("waiting_for_change", tone="waiting", waits_for="change"),
    State("resolved", tone="done", needs=("resolution", "restored_at"), locks=("impact", "urgency")),
    State(
        "closed",
        tone="closed",
        needs=("restored_at", "confirmation"),
        locks=("title", "service", "description", "requester", "channel", "team", "owner", "checks", *CLASSIFICATION),
        final=True,
    ),
    State(
        "cancelled",
        tone="dropped",
        needs=("cancel_reason",),
        locks=("title", "service", "description", "requester", "channel", "team", "owner", "checks", *CLASSIFICATION),
        final=True,
    ),
)

MOVES = (
    Move(
        "assign",
        UNRESOLVED,
        "assigned",
        by=RESOLVERS,
        offers=("team", "owner"),
        rules=(rules.it_has_a_team_or_an_owner,),
        derives=(rules.owner_of_the_new_team, rules.count_of_reassignments),
        notices=(Notice("assigned", ("owner", "team")),),
    ),
    Move(
        "start",
        ("new", "assigned"),
        "in_progress",
        by=RESOLVERS,
        derives=(rules.taker_of,),
        primary=True,
    ),
    Move("wait_for_user", ("assigned", "in_progress"), WAITING[0], by=RESOLVERS, asks=("waits_for",)),
    Move("wait_for_supplier", ("assigned", "in_progress"), WAITING[1], by=RESOLVERS, asks=("waits_for",)),
    Move("wait_for_change", ("assigned", "in_progress"), WAITING[2], by=RESOLVERS, asks=("waits_for",)),
    Move("resume", WAITING, "in_progress", by=RESOLVERS, primary=True),
    Move(
        "resolve",
        WORKING,
        "resolved",
        by=RESOLVERS,
        asks=("resolution", "restored_at"),
        offers=("closure_code", "breach_reason"),
        rules=(rules.restoration_lies_between_opening_and_now, rules.a_missed_target_has_its_reason),
        derives=(rules.time_of_resolution,),
        notices=(Notice("solution", ("requester", "watchers")),),
        primary=True,
    ),
    Move(
        "confirm",
        ("resolved",),
        "closed",
        by=("customer_contact",),
        rules=(rules.contact_belongs_to_the_customer, rules.confirmation_follows_restoration),
        derives=(rules.confirmation_by_the_user,),
        proves=("7.2.4",),
        primary=True,
    ),
    Move(
        "close",
        ("resolved",),
        "closed",
        by=("service_desk", "service_group_leader", "project_manager", "system"),
        asks=("confirmation",),
        offers=("closure_code",),
        rules=(rules.confirmation_follows_restoration,),
        derives=(rules.time_of_confirmation,),
        proves=("7.2.4",),
        primary=True,
    ),
    Move(
        "reopen",
        ("resolved",),
        "in_progress",
        by=("customer_contact", *RESOLVERS),
        asks=("reopen_reason",),
        rules=(rules.contact_belongs_to_the_customer,),
        derives=(rules.count_of_reopenings,),
        notices=(Notice("reopened", ("owner", "team")),),
    ),
    Move(
        "cancel",
        UNRESOLVED,
        "cancelled",
        by=("service_desk", "project_manager"),
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("requester", "watchers")),),
    ),
)

INCIDENT = Process(
    kind="incident",
    prefix="INC",
    model=Incident,
    label=_("Incident"),
    label_plural=_("Incidents"),
    menu_icon="incident",
    states=STATES,
    moves=MOVES,
    fields=(
        "title",
        "requester",
        "channel",
        "service",
        "category",
        "impact",
        "urgency",
        "description",
        "team",
        "owner",
        "supplier",
    ),
    required=("title",),
    contact_fields=("title", "service", "impact", "urgency", "description"),
    contact_sees=(
        "title",
        "requester",
        "service",
        "category",
        "impact",
        "urgency",
        "priority",
        "description",
        "resolution",
        "closure_code",
        "restored_at",
        "resolved_at",
        "confirmation",
        "confirmed_at",
        "waits_for",
        "reopen_reason",
        "cancel_reason",
        "breach_reason",
        "tags",
    ),
    columns=(
        "priority",
        "number",
        "title",
        "customer",
        "service",
        "state",
        "team",
        "owner",
        "due_at",
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
        "channel",
        "impact",
        "urgency",
        "opened_at",
        "closed_at",
        "due_at",
        "sla",
        "breached_at",
        "closure_code",
        "tags",
        "tied",
    ),
    opened_by=("customer_contact", "integration", *RESOLVERS),
    amended_by=("customer_contact", *RESOLVERS),
    replied_by=("customer_contact", "supplier_contact", "integration", *RESOLVERS),
    derives=(rules.reporter_of, priority_of),
    notices=(Notice("opened", ("requester",)), Notice("assigned", ("owner", "team"))),
    clocks=(
        Clock("response", runs=UNRESOLVED, stops=("resolved",), met_by="response"),
        Clock("resolution", runs=UNRESOLVED, stops=("resolved", "closed")),
        Clock("update", runs=UNRESOLVED, stops=("resolved",), repeats=True),
    ),
    terms=terms_for,
    service_process="incident",
    audience=Audience.CUSTOMER,
    panels=(knowledge.place_for_answers, panels.stated_by_its_source),
    beside_form=(knowledge.while_typing,),
    links=("related_to", "caused_by", "duplicate_of", "parent_of", "solved_with", "affects", "followed_by"),
    raises=(
        Raises(
            "problem",
            relation="caused_by",
            carries=(*((name, name) for name in ("title", "service", *CLASSIFICATION, "description")),),
        ),
        Raises(
            "article",
            relation="solved_with",
            carries=(
                ("title", "title"),
                ("service", "service"),
                ("category", "category"),
                ("description", "symptom"),
                ("resolution", "solution"),
            ),
        ),
        Raises(
            "nonconformity",
            relation="followed_by",
            carries=(("title", "title"), ("service", "service"), ("description", "description")),
        ),
    ),
    answers=Answers(states=("resolved", "closed"), texts=("resolution",)),
)

PROCESSES = (INCIDENT,)
