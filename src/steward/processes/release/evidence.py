"""What shows that releases go out by their policy and plan: judged from the records alone (manual 9.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import YEAR, contracts, end_of, has_row, judged, lacks, own, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Link, Stated, TimelineEntry
from steward.people.models import Party, ServiceProject
from steward.processes.release.ending import FOLLOWING
from steward.processes.release.models import Release, ReleasePolicy, Rollout
from steward.processes.release.policies import PARTS
from steward.processes.release.rules import PLAN
from steward.processes.release.words import Outcome, Rehearsed, ReleaseType, Update

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

POLICY_IN = Target("release_policy_days", _("A new service project has its release policy within"), 30, "days")
FOLLOWED_IN = Target("release_followed_days", _("The cause of a failed release is settled within"), 10, "days")
UPDATED_IN = Target("release_updated_hours", _("CMDB and knowledge are updated after a release within"), 72, "hours")

MAJOR = Q(release_type=ReleaseType.MAJOR)
UNPASSED = '!(@.result == "passed" || @.result == "accepted")'
SITE = ("planned_start", "planned_end", "run_sheet", "checks", "change")
HOUR = Value(timedelta(hours=1))


def ruled(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: a policy in force with all its parts, not past its review."""
    whole = ReleasePolicy.objects.filter(
        ~lacks(ReleasePolicy, PARTS), project=OuterRef("pk"), state="in_force", review_on__gte=today(asked)
    )
    return judged(contracts(asked), ~Exists(whole), end_of("starts_on", asked.span(POLICY_IN)))


def _begun(asked: Asked) -> QuerySet[Release]:
    return own(Release, started_at__gte=asked.at - YEAR)


def authorised(asked: Asked) -> QuerySet[Release]:
    """Those rolled out in the last year: tested, accepted, and let out by those whom the policy names."""
    approved = Decision.objects.filter(
        record=OuterRef("pk"), verdict=Decision.Verdict.APPROVED, decided_at__lte=OuterRef("started_at")
    )
    untested = lacks(Release, ("tests", "test_accepted")) | Q(has_row("tests", UNPASSED))
    undecided = ~Exists(approved.filter(gate__startswith="test:")) | ~Exists(approved.filter(gate__startswith="roll:"))
    return judged(_begun(asked), untested | undecided)


def planned(_asked: Asked) -> QuerySet[Release]:
    """Approved ones: every part of the plan, and every site with its window, steps, checks and change."""
    sites = Rollout.objects.filter(~Q(state="cancelled"), release=OuterRef("pk"))
    wrong = lacks(Release, PLAN) | ~Exists(sites) | Exists(sites.filter(lacks(Rollout, SITE)))
    return judged(own(Release, approved_at__isnull=False), wrong)


def rehearsed(asked: Asked) -> QuerySet[Release]:
    """Major ones rolled out in the last year: rehearsed, reviewed, with note and guide."""
    result = Q(rehearsal_result=None) | Q(rehearsal_result=Rehearsed.FAILED)
    unseen = Q(rehearsal_reviewed_at=None) | Q(rehearsal_reviewed_at__gt=F("started_at"))
    texts = lacks(Release, ("release_note", "installation_guide"))
    return judged(_begun(asked).filter(MAJOR), result | unseen | texts)


def installed(_asked: Asked) -> QuerySet[Release]:
    """Major ones closed after a success: the baseline installed beside the one planned, or why they differ."""
    closed = own(Release, MAJOR, ~Q(outcome=Outcome.FAILED), outcome__isnull=False, state="closed")
    return judged(closed, lacks(Release, ("planned_baseline", "installed_baseline")) & Q(difference_reason=""))


def in_order(asked: Asked) -> QuerySet[Rollout]:
    """Sites begun in the last year: after the approval of their release."""
    approved = Release.objects.filter(pk=OuterRef("release"), approved_at__lte=OuterRef("started_at"))
    return judged(own(Rollout, started_at__gte=asked.at - YEAR), ~Exists(approved))


def _late(asked: Asked, **states: object) -> tuple[QuerySet[Rollout], Q]:
    """Sites of the last year in these states, and whether the result was not told by the agreed time."""
    rows = own(Rollout, started_at__gte=asked.at - YEAR, notice_due_at__isnull=False, **states)
    return rows, Q(settled_at=None) | Q(settled_at__gt=F("notice_due_at"))


def told(asked: Asked) -> QuerySet[Rollout]:
    """Sites that went live in the last year: verified and told in time."""
    live, late = _late(asked, state__in=("live", "verified"))
    return judged(live, late, F("notice_due_at"))


