"""What other floors ask of the organisation: how often the communication plan has something reported (manual 2.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min

from steward.registers.organisation.models import Communication
from steward.registers.organisation.reading import covering

if TYPE_CHECKING:
    from datetime import date


def reported_every(organiser: str, day: date) -> int | None:
    """Days within which holders of a role report in writing, as planned on a day; None where the plan is silent."""
    planned = Communication.objects.filter(covering(day), form=Communication.Form.REPORT, organiser=organiser)
    found: int | None = planned.aggregate(least=Min("every_days"))["least"]
    return found
