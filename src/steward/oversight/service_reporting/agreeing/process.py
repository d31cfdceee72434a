"""Agreements on reports: drawn up here, offered, agreed on by whoever reads them. Manual 5.2.1."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, State
from steward.oversight.service_reporting.agreeing import rules
from steward.oversight.service_reporting.models import ReportAgreement

KEEPERS = (
    "project_manager",
    "technical_operations",
    "technical_operations_manager",
    "service_department",
    "service_department_manager",
    "customer_service_manager",
    "quality_manager",
)
CONTENTS = (
    "title", "title_en", "every", "language", "due_days", "calendar", "target_share", "starts_on", "further", "members",
)  # fmt: skip

REPORT_AGREEMENT = Process(
    kind="report_agreement",
    prefix="RAG",
    model=ReportAgreement,
    label=_("Report agreement"),
    label_plural=_("Report agreements"),
    menu_icon="service_level",
    states=(
        State("draft", tone="new"),
        State("offered", tone="waiting", needs=("members",), locks=(*CONTENTS, "ends_on")),
        State("agreed", tone="done", locks=(*CONTENTS, "ends_on")),
        State("ended", tone="closed", needs=("ends_on",), locks=(*CONTENTS, "ends_on", "owner"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*CONTENTS, "ends_on"), final=True),
    ),
    moves=(
        Move(
            "offer",
            ("draft",),
            "offered",
            by=KEEPERS,
            rules=(rules.somebody_receives_it, rules.no_other_holds_at_that_time),
            derives=(rules.seen_by_the_customer,),
            notices=(Notice("approval", ("customer_contact", "management_representative")),),
            primary=True,
        ),
        Move(
            "agree",
            ("offered",),
            "agreed",
            by=("customer_contact", *rules.INSIDE),
            rules=(rules.its_own_side_agrees, rules.no_other_holds_at_that_time),
            derives=(rules.agreed_by_whom,),
            notices=(Notice("answered", ("author", "owner", "watchers")),),
            proves=("5.2.1",),
            primary=True,
        ),
        Move(
            "ask_for_another",
            ("offered",),
            "draft",
            by=("customer_contact", *rules.INSIDE),
            asks=("wish",),
            rules=(rules.its_own_side_agrees,),
            notices=(Notice("answered", ("author", "owner", "watchers")),),
        ),
        Move("take_back", ("offered",), "draft", by=KEEPERS),
        Move(
            "end",
            ("agreed",),
            "ended",
            by=KEEPERS,
            asks=("ends_on",),
            rules=(rules.it_ends_with_a_period, rules.no_other_holds_at_that_time),
        ),
        Move("cancel", ("draft", "offered"), "cancelled", by=KEEPERS, asks=("cancel_reason",)),
    ),
    fields=(*CONTENTS, "ends_on", "owner"),
    required=("title", "starts_on"),
    contact_sees=(*CONTENTS, "ends_on", "wish", "agreed_at"),
    columns=("number", "title", "customer", "project", "state", "every", "starts_on", "owner", "updated_at"),
    filters=("state", "every", "customer", "project", "owner", "starts_on", "opened_at", "tags", "tied"),
    opened_by=KEEPERS,
    amended_by=KEEPERS,
    replied_by=("customer_contact", *rules.INSIDE, *KEEPERS),
    rules=(
        rules.the_contract_has_reports,
        rules.it_begins_with_a_period,
        rules.it_ends_after_it_starts,
        rules.its_recipients_are_ours_or_the_customers,
    ),
    derives=(rules.audience_of_a_draft,),
    audience=Audience.CUSTOMER,
    links=("related_to", "followed_by"),
)  # fmt: skip
