"""What shows that others audit us in time, and find us ready: judged from the records alone (manual 1.2.2, A2.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import DAY, YEAR, end_of, judged, own, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Stated
from steward.oversight.audit.external.models import ExternalAudit
from steward.oversight.conformity.models import Pack
from steward.registers.organisation.models import Certificate

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

PACKED_IN = Target("external_audit_pack_days", _("An audit pack is made before an external audit, at most"), 60, "days")
DATED_IN = Target(
    "certificate_audit_dated_days", _("The next audit is dated before a certificate's limit"), 180, "days"
)


def prepared(asked: Asked) -> QuerySet[ExternalAudit]:
    """External audits from a year ago on: a sealed pack that was found whole was made shortly before each."""
    late = own(ExternalAudit, ~Q(state="cancelled"), planned_from__gt=today(asked) - YEAR)
    rows = late.annotate(begins=end_of("planned_from", -DAY))
    begins = OuterRef("begins")
    packs = Pack.objects.filter(
        made_at__lt=begins, made_at__gte=begins - Value(asked.span(PACKED_IN)), verified_at__isnull=False
    )
    return judged(rows, ~Exists(packs.exclude(seal="")), F("begins"))


def dated(asked: Asked) -> QuerySet[Certificate]:
    """Certificates in use: the next audit about each is dated, and lies before its limit."""
    following = own(
        ExternalAudit, certificate=OuterRef("pk"), state__in=("planned", "under_way"),
        planned_until__lte=OuterRef("valid_until"),
    )  # fmt: skip
    rows = Certificate.objects.filter(in_use=True)
    return judged(rows, ~Exists(following), end_of("valid_until", -asked.span(DATED_IN)))


JUDGES = (
    Judge(
        "external_audit_has_its_pack", "1.2.2",
        _("Before every external audit of the last year or to come, within the set days, an audit pack was made."),
        prepared, (ExternalAudit, Pack, Stated), targets=(PACKED_IN,),
    ),
    Judge(
        "certificate_has_its_audit", "A2.4.2",
        _("The next audit about every certificate in use is dated before its limit, the set days ahead."),
        dated, (Certificate, ExternalAudit, Stated), targets=(DATED_IN,), project="",
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("A2.4.2", _("Training in the standards, the register of laws and duties that overlap are not judged.")),
)
