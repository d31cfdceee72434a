"""Performance reports: draft, gather, assess, issue, read. Manual 0.3."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel import receipts
from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, Raises, State
from steward.oversight.audit.performing import gathering, rules, shown
from steward.oversight.audit.performing.models import PerformanceReport

REPORTERS = ("management_representative", "quality_manager")
READERS = ("general_manager", "top_management")
PERIOD = ("title", "title_en", "period_from", "period_until")
WRITTEN = ("assessments", "conclusion")

STATES = (
    State("drafted", tone="new"),
    # What was gathered is never gathered again: the report is about this moment.
    State("gathered", locks=PERIOD),
    State("issued", tone="waiting", needs=(*WRITTEN, "members"), locks=(*PERIOD, *WRITTEN)),
    State("read", tone="closed", locks=(*PERIOD, *WRITTEN, "members", "owner"), final=True),
    State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*PERIOD, *WRITTEN, "members"), final=True),
)

MOVES = (
    Move(
        "gather_figures",
        ("drafted",),
        "gathered",
        by=REPORTERS,
        rules=(rules.its_period_is_over,),
        derives=(gathering.figures_gathered,),
        primary=True,
    ),
    Move(
        "issue",
        ("gathered",),
        "issued",
        by=REPORTERS,
        asks=("assessments", "conclusion", "members"),
        rules=(rules.every_part_is_assessed, rules.top_management_reads_it),
        derives=(rules.day_of_issue,),
        notices=(Notice("to_read", ("members",)),),
        proves=("0.3",),
        primary=True,
    ),
    receipts.reading("issued"),
    Move(
        receipts.CLOSE,
        ("issued",),
        "read",
        by=("system", *REPORTERS),
        rules=(receipts.everybody_has_read_it,),
        proves=("0.3",),
    ),
    Move(
        "cancel",
        ("drafted", "gathered"),
        "cancelled",
        by=REPORTERS,
        asks=("cancel_reason",),
        notices=(Notice("cancelled", ("author", "owner", "watchers")),),
    ),
)

PERFORMANCE_REPORT = Process(
    kind="performance_report",
    prefix="PR",
    model=PerformanceReport,
    label=_("Performance report"),
    label_plural=_("Performance reports"),
    menu_icon="report",
    states=STATES,
    moves=MOVES,
    fields=(*PERIOD, "owner", *WRITTEN, "members"),
    required=("title", "period_from", "period_until"),
    columns=("number", "title", "state", "period_from", "period_until", "issued_on", "due_on", "owner", "updated_at"),
    filters=(
        "state", "owner", "period_until", "issued_on", "due_on", "project", "opened_at", "closed_at", "tags", "tied",
    ),
    opened_by=(*REPORTERS, "system"),
    amended_by=REPORTERS,
    replied_by=(*REPORTERS, *READERS, "system"),
    rules=(rules.its_period_makes_sense, rules.its_parts_are_assessed_once, receipts.its_readers_are_ours),
    derives=(rules.day_it_is_due,),
    notices=(Notice("assigned", ("owner", "management_representative")),),
    tells=(
        Notice("falls_due", ("owner", "management_representative", "members")),
        Notice("overdue", ("owner", "management_representative", "quality_manager", "general_manager", "members")),
    ),
    audience=Audience.INTERNAL,
    first_panels=(shown.day_ahead, shown.summary),
    panels=(shown.parts,),
    on_paper=(shown.blocks,),
    links=("related_to", "followed_by"),
    raises=(
        Raises("improvement", "followed_by", (("conclusion", "description"),)),
        Raises("nonconformity", "followed_by", (("conclusion", "description"),)),
    ),
)  # fmt: skip
