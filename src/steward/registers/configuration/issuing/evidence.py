"""What shows that configurations are reported on: judged from the records alone (manual 8.1.8)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import DateField, Exists, ExpressionWrapper, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import contracts, end_of, judged, own, today
from steward.kernel.judges import Judge, Target
from steward.kernel.models import Attachment, Stated
from steward.people.models import Party, ServiceProject
from steward.registers.configuration.models import ConfigurationPlan, ConfigurationReport
from steward.registers.configuration.models.report import CONTENTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

REPORTED_IN = Target(
    "ci_report_days", _("The configuration report is issued again within, where no plan says it"), 92, "days"
)


def reported(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: within its interval a whole report was issued to readers, and its file kept."""
    day = today(asked)
    plan = ConfigurationPlan.objects.filter(project=OuterRef("pk"), state="in_force", report_days__isnull=False)
    every = Coalesce(
        Subquery(plan.order_by("report_days").values("report_days")[:1]),
        Value(asked.figure(REPORTED_IN)), output_field=IntegerField(),
    )  # fmt: skip
    since = ExpressionWrapper(Value(day, DateField()) - OuterRef("every"), output_field=DateField())
    kept = Attachment.objects.filter(record=OuterRef("pk"))
    bare = reduce(or_, (~Q(contents__contains=[{"content": key}]) for key, _label in CONTENTS), Q(members=[]))
    issued = own(
        ConfigurationReport, ~bare, Exists(kept), project=OuterRef("pk"), service=None, state__in=("issued", "read"),
        issued_on__gt=since, issued_on__lte=day,
    )  # fmt: skip
    rows = contracts(asked).annotate(every=every)
    return judged(rows, ~Exists(issued), end_of("starts_on", asked.span(REPORTED_IN)))


JUDGES = (
    Judge(
        "ci_is_reported", "8.1.8",
        _("Of every service project under contract a configuration report was issued and kept within its interval."),
        reported, (ServiceProject, Party, ConfigurationPlan, ConfigurationReport, Attachment, Stated),
        targets=(REPORTED_IN,), project="id",
    ),
)  # fmt: skip
