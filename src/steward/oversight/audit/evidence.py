"""What shows that the system is looked at and gets better: judged from the records alone (manual 2.1.10, 3.4)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import YEAR, company, end_of, expiring, has_row, judged, lacks, own, today
from steward.kernel.clauses import clauses
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Stated
from steward.oversight.audit.external import evidence as external
from steward.oversight.audit.figures import DAYS
from steward.oversight.audit.models import FORMER, INPUTS, Audit, Improvement, ManagementReview, Nonconformity
from steward.oversight.audit.performing.evidence import JUDGES as OF_PERFORMANCE
from steward.people.models import Party, ServiceProject, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

REPORTED_IN = Target("audit_report_days", _("An audit is reported after its planned period within"), 30, "days")
AUDITED_IN = Target("audit_interval_days", _("Every clause is audited again within"), 365, "days")
REVIEWED_IN = Target("review_interval_days", _("The next management review is held within"), 365, "days")
ON_TIME = Target("nonconformity_on_time_share", _("Nonconformities closed on time"), 90, "percent")
HELD = ("held", "closed")

_LOOKED_AT = """(select count(distinct c ->> 'clause') from audit_audit a, jsonb_array_elements(a.checks) c
    where a.reported_on > %s::date and a.reported_on <= %s::date and c ->> 'result' <> 'not_looked_at')"""


def planned(asked: Asked) -> QuerySet[Audit]:
    """Audits of the programme: begun in their planned period, reported soon after it."""
    last = F("planned_until") + Value(asked.span(REPORTED_IN))
    wrong = Q(held_from=None) | Q(held_from__gt=F("planned_until")) | Q(reported_on=None) | Q(reported_on__gt=last)
    return judged(own(Audit, ~Q(state="cancelled")), wrong, end_of("planned_until", asked.span(REPORTED_IN)))


def whole(asked: Asked) -> QuerySet[Party]:
    """The company: within the interval audits have looked at every clause of the manual."""
    day = today(asked)
    looked_at = RawSQL(_LOOKED_AT, [day - asked.span(AUDITED_IN), day], output_field=IntegerField())  # noqa: S611  no text of others in it  # nosec B611
    rows = company().annotate(looked_at=looked_at)
    return judged(rows, Q(looked_at__lt=len(clauses())), end_of("began_on", asked.span(AUDITED_IN)))


def reviewed(asked: Asked) -> QuerySet[Party]:
    """The company: top management has reviewed the system within the interval."""
    day = today(asked)
    recent = own(ManagementReview, state__in=HELD, held_on__gt=day - asked.span(REVIEWED_IN), held_on__lte=day)
    return judged(company(), ~Exists(recent), end_of("began_on", asked.span(REVIEWED_IN)))


def informed(asked: Asked) -> QuerySet[ManagementReview]:
    """Reviews of the last year: held after an audit, with every input that the manual names."""
    before = Audit.objects.filter(
        reported_on__lte=OuterRef("held_on"), reported_on__gt=OuterRef("held_on") - Value(YEAR)
    )
    missing = (~Q(inputs__contains=[{"input": key}]) for key, _label in INPUTS if key != FORMER)
    rows = own(ManagementReview, state__in=HELD, held_on__gt=today(asked) - YEAR)
    return judged(rows, reduce(or_, missing, ~Exists(before)))


def followed(asked: Asked) -> QuerySet[ManagementReview]:
    """Reviews held: they decided on something, and nothing of it is past its day and not done."""
    late = has_row("resolutions", f'!exists(@.done_on) && @.until < "{today(asked)}"')
    bare = has_row("resolutions", "exists(@.done_on) && !exists(@.result)")
    rows = own(ManagementReview, state__in=HELD).annotate(late=late, bare=bare)
    return judged(rows, Q(resolutions=[]) | Q(late=True) | Q(bare=True))


def corrected(_asked: Asked) -> QuerySet[Nonconformity]:
    """Closed ones: cause, action and an effect measured in time by another; else a risk that others have accepted."""
    accepted = Decision.objects.filter(record=OuterRef("pk"), gate="acceptance", verdict=Decision.Verdict.APPROVED)
    unproved = (
        Q(root_cause="") | Q(actions=[]) | Q(measured_on=None) | Q(measured="") | Q(verified_by=None)
        | Q(measured_on__lt=F("measure_from"))
    )  # fmt: skip
    return judged(own(Nonconformity, state="closed"), unproved & (Q(accepted_risk="") | ~Exists(accepted)))


def open_ones(asked: Asked) -> QuerySet[Nonconformity]:
    """Open ones: not past their day, or the day of an approved extension."""
    return expiring(own(Nonconformity, is_open=True), "due_on", asked)


def closed_lately(asked: Asked) -> QuerySet[Nonconformity]:
    """Those closed within the last year: whether it was on time."""
    return judged(own(Nonconformity, state="closed", closed_at__gt=asked.at - YEAR), Q(closed_at__gt=end_of("due_on")))


def under_way(asked: Asked) -> QuerySet[Improvement]:
    """Those under way and not yet measured: it is settled how each is measured and told, and its day is not past."""
    bare = lacks(Improvement, ("baseline", "goal", "measure", "inform", "due_on"))
    late = Q(due_on__lt=today(asked), due_on__isnull=False)
    return own(Improvement, state="under_way").annotate(wrong=bare | late, until=end_of("due_on"))


def improved(_asked: Asked) -> QuerySet[Improvement]:
    """Closed ones: measured, verified by another than their owner, and reported."""
    unproved = lacks(Improvement, ("measured_on", "measured", "verified_by", "reported_to", "reported_on"))
    by_owner = Q(verified_by__person=F("owner"), verified_by__isnull=False, owner__isnull=False)
    return judged(own(Improvement, state="closed"), unproved | by_owner)


JUDGES = (
    Judge(
        "audit_is_held_as_planned", "2.1.10",
        _("Every audit of the programme was begun in its planned period and reported within the set days after it."),
        planned, (Audit, Stated), targets=(REPORTED_IN,),
    ),
    Judge(
        "company_is_reviewed", "2.1.11",
        _("Top management has reviewed the management system within the set days."),
        reviewed, (Party, ServiceProject, ManagementReview, Stated), targets=(REVIEWED_IN,), project="",
    ),
    Judge(
        "review_decisions_are_followed", "3.3.3",
        _("Every review held has decided on something, and no decision is past its day or done without a result."),
        followed, (ManagementReview, Stated), serves=("2.1.11",),
    ),
    Judge(
        "company_is_audited", "3.4.1",
        _("Within the set days, audits have looked at every clause of the manual."),
        whole, (Party, ServiceProject, Audit), targets=(AUDITED_IN,), project="",
    ),
    Judge(
        "nonconformity_is_corrected", "3.4.2",
        _("No nonconformity was closed without cause, action and an effect measured by another on or after its day."),
        corrected, (Nonconformity, Decision, Stated),
    ),
    Judge(
        "review_has_its_inputs", "3.4.3",
        _("Every review of the last year followed an audit and had all five inputs before it."),
        informed, (ManagementReview, Audit, Stated),
    ),
    Judge(
        "improvement_is_settled", "3.4.4",
        _("Every improvement under way has baseline, goal, measure and readers, and none is past its day."),
        under_way, (Improvement, Stated),
    ),
    Judge(
        "improvement_is_proved", "3.4.4",
        _("Every improvement that was closed has a measured result that another verified, and was reported."),
        improved, (Improvement, User, Stated),
    ),
    Judge(
        "nonconformity_is_in_time", "3.4.5",
        _("No open nonconformity is past its day without an approved extension."),
        open_ones, (Nonconformity, Stated), targets=tuple(DAYS.values()), serves=("3.4.2",),
    ),
    Judge(
        "nonconformity_closed_on_time", "3.4.5",
        _("Of the nonconformities closed within a year, the set share was closed on time."),
        closed_lately, (Nonconformity, Stated), least=ON_TIME,
    ),
    *OF_PERFORMANCE,
    *external.JUDGES,
)  # fmt: skip

UNJUDGED = (
    *external.UNJUDGED,
    Unjudged("2.1.10", _("That auditors are independent is refused at the door, and not judged again afterwards.")),
)
