"""Service reports: drawn up, checked by another, issued, read. Manual 5.2.2, 5.2.3, 5.2.5, 9.1.9."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, Raises, State
from steward.oversight.service_reporting import panels, paper
from steward.oversight.service_reporting.agreeing.process import KEEPERS
from steward.oversight.service_reporting.agreeing.rules import audience_of_a_draft, the_contract_has_reports
from steward.oversight.service_reporting.issuing import rules
from steward.oversight.service_reporting.models import ServiceReport

WRITERS = (*KEEPERS, "service_group_leader", "management_representative")
CHECKERS = (
    "technical_operations_manager",
    "service_department_manager",
    "customer_service_manager",
    "quality_manager",
    "management_representative",
    "project_manager",
)
REMARKS = (
    "summary", "on_performance", "on_breaches", "on_workload", "on_events", "on_trends", "on_satisfaction", "further",
    "conclusion",
)  # fmt: skip
PLACE = ("agreement", "period_from")
WRITTEN = ("title", "title_en", *PLACE, *REMARKS, "members", "replaces", "correction")
TELLS = (
    Notice("falls_due", ("owner", "project_manager")),
    Notice("overdue", ("owner", "project_manager", "quality_manager", "service_department_manager")),
)

SERVICE_REPORT = Process(
    kind="service_report",
    prefix="SRP",
    model=ServiceReport,
    label=_("Service report"),
    label_plural=_("Service reports"),
    menu_icon="report",
    states=(
        State("drawn_up", tone="new", locks=PLACE),
        State("submitted", tone="waiting", needs=("summary", "conclusion", "members"), locks=WRITTEN),
        State("checked", locks=WRITTEN),
        State("issued", tone="done", locks=WRITTEN),
        State("read", tone="closed", locks=(*WRITTEN, "owner"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=WRITTEN, final=True),
    ),
    moves=(
        Move("draw_again", ("drawn_up",), "drawn_up", by=WRITERS, derives=(rules.figures_drawn,)),
        Move(
            "submit",
            ("drawn_up",),
            "submitted",
            by=WRITERS,
            rules=(
                rules.it_has_figures,
                rules.its_period_is_over,
                rules.breaches_have_their_remark,
                rules.what_else_was_agreed_is_told,
            ),
            derives=(rules.submitter,),
            notices=(Notice("approval", ("deciders",)),),
            primary=True,
        ),
        Move(
            "check",
            ("submitted",),
            "checked",
            by=CHECKERS,
            rules=(rules.another_checks_it,),
            gate=Gate("checking", by=CHECKERS, rejection="return"),
            notices=(Notice("answered", ("owner", "author")),),
            primary=True,
        ),
        Move("return", ("submitted", "checked"), "drawn_up", by=(*CHECKERS, *KEEPERS)),
        Move(
            "issue",
            ("checked",),
            "issued",
            by=WRITERS,
            derives=(rules.issued_now,),
            notices=(Notice("to_read", ("members", "customer_contact")),),
            proves=("5.2.1", "5.2.3", "5.2.5"),
            primary=True,
        ),
        Move(
            "confirm_reading",
            ("issued",),
            "read",
            by=("customer_contact",),
            rules=(rules.its_own_side_reads_it,),
            offers=("reading",),
            notices=(Notice("answered", ("owner", "author")),),
            proves=("5.2.1",),
            primary=True,
        ),
        Move("record_reading", ("issued",), "read", by=(*WRITERS, "top_management"), asks=("reading",)),
        Move(
            "cancel",
            ("drawn_up", "submitted", "checked"),
            "cancelled",
            by=KEEPERS,
            asks=("cancel_reason",),
            derives=(rules.period_is_free,),
        ),
    ),
    fields=(*PLACE, "title", "title_en", *REMARKS, "members", "owner", "replaces", "correction"),
    required=PLACE,
    contact_sees=("title", "title_en", *PLACE, "period_until", "due_on", "issued_at", "reading", "correction"),
    columns=("number", "title", "customer", "state", "period_from", "due_on", "issued_at", "owner", "updated_at"),
    filters=(
        "state", "customer", "project", "agreement", "period_from", "due_on", "issued_at", "owner", "opened_at",
        "closed_at", "tags", "tied",
    ),
    opened_by=(*WRITERS, "system"),
    amended_by=WRITERS,
    replied_by=("customer_contact", *WRITERS, "top_management", "system"),
    rules=(the_contract_has_reports, rules.it_is_of_an_agreement_of_its_project, rules.its_period_has_no_other),
    derives=(audience_of_a_draft, rules.as_was_agreed, rules.figures_of_a_new_one),
    notices=(Notice("assigned", ("owner",)),),
    tells=TELLS,
    audience=Audience.CUSTOMER,
    first_panels=(panels.the_report,),
    paper=paper.paper_of,
    links=("related_to", "followed_by"),
    raises=(
        Raises("meeting", "followed_by", (("title", "title"), ("title_en", "title_en"))),
        Raises("nonconformity", "followed_by", (("on_breaches", "description"),)),
        Raises("improvement", "followed_by", (("conclusion", "description"),)),
    ),
)  # fmt: skip
