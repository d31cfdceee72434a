"""Internal audits: plan, ask, draw records, find, report. Manual 2.1.10, 3.4.1."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Page, Process, Raises, State
from steward.oversight.audit import panels
from steward.oversight.audit.auditing import own_work, reporting, rules, sampling
from steward.oversight.audit.models import Audit

PLANNERS = (
    "management_representative",
    "quality_manager",
    "hr_supervisor",
    "administration_manager",
    "hr_administration",
)
AUDITORS = ("internal_auditor", *PLANNERS)
PLANNED = ("title", "purpose", "planned_from", "planned_until", "plan")

STATES = (
    State("planned", tone="new"),
    State("announced", needs=("plan",)),
    State("running", needs=("plan", "checks"), locks=PLANNED),
    State("reported", tone="done", needs=("report",), locks=(*PLANNED, "checks", "drawn")),
    State("closed", tone="closed", locks=(*PLANNED, "checks", "drawn", "owner"), final=True),
    State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*PLANNED, "checks", "drawn"), final=True),
)

MOVES = (
    Move(
        "announce",
        ("planned",),
        "announced",
        by=PLANNERS,
        rules=(rules.it_has_a_plan, rules.its_auditors_are_auditors, rules.nobody_audits_their_own_unit),
        derives=(rules.check_list_of_its_clauses,),
        notices=(Notice("assigned", ("owner", "team")),),
        primary=True,
    ),
    Move(
        "begin",
        ("announced",),
        "running",
        by=AUDITORS,
        rules=(rules.its_auditors_are_auditors, rules.nobody_audits_their_own_unit),
        derives=(rules.check_list_of_its_clauses, rules.day_it_begins),
        primary=True,
    ),
    Move(
        "draw_sample",
        ("running",),
        "running",
        by=AUDITORS,
        asks=("sample_size",),
        offers=("sample_from", "sample_until", "seed"),
        rules=(rules.nothing_drawn_was_looked_at_yet, own_work.nobody_looks_at_their_own_work),
        derives=(sampling.sample_drawn,),
    ),
    Move("draft_report", ("running",), "running", by=AUDITORS, derives=(reporting.report_drafted,)),
    Move(
        "report",
        ("running",),
        "reported",
        by=AUDITORS,
        asks=("report",),
        rules=(rules.every_question_has_its_result, rules.every_drawn_record_was_looked_at),
        derives=(rules.day_of_the_report,),
        notices=(Notice("assigned", ("author", "management_representative", "quality_manager")),),
        proves=("2.1.10",),
        primary=True,
    ),
    Move(
        "close",
        ("reported",),
        "closed",
        by=PLANNERS,
        rules=(rules.every_finding_is_followed,),
        proves=("2.1.10", "3.4.1"),
        primary=True,
    ),
    Move(
        "cancel",
        ("planned", "announced"),
        "cancelled",
        by=PLANNERS,
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("author", "owner", "watchers")),),
    ),
)

AUDIT = Process(
    kind="audit",
    prefix="AUD",
    model=Audit,
    label=_("Audit"),
    label_plural=_("Audits"),
    menu_icon="eye",
    states=STATES,
    moves=MOVES,
    fields=(*PLANNED, "owner", "checks", "drawn"),
    required=("title", "planned_from", "planned_until"),
    columns=("number", "title", "state", "planned_from", "planned_until", "owner", "reported_on", "updated_at"),
    filters=("state", "owner", "planned_from", "reported_on", "project", "opened_at", "closed_at", "tags", "tied"),
    opened_by=PLANNERS,
    amended_by=AUDITORS,
    replied_by=AUDITORS,
    rules=(rules.its_period_ends_after_it_begins, rules.its_plan_names_what_there_is),
    notices=(Notice("assigned", ("owner", "team")),),
    audience=Audience.INTERNAL,
    panels=(panels.looked_at,),
    links=("related_to", "found"),
    raises=(
        Raises("nonconformity", "found", (("title", "title"),)),
        Raises("improvement", "found", (("title", "title"),)),
    ),
    pages=(Page(_("Programme of the year"), "/audit/programme/"),),
)
