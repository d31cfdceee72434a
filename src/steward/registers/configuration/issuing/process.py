"""Issues of the configuration management report: drafted, issued to readers, read. Manual 8.1.8."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel import receipts
from steward.kernel.models import Audience
from steward.kernel.process import Move, Notice, Process, State
from steward.registers.configuration.issuing import freezing, rules
from steward.registers.configuration.models import ConfigurationReport

REPORTERS = (
    "technical_operations_manager", "technical_group_leader", "project_manager", "service_department_manager",
    "quality_manager",
)  # fmt: skip
SCOPE = ("title", "title_en", "service", "as_of")

CONFIGURATION_REPORT = Process(
    kind="configuration_report",
    prefix="CMR",
    model=ConfigurationReport,
    label=_("Configuration report"),
    label_plural=_("Configuration reports"),
    menu_icon="report",
    states=(
        State("drafted", tone="new"),
        State("issued", tone="waiting", needs=("members",), locks=(*SCOPE, "remark")),
        State("read", tone="closed", locks=(*SCOPE, "remark", "members", "owner"), final=True),
        State("cancelled", tone="dropped", needs=("cancel_reason",), locks=(*SCOPE, "remark", "members"), final=True),
    ),
    moves=(
        Move(
            "issue", ("drafted",), "issued", by=REPORTERS, asks=("members",), offers=("remark",),
            rules=(rules.it_tells_of_what_has_been,), derives=(freezing.figures_frozen,),
            notices=(Notice("to_read", ("members",)),), proves=("8.1.8",), then=(freezing.kept_as_a_file,),
            primary=True,
        ),
        receipts.reading("issued"),
        Move(
            receipts.CLOSE, ("issued",), "read", by=("system", *REPORTERS), rules=(receipts.everybody_has_read_it,),
            proves=("8.1.8",),
        ),
        Move("cancel", ("drafted",), "cancelled", by=REPORTERS, asks=("cancel_reason",)),
    ),
    fields=(*SCOPE, "owner", "remark", "members"),
    required=("title",),
    columns=("number", "title", "project", "state", "as_of", "items", "issued_on", "owner", "updated_at"),
    filters=("state", "customer", "project", "service", "issued_on", "owner", "tags"),
    opened_by=REPORTERS,
    amended_by=REPORTERS,
    replied_by=(*REPORTERS, "system"),
    rules=(receipts.its_readers_are_ours,),
    service_process="configuration",
    audience=Audience.INTERNAL,
)  # fmt: skip
