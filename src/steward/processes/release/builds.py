"""Results that a pipeline tells: kept once each, and what the last of them say of a build (manual 9.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience
from steward.kernel.refusal import Invalid, Refused
from steward.people.context import now
from steward.processes.release.models import Build, Rollout
from steward.processes.release.roles import ROLLING_OUT
from steward.processes.release.words import RunOutcome, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from steward.people.actor import Actor

SHOWN = 10
OVER = ("closed", "cancelled")


@dataclass(frozen=True, slots=True)
class Run:
    """What a pipeline says of one of its runs."""

    run: str
    stage: str
    outcome: str
    build_reference: str
    site: str
    url: str
    ended_at: datetime


@transaction.atomic
def take(number: str, run: Run, *, actor: Actor) -> tuple[Build, bool]:
    """Keeps a run, once; answers it and whether it is new.

    Raises Unknown, Refused by rights, for a release that is over or a run told otherwise before, Invalid for a
    roll-out of another release.
    """
    process = process_of("release")
    release = acts.lock(process, number, actor, None)
    if reasons := policy.why_not_hold(ROLLING_OUT, actor) or policy.why_not_reply(process, release, actor):
        raise Refused(reasons)
    if release.state in OVER:
        raise Refused([_("The release is over; results of its pipeline are no longer taken.")])
    if run.site and not Rollout.objects.filter(release_id=release.pk, number=run.site).exists():
        raise Invalid({"site": [_("There is no roll-out “%(number)s” of this release.") % {"number": run.site}]})
    made, is_new = Build.objects.get_or_create(
        record_id=release.pk, run=run.run, stage=run.stage, defaults={**_values(run), "received_at": now()}
    )
    if not is_new and any(getattr(made, name) != value for name, value in _values(run).items()):
        raise Refused(
            [_("The run %(run)s was told before with another result. A run is told once.") % {"run": run.run}]
        )
    if is_new:
        text = f"{Stage(run.stage).label} {run.run}: {RunOutcome(run.outcome).label} · {run.build_reference} {run.url}"
        acts.comment(process, number, actor=actor, body=text, reach=Audience.INTERNAL)
    return made, is_new


def _values(run: Run) -> dict[str, Any]:
    names = ("outcome", "build_reference", "site", "url", "ended_at")
    return {name: getattr(run, name) for name in names}


def failed_stages(release_id: int, reference: str) -> list[str]:
    """Labels of build and test where the last run of this build did not pass."""
    told = Build.objects.filter(
        record_id=release_id, build_reference=reference, stage__in=(Stage.BUILD, Stage.TEST)
    ).order_by("ended_at", "pk")
    last = dict(told.values_list("stage", "outcome"))
    return [str(Stage(stage).label) for stage, outcome in last.items() if outcome == RunOutcome.FAILED]
