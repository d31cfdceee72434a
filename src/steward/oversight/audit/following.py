"""Which findings of an audit have no nonconformity that was raised from it (manual 2.1.10, 3.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from steward.kernel.models import Link
from steward.oversight.audit.models import Nonconformity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.models import Record


def unfollowed(audit: Record, clauses: Iterable[str]) -> list[str]:
    """Of these clauses those against which none was raised from the audit, each once; one statement."""
    raised = Link.objects.filter(source_id=audit.pk, relation="found").values("target_id")
    found = Nonconformity.objects.filter(Q(pk__in=raised) & ~Q(state="cancelled"))
    against = set(found.values_list("clause", flat=True))
    return [number for number in dict.fromkeys(clauses) if number not in against]