def backed_out(asked: Asked) -> QuerySet[Rollout]:
    """Sites taken back in the last year: every step done, and told in time."""
    back, late = _late(asked, state__in=("backing_out", "backed_out"))
    undone = Q(backout_steps=[]) | Q(has_row("backout_steps", "!(@.done == true)"))
    return judged(back, late | undone, F("notice_due_at"))


def _concluded(asked: Asked) -> QuerySet[Release]:
    return own(Release, concluded_at__gte=asked.at - YEAR, outcome__isnull=False)


def followed(asked: Asked) -> QuerySet[Release]:
    """Those that failed somewhere in the last year: a confirmed cause, and what follows from it."""
    follows = Link.objects.filter(
        source=OuterRef("pk"), relation__in=("followed_by", "caused_by"), target__kind__in=FOLLOWING
    )
    open_end = Q(drop_reason="") & ~Exists(follows)
    wrong = lacks(Release, ("failure_cause", "cause_confirmed_at")) | open_end
    failed = _concluded(asked).exclude(outcome=Outcome.SUCCEEDED)
    return judged(failed, wrong, F("concluded_at") + asked.span(FOLLOWED_IN))


def updated(asked: Asked) -> QuerySet[Release]:
    """Those that succeeded in the last year: closed in time with all three updates, or why none is needed."""
    agreed = ExpressionWrapper(F("update_hours") * HOUR, DurationField())
    until = F("concluded_at") + Coalesce(agreed, Value(asked.span(UPDATED_IN)))
    wrong = Q(closed_at=None) | Q(closed_at__gt=until)
    for name in ("cmdb", "problem", "incident"):
        said = Q(**{f"{name}_update": Update.NOT_NEEDED, f"{name}_update__isnull": False, f"{name}_note": ""})
        wrong |= Q(**{f"{name}_update": None}) | said
    return judged(_concluded(asked).exclude(outcome=Outcome.FAILED), wrong, until)


def documented(_asked: Asked) -> QuerySet[Release]:
    """Closed ones: the documents of its type, and not one word altered since."""
    later = TimelineEntry.objects.filter(record=OuterRef("pk"), verb="amended", occurred_at__gt=OuterRef("closed_at"))
    texts = lacks(Release, ("release_note", "tests", "result")) | (MAJOR & Q(installation_guide=""))
    return judged(own(Release, state="closed"), texts | Exists(later))


JUDGES = (
    Judge(
        "release_policy_in_force", "9.1.1",
        _("Every service project under contract has a release policy in force, whole and not past its review."),
        ruled, (ServiceProject, Party, ReleasePolicy), targets=(POLICY_IN,), project="id",
    ),
    Judge(
        "release_is_authorised", "9.1.1",
        _("No release of the last year went out before its tests were accepted and both gates were passed."),
        authorised, (Release, Decision, Stated),
    ),
    Judge(
        "release_plan_is_whole", "9.1.2",
        _("Every approved release has a plan with all its parts, and for every site window, steps, checks and change."),
        planned, (Release, Rollout, Stated),
    ),
    Judge(
        "release_is_rehearsed", "9.1.3",
        _("No major release of the last year went out without a passed and reviewed rehearsal, note and guide."),
        rehearsed, (Release, Stated),
    ),
    Judge(
        "release_baseline_is_compared", "9.1.3",
        _("Every closed major release names the planned and the installed baseline, or says why they differ."),
        installed, (Release, Stated),
    ),
    Judge(
        "release_after_approval", "9.1.4",
        _("No site was rolled out in the last year before its release was approved."),
        in_order, (Rollout, Release, Stated),
    ),
    Judge(
        "release_result_is_told", "9.1.4",
        _("The verified result of every site was told within the agreed hours after it went live."),
        told, (Rollout, Stated),
    ),
    Judge(
        "release_back_out_is_run", "9.1.5",
        _("Every site taken back was taken back step by step, and that was told within the agreed hours."),
        backed_out, (Rollout, Stated),
    ),
    Judge(
        "release_failure_is_followed", "9.1.6",
        _("Every failed release has its confirmed cause and a change or problem, or a reason, in the set days."),
        followed, (Release, Link, Stated), targets=(FOLLOWED_IN,),
    ),
    Judge(
        "release_knowledge_is_updated", "9.1.7",
        _("After every release the CMDB, problem and incident knowledge are updated in the agreed hours."),
        updated, (Release, Stated), targets=(UPDATED_IN,),
    ),
    Judge(
        "release_is_documented", "9.1.8",
        _("Every closed release keeps its note, test record, result and, where major, its guide, unaltered since."),
        documented, (Release, TimelineEntry, Stated),
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("9.1.3", _("Whether both baselines agree is compared as a release is closed, not judged afterwards.")),
)
