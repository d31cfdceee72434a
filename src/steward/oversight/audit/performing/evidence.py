"""What shows that top management is reported to and reads it: judged from the records alone (manual 0.3)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import company, end_of, expiring, has_row, judged, own, today
from steward.kernel.judges import Judge
from steward.kernel.models import Stated
from steward.oversight.audit.performing.figures import EVERY, ISSUED_IN, READ_IN, interval
from steward.oversight.audit.performing.issued import ISSUED
from steward.oversight.audit.performing.models import PARTS, PerformanceReport
from steward.people.models import Party, ServiceProject
from steward.registers.organisation.models import Communication

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

LACKING = ("found", "assessments")


def reported(asked: Asked) -> QuerySet[Party]:
    """The company: within the interval a report was issued to top management, and read."""
    day = today(asked)
    every = interval(day, asked.figures)
    recent = own(PerformanceReport, state="read", issued_on__gt=day - every, issued_on__lte=day)
    return judged(company(), ~Exists(recent), end_of("began_on", every))


def in_time(asked: Asked) -> QuerySet[PerformanceReport]:
    """Reports under way: neither past the day of issue nor, once issued, past that of reading."""
    return expiring(own(PerformanceReport, is_open=True), "due_on", asked)


def whole(_asked: Asked) -> QuerySet[PerformanceReport]:
    """Reports issued: each part has its figures and is assessed, and there is a conclusion."""
    bare = [~Q(found__contains=[{"part": part}]) for part, _label in PARTS]
    said = {part: f'@.part == "{part}" && exists(@.assessment)' for part, _label in PARTS}
    rows = own(PerformanceReport, state__in=ISSUED)
    rows = rows.annotate(**{f"said_{part}": has_row("assessments", condition) for part, condition in said.items()})
    unsaid = [Q(**{f"said_{part}": False}) for part, _label in PARTS]
    return judged(rows, reduce(or_, [*bare, *unsaid], Q(conclusion="")))


JUDGES = (
    Judge(
        "management_is_reported_to", "0.3",
        _("Within the interval planned, a performance report was issued to top management and read."),
        reported, (Party, ServiceProject, Communication, PerformanceReport, Stated), targets=(EVERY,), project="",
    ),
    Judge(
        "performance_report_in_time", "0.3",
        _("No performance report is past the day by which it is to be issued, or read."),
        in_time, (PerformanceReport, Stated), targets=(ISSUED_IN, READ_IN),
    ),
    Judge(
        "performance_report_is_whole", "0.3",
        _("Every performance report issued has figures and an assessment of each part, and a conclusion."),
        whole, (PerformanceReport, Stated),
    ),
)  # fmt: skip
