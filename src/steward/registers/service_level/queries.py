"""What other chapters ask of service levels: the terms that were agreed (manual 6.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection

from steward.kernel.agreed import Agreed
from steward.kernel.clock_terms import FactKind

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.models import Record

_MET_BY = {"assignment": (FactKind.ASSIGNED, FactKind.PUBLIC_REPLY), "reply": (FactKind.PUBLIC_REPLY,)}


def terms_for(record: Record, at: datetime) -> Agreed | None:
    """The targets for a record at a time: its customer's agreement in force, else our own internal ones.

    The most specific counts: an agreement for the service before one for all services. None where not even
    internal targets are kept; then no clock runs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from steward.agreed_terms(%s::bigint, %s::bigint, %s::timestamptz)",
            [record.project_id, record.service_id, at],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, calendar_id, edition, targets, met_by, pauses_for = row
    return Agreed(
        number=number,
        calendar_id=calendar_id,
        calendar_edition=edition,
        targets=json.loads(targets),
        response_met_by=_MET_BY[met_by],
        pauses_for=tuple(pauses_for),
    )
