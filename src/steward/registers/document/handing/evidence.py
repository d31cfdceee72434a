"""What shows that documents reach their holders, old prints come back, and nothing leaves unasked (1.4.2-1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import judged, own
from steward.kernel.judges import Judge, Target
from steward.kernel.models import Decision, Stated
from steward.people.models import Duty, User
from steward.registers.document.handing.models import Copy, Disclosure, Sort
from steward.registers.document.layers import Layer
from steward.registers.document.models import Document, Edition
from steward.registers.document.signed import ISSUERS, signed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

ACKNOWLEDGED_WITHIN = Target("document_acknowledged_within", _("Receipt of a document acknowledged within"), 7, "days")
RETURNED_WITHIN = Target("document_returned_within", _("Copy of an older edition returned within"), 15, "days")


def acknowledged(asked: Asked) -> QuerySet[Copy]:
    """Copies of editions in force inside the company: the holder has acknowledged each, with the undertaking."""
    held = Copy.objects.filter(edition__in_force_of__isnull=False, holder__isnull=False, ended_at=None)
    return judged(held, Q(acknowledged_at=None), F("handed_out_at") + Value(asked.span(ACKNOWLEDGED_WITHIN)))


def returned(asked: Asked) -> QuerySet[Copy]:
    """Prints of editions that were replaced, inside or outside: each is back or destroyed."""
    old = Copy.objects.filter(edition__replaced_at__isnull=False).exclude(sort=Sort.ELECTRONIC)
    return judged(old, Q(ended_at=None), F("edition__replaced_at") + Value(asked.span(RETURNED_WITHIN)))


def directed(_asked: Asked) -> QuerySet[Edition]:
    """Editions of the manual after the first: a reason is written, and the general manager of the day approved."""
    before = Edition.objects.filter(
        document=OuterRef("document"), in_force_at__lt=OuterRef("in_force_at"), in_force_at__isnull=False
    )
    later = own(Edition, Exists(before), document__layer=Layer.MANUAL, document__parent=None)
    return judged(later, Q(reason="") | ~signed(by=Duty.objects.filter(role__in=ISSUERS)))


def decided(_asked: Asked) -> QuerySet[Disclosure]:
    """Documents handed to third parties: before that, a review and an approval by two people."""
    earlier = Decision.objects.filter(
        record=OuterRef("pk"), verdict=Decision.Verdict.APPROVED, decided_at__lte=OuterRef("handed_over_at")
    )
    reviews = earlier.filter(gate="review")
    other = Decision.objects.filter(
        record=OuterRef("record"), gate="review", verdict=Decision.Verdict.APPROVED
    ).exclude(person=OuterRef("person"))
    approvals = earlier.filter(Exists(other), gate="approval")
    return judged(own(Disclosure, handed_over_at__isnull=False), ~Exists(reviews) | ~Exists(approvals))


JUDGES = (
    Judge(
        "copy_is_acknowledged", "1.4.2",
        _("Every holder of an edition in force has acknowledged it, with the undertaking, within the set days."),
        acknowledged, (Copy, Edition), targets=(ACKNOWLEDGED_WITHIN,), project="", serves=("1.4.5",),
    ),
    Judge(
        "old_copy_is_returned", "1.4.3",
        _("Every print of a replaced edition is returned or destroyed within the set days."),
        returned, (Copy, Edition), targets=(RETURNED_WITHIN,), project="", serves=("1.4.4",),
    ),
    Judge(
        "manual_is_changed_by_direction", "1.4.4",
        _("Every later edition of the manual rests on a reason and the general manager's approval."),
        directed, (Edition, Document, Decision, Duty, User, Stated),
    ),
    Judge(
        "disclosure_was_decided", "1.4.5",
        _("No document went outside before a deputy reviewed and the general manager approved, two people."),
        decided, (Disclosure, Decision, Stated),
    ),
)  # fmt: skip
