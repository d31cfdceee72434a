"""Service level management: what is offered, and what was promised to whom. Manual 6.1."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, State
from steward.registers.service_level import rules
from steward.registers.service_level.models import Agreement, Service

KEEPERS = ("product_manager", "project_manager", "customer_service_manager")
READERS = ("service_desk", *KEEPERS)

SERVICE = Process(
    kind="service",
    prefix="SVC",
    model=Service,
    label=_("Service"),
    label_plural=_("Service catalogue"),
    menu_icon="service",
    states=(
        State("planned", tone="new"),
        State("active", tone="done", locks=()),
        State("retired", tone="closed", final=True, locks=("title", "title_en")),
    ),
    moves=(
        Move("introduce", ("planned",), "active", by=KEEPERS, primary=True, proves=("6.1.1",)),
        Move("retire", ("active",), "retired", by=KEEPERS),
    ),
    fields=("title", "title_en", "description_zh", "description_en", "in_scope", "owner", "team"),
    required=("title", "title_en"),
    contact_sees=("title", "title_en", "description_zh", "description_en"),
    columns=("number", "title", "state", "team", "owner", "updated_at"),
    filters=("state", "team", "owner", "tags"),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=READERS,
    audience=Audience.EVERYBODY,
)

AGREEMENT = Process(
    kind="agreement",
    prefix="SLA",
    model=Agreement,
    label=_("Service level agreement"),
    label_plural=_("Service level agreements"),
    menu_icon="service_level",
    states=(
        State("draft", tone="new"),
        State(
            "in_review",
            tone="waiting",
            locks=("title", "title_en", "service", "starts_on", "calendar", "targets"),
        ),
        State(
            "in_force",
            tone="done",
            needs=("calendar", "starts_on"),
            locks=(
                "title",
                "title_en",
                "service",
                "edition",
                "starts_on",
                "calendar",
                "response_met_by",
                "pauses_for_user",
                "pauses_for_supplier",
                "pauses_for_change",
                "targets",
            ),
        ),
        State(
            "ended",
            tone="closed",
            final=True,
            locks=("title", "title_en", "service", "starts_on", "ends_on", "calendar", "targets"),
        ),
    ),
    moves=(
        Move(
            "submit",
            ("draft",),
            "in_review",
            by=KEEPERS,
            rules=(rules.it_has_targets,),
            notices=(Notice("approval", ("deciders",)),),
            primary=True,
        ),
        Move(
            "approve",
            ("in_review",),
            "in_force",
            by=("customer_service_manager", "service_department_manager"),
            gate=Gate("approval", by=("customer_service_manager", "service_department_manager"), rejection="return"),
            proves=("6.1.2",),
            primary=True,
        ),
        Move(
            "return",
            ("in_review",),
            "draft",
            by=("customer_service_manager", "service_department_manager", *KEEPERS),
        ),
        Move("end", ("in_force",), "ended", by=KEEPERS, asks=("ends_on",)),
    ),
    fields=(
        "title",
        "title_en",
        "service",
        "edition",
        "starts_on",
        "ends_on",
        "calendar",
        "response_met_by",
        "pauses_for_user",
        "pauses_for_supplier",
        "pauses_for_change",
        "targets",
        "owner",
    ),
    required=("title", "starts_on", "calendar"),
    contact_sees=("title", "title_en", "service", "edition", "starts_on", "ends_on", "calendar", "targets"),
    columns=("number", "title", "customer", "service", "state", "owner", "updated_at"),
    filters=("state", "customer", "project", "service", "owner"),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=(*KEEPERS, "service_department_manager"),
    rules=(rules.it_ends_after_it_starts,),
    service_process="service_level",
    audience=Audience.CUSTOMER,
)

PROCESSES = (SERVICE, AGREEMENT)
