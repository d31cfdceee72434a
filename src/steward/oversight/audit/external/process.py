"""External audits: planned, held, reported, closed once every finding has its answer. Manual 1.2.2, A2.4.2."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, Raises, State
from steward.oversight.audit.external import rules
from steward.oversight.audit.external.models import ExternalAudit

PLANNERS = (
    "management_representative", "quality_manager", "project_management_manager", "hr_supervisor",
    "administration_manager",
)  # fmt: skip
PLANNED = (
    "title", "title_en", "occasion", "body", "lead_auditor", "standard", "scope", "certificate", "planned_from",
    "planned_until",
)  # fmt: skip
RESULT = ("outcome", "report", "findings", "reported_on")

EXTERNAL_AUDIT = Process(
    kind="external_audit",
    prefix="EXA",
    model=ExternalAudit,
    label=_("External audit"),
    label_plural=_("External audits"),
    menu_icon="eye",
    states=(
        State("planned", tone="new"),
        State("under_way", locks=PLANNED),
        State("reported", tone="done", needs=("outcome", "report", "reported_on"), locks=(*PLANNED, *RESULT)),
        State("closed", tone="closed", locks=(*PLANNED, *RESULT, "owner"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*PLANNED, *RESULT), final=True),
    ),
    moves=(
        Move("begin", ("planned",), "under_way", by=PLANNERS, derives=(rules.day_it_begins,), primary=True),
        Move(
            "report", ("under_way",), "reported", by=PLANNERS, asks=("outcome", "report", "reported_on"),
            offers=("findings",), rules=(rules.it_was_reported_in_its_time, rules.its_outcome_fits_its_findings),
            notices=(Notice("assigned", ("owner", "management_representative", "quality_manager", "general_manager")),),
            proves=("A2.4.2",), primary=True,
        ),
        Move(
            "close", ("reported",), "closed", by=PLANNERS, rules=(rules.every_finding_has_its_answer,),
            proves=("A2.4.2",), primary=True,
        ),
        Move(
            "cancel", ("planned",), "cancelled", by=PLANNERS, asks=("cancel_reason",),
            notices=(Notice("cancelled", ("author", "owner", "watchers")),),
        ),
    ),
    fields=(*PLANNED, "owner"),
    required=("title", "occasion", "body", "standard", "planned_from", "planned_until"),
    columns=("number", "title", "occasion", "body", "state", "planned_from", "outcome", "reported_on", "updated_at"),
    filters=("state", "occasion", "outcome", "owner", "planned_from", "reported_on", "project", "tags", "tied"),
    opened_by=PLANNERS,
    amended_by=PLANNERS,
    replied_by=(*PLANNERS, "internal_auditor"),
    rules=(rules.its_period_ends_after_it_begins, rules.its_findings_name_clauses),
    notices=(Notice("assigned", ("owner", "team")),),
    audience=Audience.INTERNAL,
    links=("related_to", "found"),
    raises=(
        Raises("nonconformity", "found", (("title", "title"),)),
        Raises("improvement", "found", (("title", "title"),)),
    ),
)  # fmt: skip
