"""Discrepancies: what was found is accepted under a change, or rejected; nothing is altered by finding it. 8.1.9."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Process, Raises, State
from steward.registers.configuration import verification_rules as rules
from steward.registers.configuration.models import Discrepancy

KEEPERS = (
    "technical_operations_manager", "technical_group_leader", "support_engineer", "field_engineer", "project_manager",
    "service_department_manager", "quality_manager",
)  # fmt: skip
FOUND = ("title", "title_en", "sort", "item", "attribute", "recorded", "found", "seen_by")

DISCREPANCY = Process(
    kind="discrepancy",
    prefix="DIS",
    model=Discrepancy,
    label=_("Discrepancy"),
    label_plural=_("Discrepancies"),
    menu_icon="tag",
    states=(
        State("open", tone="new"),
        State("accepted", tone="active", needs=("change",), locks=FOUND),
        State("settled", tone="done", locks=(*FOUND, "change"), final=True),
        State("rejected", tone="dropped", needs=("reject_reason",), locks=FOUND, final=True),
    ),
    moves=(
        Move("accept", ("open",), "accepted", by=KEEPERS, asks=("change",), primary=True, proves=("8.1.9",)),
        Move(
            "settle", ("open", "accepted"), "settled", by=KEEPERS, offers=("change",),
            rules=(rules.what_is_recorded_is_what_was_found,), proves=("8.1.9",),
        ),
        Move("reject", ("open", "accepted"), "rejected", by=KEEPERS, asks=("reject_reason",), proves=("8.1.9",)),
    ),
    fields=FOUND,
    required=("title",),
    columns=("number", "title", "sort", "item", "recorded", "found", "state", "project", "seen_at"),
    filters=("state", "sort", "customer", "project", "seen_at", "tags", "tied"),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=("service_desk", *KEEPERS),
    service_process="configuration",
    audience=Audience.INTERNAL,
    links=("related_to", "solved_by", "affects", "followed_by"),
    raises=(
        Raises("change", relation="solved_by", carries=(("title", "title"), ("found", "description"))),
        Raises("nonconformity", relation="followed_by", carries=(("title", "title"), ("found", "description"))),
    ),
)  # fmt: skip
