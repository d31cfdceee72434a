"""What shows that service is reported: judged from the records alone (manual 5.2, 9.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import DAY, YEAR, contracts, end_of, has_row, judged, lacks, own, running, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Link, Record, Stated
from steward.oversight.service_reporting.models import Every, ReportAgreement, ServiceReport
from steward.people.models import Party, ServiceProject

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

AGREED_IN = Target("report_agreed_days", _("Reports are agreed on after a contract begins within"), 60, "days")
ON_TIME = Target("report_on_time_share", _("Reports issued by their agreed day"), 90, "percent")
MET_IN = Target("report_meeting_days", _("The internal report is discussed after its period within"), 45, "days")
# A month that is over has its draft soon, not at the stroke of midnight.
SETTLED = 3 * DAY
SENT = ("issued", "read")
INSIDE = Q(project__customer__is_own=True)
# What is in the figures of a report is found again by SQL; both are read with the report's own project, zone and days.
_OPENED = """(select count(*) from kernel_record r where r.kind = 'incident' and r.restriction = ''
    and (r.project_id = kernel_record.project_id or service_reporting_servicereport.figures ->> 'project' = '')
    and r.opened_at >= service_reporting_servicereport.period_from::timestamp
        at time zone (service_reporting_servicereport.figures ->> 'zone')
    and r.opened_at < (service_reporting_servicereport.period_until + 1)::timestamp
        at time zone (service_reporting_servicereport.figures ->> 'zone'))"""
_TOLD = """coalesce((jsonb_path_query_first(service_reporting_servicereport.figures,
    '$.tables.flow[*] ? (@.kind == "incident").opened'))::integer, 0)"""
_LEFT_OUT = """exists (select 1 from people_serviceproject p
    where p.starts_on <= service_reporting_servicereport.period_until
        and (p.ends_on is null or p.ends_on >= service_reporting_servicereport.period_from)
        and not jsonb_path_exists(service_reporting_servicereport.figures,
            '$.tables.projects[*].project[0] ? (@ == $code)', jsonb_build_object('code', p.code)))"""


def _of_the_year(asked: Asked, *conditions: Q) -> QuerySet[ServiceReport]:
    """Reports of periods that ended within a year; what was cancelled, and what corrects another, is apart."""
    ended = Q(period_until__gt=today(asked) - YEAR, period_until__lt=today(asked))
    return own(ServiceReport, ended, *conditions, stands=True, replaces=None)


def agreed(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: an agreement on reports holds, agreed on by the customer."""
    holding = own(ReportAgreement, running(asked), project=OuterRef("pk"), holds=True)
    return judged(contracts(asked), ~Exists(holding), end_of("starts_on", asked.span(AGREED_IN)))


def on_time(asked: Asked) -> QuerySet[ServiceReport]:
    """Reports to customers of the last year: issued by the day that was agreed."""
    wrong = Q(issued_at=None) | Q(issued_at__gt=end_of("due_on"))
    return judged(_of_the_year(asked, ~INSIDE), wrong, end_of("due_on"))


def discussed(asked: Asked) -> QuerySet[ServiceReport]:
    """Internal reports of the last year: issued, and discussed at a meeting whose minutes are out."""
    meeting = Link.objects.filter(
        source=OuterRef("pk"), relation="followed_by", target__kind="meeting", target__state__in=("held", "closed")
    )
    wrong = Q(issued_at=None) | ~Exists(meeting)
    return judged(_of_the_year(asked, INSIDE), wrong, end_of("period_until", asked.span(MET_IN)))


def whole(_asked: Asked) -> QuerySet[ServiceReport]:
    """Issued ones: figures, summary and conclusion, a word on what was missed, and what else was agreed."""
    missed = Func(
        F("figures"), Value("$.tables ? (exists(@.missed[*]) || exists(@.nonconformities[*]))"),
        function="jsonb_path_exists", output_field=BooleanField(),
    )  # fmt: skip
    rows = own(ServiceReport, state__in=SENT).annotate(missed=missed, untold=has_row("further", "!exists(@.said)"))
    bare = lacks(ServiceReport, ("summary", "conclusion")) | Q(figures={}) | Q(drawn_at=None)
    return judged(rows, bare | Q(untold=True) | Q(missed=True, on_breaches=""))


