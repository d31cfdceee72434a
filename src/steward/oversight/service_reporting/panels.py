"""The report on its record's page: summary first, then section by section, charts with their tables (5.2.3, 5.2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.oversight.service_reporting.showing import Reader
from steward.surface import times
from steward.surface.prose import prose

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor


SENT = ("issued", "read")


def the_report(record: Record, actor: Actor) -> SafeString | None:
    """All of it, from what is kept with the record; None where its figures are not drawn yet."""
    report: Any = record
    if not report.figures:
        return None
    reader = Reader(report.figures, actor)
    context = {
        "cards": list(reader.cards()),
        "sections": reader.sections(report),
        "summary": prose(report.summary),
        "conclusion": prose(report.conclusion),
        "further": [{"content": row["content"], "said": prose(row.get("said", ""))} for row in report.further],
        "drawn_at": times.short(report.drawn_at, actor.zone) if report.drawn_at else "",
        "digest": report.digest,
        "is_frozen": report.state in ("checked", "issued", "read"),
        "prose": prose,
        "correction_url": _correction(report) if actor.is_provider and report.state in SENT else "",
    }
    return mark_safe(render_to_string("service_reporting/report.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _correction(report: Any) -> str:
    """The form of the report that replaces this one, filled in."""
    asked = {
        "project": report.project.code, "agreement": report.agreement.number, "period_from": report.period_from,
        "replaces": report.number,
    }  # fmt: skip
    return f"/service_report/new/?{urlencode(asked)}"
