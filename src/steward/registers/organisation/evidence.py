"""What shows that the organisation is as the manual asks: judged from the records alone (manual 0.2, 1.1, 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.fields import DateTimeField, IntegerField
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import DAY, YEAR, company, end_of, expiring, has_row, judged, own, running, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Stated
from steward.people.context import current_actor
from steward.people.models import Duty, Party, Person, ServiceProject
from steward.registers.organisation.appointing.rules import GENERAL_MANAGER, REPRESENTATIVE, TOP
from steward.registers.organisation.models import (
    Acknowledgement,
    Appointment,
    Certificate,
    Communication,
    Confirmation,
    Meeting,
    Position,
    ResourceRequest,
    Responsibility,
    Sort,
)
from steward.registers.organisation.models.responsibility import ACCOUNTABLE, ruled_processes

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

CONFIRMED_IN = Target(
    "organisation_confirmed_days", _("Profile and organisation are confirmed again within"), 365, "days"
)
TAKEN_ON_IN = Target("duties_taken_on_days", _("A duty statement is taken on by its holder within"), 30, "days")
COMMITTEE_IN = Target("committee_interval_days", _("The service committee meets again within"), 100, "days")
DECIDED_IN = Target("resource_decided_days", _("A request for resources is decided on within"), 30, "days")
SERVICE_MANAGER = "customer_service_manager"
HELD = ("held", "closed")
MEETINGS = (Communication.Form.MEETING, Communication.Form.REVIEW)


def _letters(asked: Asked, signer: str, **fields: object) -> QuerySet[Appointment]:
    """Letters in force today that the holder of this role has signed."""
    signed = Decision.objects.filter(
        record=OuterRef("pk"), gate=f"signature:{signer}", verdict=Decision.Verdict.APPROVED
    )
    return own(Appointment, running(asked), Exists(signed), state="in_force", in_project=False, **fields)


def represented(asked: Asked) -> QuerySet[Party]:
    """The company: one letter of the general manager appoints its representative today."""
    letters = _letters(asked, GENERAL_MANAGER, role=REPRESENTATIVE, sort=Sort.APPOINTMENT)
    counted = letters.order_by().values("role").annotate(count=Count("pk")).values("count")
    rows = Party.objects.filter(is_own=True).annotate(letters=Coalesce(Subquery(counted), 0))
    return judged(rows, ~Q(letters=1))


def authorised(asked: Asked) -> QuerySet[Party]:
    """The company: the customer service manager of today is authorised by the representative of today."""
    day = running(asked)
    holder = Duty.objects.filter(day, role=SERVICE_MANAGER, project=None, person=OuterRef("person"))
    signs = Duty.objects.filter(day, role=REPRESENTATIVE, project=None, person=OuterRef("person"))
    by_him = Decision.objects.filter(
        Exists(signs), record=OuterRef("pk"), gate=f"signature:{REPRESENTATIVE}", verdict=Decision.Verdict.APPROVED
    )
    letters = own(
        Appointment, day, Exists(by_him), Exists(holder), state="in_force", sort=Sort.AUTHORISATION,
        role=SERVICE_MANAGER, in_project=False,
    )  # fmt: skip
    return judged(Party.objects.filter(is_own=True), ~Exists(letters))


def certified(asked: Asked) -> QuerySet[Certificate]:
    """Certificates in use: up to the last day of each."""
    return expiring(Certificate.objects.filter(in_use=True), "valid_until", asked)


def confirmed(asked: Asked) -> QuerySet[Party]:
    """The company: management has confirmed its profile and organisation within the interval."""
    recent = Confirmation.objects.filter(confirmed_at__gt=asked.ago(CONFIRMED_IN), confirmed_at__lte=asked.at)
    return judged(company(), ~Exists(recent), end_of("began_on", asked.span(CONFIRMED_IN)))


def held(asked: Asked) -> QuerySet[Position]:
    """Positions: somebody of ours holds each today."""
    holders = Duty.objects.filter(
        running(asked), role=OuterRef("role"), person__in=Person.objects.filter(left_on=None, party__is_own=True)
    )
    return judged(Position.objects.all(), ~Exists(holders))


def decided(asked: Asked) -> QuerySet[ResourceRequest]:
    """Requests for resources of the last year, and all that wait: each is decided on, or its day has not come."""
    rows = own(ResourceRequest, Q(is_open=True) | Q(opened_at__gte=asked.at - YEAR))
    return judged(rows, Q(is_open=True), F("opened_at") + Value(asked.span(DECIDED_IN)))


def reporting(_asked: Asked) -> QuerySet[Position]:
    """Positions below the top: each has its duties in both languages and reports to another."""
    rows = Position.objects.exclude(role__in=(GENERAL_MANAGER, TOP))
    return judged(rows, Q(reports_to="") | Q(duties_zh="") | Q(duties_en=""))


def taken_on(asked: Asked) -> QuerySet[Duty]:
    """Duties of our people for which there is a statement: its edition of today is taken on by the holder."""
    theirs = Position.objects.filter(role=OuterRef("role"))
    made = Acknowledgement.objects.filter(
        person=OuterRef("person"), position__role=OuterRef("role"), edition=F("position__edition")
    )
    rows = Duty.objects.filter(running(asked), Exists(theirs), person__party__is_own=True)
    rows = rows.annotate(asked_on=Greatest("starts_on", Subquery(theirs.values("issued_on")[:1])))
    return judged(rows, ~Exists(made), end_of("asked_on", asked.span(TAKEN_ON_IN)))


def communicated(asked: Asked) -> QuerySet[Communication]:
    """Meetings and reviews of the plan: each was held, with minutes, within its own interval."""
    since = Value(asked.at, DateTimeField()) - _days(OuterRef("every_days"))
    recent = own(
        Meeting, state__in=HELD, communication=OuterRef("pk"), starts_at__gt=since, starts_at__lte=asked.at
    )  # fmt: skip
    rows = Communication.objects.filter(running(asked), form__in=MEETINGS)
    first = Func(
        Value(current_actor().zone), F("starts_on") + _days(F("every_days") + 1),
        function="timezone", output_field=DateTimeField(),
    )  # fmt: skip
    return judged(rows, ~Exists(recent), first)


def _days(number: Any) -> Any:
    return ExpressionWrapper(number * Value(DAY, DurationField()), output_field=DurationField())


def followed(asked: Asked) -> QuerySet[Meeting]:
    """Meetings whose actions are being carried out: none is past its day and not done."""
    late = has_row("actions", f'!exists(@.done_on) && @.until < "{today(asked)}"')
    return judged(own(Meeting, state__in=HELD).exclude(actions=[]), late)


def met(asked: Asked) -> QuerySet[Party]:
    """The company: its service committee has met, with minutes, within the interval."""
    recent = own(
        Meeting, ~Q(minutes_text=""), state__in=HELD, sort=Meeting.Sort.COMMITTEE,
        starts_at__gt=asked.ago(COMMITTEE_IN), starts_at__lte=asked.at,
    )  # fmt: skip
    return judged(company(), ~Exists(recent), end_of("began_on", asked.span(COMMITTEE_IN)))


def answered_for(_asked: Asked) -> QuerySet[Party]:
    """The company: one role answers for each process of the matrix."""
    known = [key for key, _label in ruled_processes()]
    answered = Responsibility.objects.filter(letter=ACCOUNTABLE, process__in=known).order_by()
    counted = answered.values("letter").annotate(count=Count("process", distinct=True)).values("count")
    rows = Party.objects.filter(is_own=True).annotate(
        answered=Coalesce(Subquery(counted), 0, output_field=IntegerField())
    )
    return judged(rows, Q(answered__lt=len(known)))


JUDGES = (
    Judge(
        "representative_is_appointed", "0.2",
        _("Exactly one letter, signed by the general manager, appoints a management representative today."),
        represented, (Party, Appointment, Decision, Stated), project="",
    ),
    Judge(
        "certificate_is_valid", "1.1", _("No certificate in use has expired."), certified, (Certificate,), project="",
    ),
    Judge(
        "organisation_is_confirmed", "1.1",
        _("Management has confirmed profile and organisation within the set days."),
        confirmed, (Party, ServiceProject, Confirmation), targets=(CONFIRMED_IN,), serves=("2.1.1",), project="",
    ),
    Judge(
        "position_is_held", "2.1.1", _("Every position with a duty statement is held by somebody today."),
        held, (Position, Duty, Person, Party), project="",
    ),
    Judge(
        "resources_are_decided_on", "2.1.1", _("No request for resources waits for its decision past the set days."),
        decided, (ResourceRequest, Stated), targets=(DECIDED_IN,),
    ),
    Judge(
        "position_has_its_line", "2.1.3",
        _("Every position has its duties in both languages, and reports to another unless it is the top."),
        reporting, (Position,), project="",
    ),
    Judge(
        "duties_are_taken_on", "2.1.3",
        _("Every holder has taken on the duty statement in its edition of today within the set days."),
        taken_on, (Duty, Position, Acknowledgement, Person, Party), targets=(TAKEN_ON_IN,), project="",
    ),
    Judge(
        "service_manager_is_authorised", "2.1.5",
        _("The customer service manager of today is authorised by a letter that the representative of today signed."),
        authorised, (Party, Appointment, Decision, Duty, Stated), project="",
    ),
    Judge(
        "communication_is_held", "2.1.8",
        _("Every meeting and review of the communication plan was held within its interval, with minutes."),
        communicated, (Communication, Meeting, Stated), project="",
    ),
    Judge(
        "meeting_actions_are_done", "2.1.8", _("No action of a meeting is past its day and not done."),
        followed, (Meeting, Stated),
    ),
    Judge(
        "committee_has_met", "2.1.9", _("The service committee has met within the set days, with minutes."),
        met, (Party, ServiceProject, Meeting, Stated), targets=(COMMITTEE_IN,), project="",
    ),
    Judge(
        "process_is_answered_for", "3.1.2", _("For every process of the matrix exactly one role answers."),
        answered_for, (Party, Responsibility), project="",
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("2.1.8", _("Written reports, trainings and announcements of the plan are not judged by it yet.")),
    Unjudged("2.1.9", _("The board of plans, with resources decided and a check in each quarter, is not built yet.")),
)
