"""Baselines: what a project runs at one moment, approved by others than who drew it up. Manual 8.1.2, 9.1.7."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Audience
from steward.kernel.process import Gate, Move, Notice, Process, State
from steward.registers.configuration import baseline_rules as rules
from steward.registers.configuration import panels
from steward.registers.configuration.models import Baseline

AUTHORS = ("technical_operations_manager", "technical_group_leader", "project_manager", "service_department_manager")
DECIDERS = ("technical_operations_manager", "service_department_manager", "project_manager")
READERS = ("service_desk", "support_engineer", "quality_manager", *AUTHORS)
FROZEN = ("title", "title_en", "service", "narrowed", "moment")

BASELINE = Process(
    kind="baseline",
    prefix="BAS",
    model=Baseline,
    label=_("Baseline"),
    label_plural=_("Baselines"),
    menu_icon="document",
    states=(
        State("draft", tone="new"),
        State("awaiting_approval", tone="waiting", needs=("moment",), locks=FROZEN),
        State("approved", tone="done", locks=FROZEN),
        State("superseded", tone="closed", needs=("end_reason",), locks=(*FROZEN, "purpose"), final=True),
        State("cancelled", tone="dropped", needs=("end_reason",), locks=(*FROZEN, "purpose"), final=True),
    ),
    moves=(
        Move(
            "submit", ("draft",), "awaiting_approval", by=AUTHORS, rules=(rules.it_holds_something,),
            derives=(rules.the_moment_is_named, rules.the_scope_stands), notices=(Notice("approval", ("deciders",)),),
            primary=True,
        ),
        Move(
            "approve", ("awaiting_approval",), "approved", by=DECIDERS,
            gate=Gate("approval", by=DECIDERS, rejection="return"), proves=("8.1.2",), primary=True,
        ),
        Move("return", ("awaiting_approval",), "draft", by=tuple(dict.fromkeys((*DECIDERS, *AUTHORS)))),
        Move("supersede", ("approved",), "superseded", by=AUTHORS, asks=("end_reason",)),
        Move("cancel", ("draft",), "cancelled", by=AUTHORS, asks=("end_reason",)),
    ),
    fields=("title", "title_en", "purpose", "service", "narrowed", "moment", "owner"),
    required=("title",),
    columns=("number", "title", "project", "customer", "service", "moment", "state", "items_count", "owner"),
    filters=("state", "customer", "project", "service", "moment", "owner", "tags"),
    opened_by=AUTHORS,
    amended_by=AUTHORS,
    replied_by=READERS,
    rules=(rules.its_moment_is_past,),
    derives=(rules.parts_that_there_are,),
    service_process="configuration",
    audience=Audience.INTERNAL,
    panels=(panels.content_of_baseline,),
)  # fmt: skip
