"""Configuration audits: what is recorded against what is there, by people who do not own it. Manual 8.1.7, 8.1.9."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Process, State
from steward.registers.configuration import baseline_rules
from steward.registers.configuration.auditing import panels, rules
from steward.registers.configuration.models import ConfigurationAudit

PLANNERS = (
    "technical_operations_manager", "technical_group_leader", "project_manager", "service_department_manager",
    "quality_manager",
)  # fmt: skip
# Whoever is sent to look; that nobody checks what they own is a rule.
CHECKERS = (*PLANNERS, "support_engineer", "field_engineer")
SCOPE = ("title", "title_en", "service", "narrowed", "extent", "sample_size", "auditor", "planned_on")
RESULT = ("conclusion", "resources")

AUDIT = Process(
    kind="configuration_audit",
    prefix="CAU",
    model=ConfigurationAudit,
    label=_("Configuration audit"),
    label_plural=_("Configuration audits"),
    menu_icon="tick",
    states=(
        State("planned", tone="new"),
        State("being_checked", tone="active", needs=("auditor", "planned_on"), locks=SCOPE),
        State("checked", tone="done", needs=RESULT, locks=(*SCOPE, *RESULT)),
        State("closed", tone="closed", locks=(*SCOPE, *RESULT, "goal"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*SCOPE, *RESULT, "goal"), final=True),
    ),
    moves=(
        Move(
            "begin", ("planned",), "being_checked", by=PLANNERS, derives=(rules.the_draw_is_made_known,),
            rules=(rules.its_sample_is_within_its_scope, rules.nobody_audits_what_they_own), primary=True,
        ),
        Move(
            "complete_check", ("being_checked",), "checked", by=PLANNERS, asks=RESULT,
            derives=(rules.the_result_is_counted,),
            rules=(rules.every_line_is_answered_for, rules.something_was_checked), proves=("8.1.9",), primary=True,
        ),
        Move(
            "close", ("checked",), "closed", by=PLANNERS, rules=(rules.its_discrepancies_are_decided,),
            proves=("8.1.7", "8.1.9", "8.1.11"), primary=True,
        ),
        Move("cancel", ("planned", "being_checked"), "cancelled", by=PLANNERS, asks=("cancel_reason",)),
    ),
    fields=(
        "title", "title_en", "goal", "auditor", "planned_on", "service", "narrowed", "extent", "sample_size", "owner",
    ),
    required=("title",),
    columns=("number", "title", "project", "state", "auditor", "planned_on", "extent", "accuracy", "updated_at"),
    filters=("state", "customer", "project", "service", "planned_on", "owner", "tags"),
    opened_by=PLANNERS,
    amended_by=PLANNERS,
    replied_by=("service_desk", *CHECKERS),
    rules=(rules.a_sample_has_its_size, rules.its_auditor_works_for_us),
    derives=(baseline_rules.parts_that_there_are,),
    service_process="configuration",
    audience=Audience.INTERNAL,
    first_panels=(panels.result,),
)  # fmt: skip
