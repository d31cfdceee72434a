"""Cases with the records that they are about, as far as the reader may see them (manual 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steward.kernel.models import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.oversight.conformity.models import Case


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case; its record is None where it is about a plain row, or about a record that the reader may not see."""

    case: Case
    record: Record | None


def named(cases: Sequence[Case]) -> list[NamedCase]:
    """The cases in their order. One statement."""
    refs = [case.ref for case in cases if case.is_record]
    records = {each.pk: each for each in Record.objects.filter(pk__in=refs).select_related("owner")}
    return [NamedCase(case, records.get(case.ref) if case.is_record else None) for case in cases]
