"""The ground of service reports: agreements that hold, reports with secrets among their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.oversight.service_reporting.models import ReportAgreement, ServiceReport
from tests.people import as_

if TYPE_CHECKING:
    from tests.rights.ground import Ground


def report(ground: Ground) -> None:
    """What was missed is told to whoever sees the report."""
    from tests.rights.ground import entitled

    with as_("service-head"):
        for customer in ("alpha", "beta"):
            mine = {record.kind: record for record in ground.records[customer]}
            agreement, made = mine["report_agreement"], mine["service_report"]
            ReportAgreement.objects.filter(pk=agreement.pk).update(holds=True, starts_on="2025-01-01")
            word = ground.secret("figure", entitled(made))
            missed = {"number": "INC-000000", "title": word, "priority": 1, "clock": "response", "reason": word}
            figures = {
                "zone": "Asia/Shanghai", "project": f"{customer}-ops", "target": 95, "period": "2026-01",
                "first": "2026-01-01", "last": "2026-01-31", "tables": {"missed": [missed]},
            }  # fmt: skip
            ServiceReport.objects.filter(pk=made.pk).update(figures=figures, period_until="2026-01-31")