def reliable(asked: Asked) -> QuerySet[ServiceReport]:
    """The newest issued report of each agreement: what was opened counts the same again; corrections say why."""
    newer = ServiceReport.objects.filter(agreement=OuterRef("agreement"), state__in=SENT).order_by(
        "-period_from", "-pk"
    )
    counted, told = (RawSQL(text, [], output_field=IntegerField()) for text in (_OPENED, _TOLD))  # noqa: S611  no text of others in it  # nosec B611
    rows = own(ServiceReport, state__in=SENT, pk=Subquery(newer.values("pk")[:1]), issued_at__gt=asked.at - YEAR)
    wrong = ~Q(counted=F("told")) | Q(replaces__isnull=False, correction="")
    return judged(rows.annotate(counted=counted, told=told), wrong)


def analysed(asked: Asked) -> QuerySet[ServiceReport]:
    """Internal reports of the last year: issued by their day, with every service project in operation."""
    left_out = RawSQL(_LEFT_OUT, [], output_field=BooleanField())  # noqa: S611  no text of others in it  # nosec B611
    wrong = Q(issued_at=None) | Q(issued_at__gt=end_of("due_on")) | Q(left_out=True)
    return judged(_of_the_year(asked, INSIDE).annotate(left_out=left_out), wrong, end_of("due_on"))


def every_month(asked: Asked) -> QuerySet[Party]:
    """The company: it has agreed on an analysis every month, and there is one of the month that was over last."""
    first = ServiceProject.objects.order_by("starts_on").values("starts_on")[:1]
    last = (today(asked) - SETTLED).replace(day=1) - DAY
    holding = own(ReportAgreement, INSIDE, running(asked), holds=True, every=Every.MONTH)
    report = own(ServiceReport, INSIDE, stands=True, period_until=last)
    rows = Party.objects.filter(is_own=True).annotate(began_on=Subquery(first))
    return judged(rows, ~Exists(holding) | ~Exists(report), end_of("began_on", asked.span(AGREED_IN)))


JUDGES = (
    Judge(
        "project_has_report_agreement", "5.2.1",
        _("For every service project under contract, the customer has agreed on reports, within the set days."),
        agreed, (ServiceProject, Party, ReportAgreement, Stated), targets=(AGREED_IN,), project="pk",
    ),
    Judge(
        "report_is_issued_on_time", "5.2.1",
        _("Of the reports to customers of the last year, the set share was issued by the day that was agreed."),
        on_time, (ServiceReport, ServiceProject, Party, Stated), least=ON_TIME, serves=("5.2.5",),
    ),
    Judge(
        "internal_report_is_discussed", "5.2.2",
        _("Every internal report of the last year was issued and discussed, with minutes, within the set days."),
        discussed, (ServiceReport, ServiceProject, Party, Link, Record, Stated), targets=(MET_IN,), project="",
        watches=("meeting",),
    ),
    Judge(
        "report_holds_its_contents", "5.2.3",
        _("Every report that was issued has figures, summary, conclusion, a word on breaches, and what was agreed."),
        whole, (ServiceReport, Stated),
    ),
    Judge(
        "report_counts_again", "5.2.5",
        _("The incidents opened, as the newest report of each agreement tells them, count the same again."),
        reliable, (ServiceReport, Record, Stated), watches=("incident",),
    ),
    Judge(
        "company_analyses_every_month", "9.1.9",
        _("The company has agreed on an internal report every month, and there is one of the month that is over."),
        every_month, (Party, ServiceProject, ReportAgreement, ServiceReport, Stated), targets=(AGREED_IN,), project="",
    ),
    Judge(
        "internal_report_is_whole", "9.1.9",
        _("Every internal report of the last year was issued by its day and covers every project in operation."),
        analysed, (ServiceReport, ServiceProject, Party, Stated), project="",
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("5.2.3", _("Satisfaction is told by how solutions were taken: ratings and surveys are not kept yet.")),
    Unjudged("5.2.5", _("Figures other than those of incidents opened are sealed, and not counted again.")),
)
