"""The roll-outs of a release: which there are, and how the release ended by them (manual 9.1.2, 9.1.4, 9.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience
from steward.processes.release.models import Rollout
from steward.processes.release.words import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt
    from steward.people.actor import Actor

VERIFIED, BACKED_OUT, CANCELLED = "verified", "backed_out", "cancelled"
SETTLED = (VERIFIED, BACKED_OUT, CANCELLED)
# While these hold, sites are planned; afterwards the plan stands as it was approved.
PLANNING = ("draft", "awaiting_test", "in_test")


def sites_of(release_id: int, actor: Actor) -> list[Any]:
    """The roll-outs of a release that are not cancelled, in the order in which they are planned, with their changes."""
    found = Rollout.objects.filter(policy.visible_to(actor), release_id=release_id).exclude(state=CANCELLED)
    return list(found.select_related("change").order_by("planned_start", "pk"))


def its_sites_are_cancelled(attempt: Attempt) -> None:
    """What is planned for a release that is given up is given up with it, and both tell so."""
    actor, release = attempt.actor, attempt.record
    reason = _("%(release)s is cancelled: %(reason)s")
    told = {"release": release.number, "reason": attempt.value("cancel_reason")}
    numbers = [site.number for site in sites_of(release.pk, actor)]
    for number in numbers:
        raw = {"cancel_reason": reason % told}
        acts.move(process_of("rollout"), number, "cancel", actor=actor, raw=raw, version=None)
    if numbers:
        text = _("Cancelled with it: %(sites)s") % {"sites": _(", ").join(numbers)}
        acts.comment(process_of("release"), release.number, actor=actor, body=text, reach=Audience.INTERNAL)


def outcome_of(sites: Iterable[Any]) -> str | None:
    """How the release ended; None while a site is open or where there is none."""
    states = {site.state for site in sites}
    if not states or not states <= {VERIFIED, BACKED_OUT}:
        return None
    if states == {VERIFIED}:
        return Outcome.SUCCEEDED.value
    return Outcome.FAILED.value if states == {BACKED_OUT} else Outcome.PARTLY.value
