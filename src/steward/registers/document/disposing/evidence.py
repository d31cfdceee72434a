"""What shows that no record went before its time, or without two who agreed (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import end_of, judged
from steward.kernel.judges import Judge
from steward.kernel.models import Decision, Record
from steward.registers.document.disposing.models import DisposalLine, Outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked


def disposed_of(_asked: Asked) -> QuerySet[DisposalLine]:
    """Records that were disposed of: after their retention, and approved before by department and record control."""
    approved = Decision.objects.filter(verdict=Decision.Verdict.APPROVED)
    others = approved.filter(record=OuterRef("record"), gate="department").exclude(person=OuterRef("person"))
    both = approved.filter(
        Exists(others), record=OuterRef("record"), gate="control", decided_at__lte=OuterRef("done_at")
    )
    gone = DisposalLine.objects.filter(outcome=Outcome.DISPOSED, subject__disposed_at__isnull=False)
    return judged(gone, Q(done_at__lt=end_of("kept_until")) | ~Exists(both))


JUDGES = (
    Judge(
        "record_is_disposed_of_with_approval", "2.2.4",
        _("No record was disposed of within its retention, or before its department and record control had approved."),
        disposed_of, (DisposalLine, Record, Decision), project="subject__project_id",
    ),
)  # fmt: skip
