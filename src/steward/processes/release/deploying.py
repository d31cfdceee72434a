"""May a release be deployed at a site? The rules of the page's button, answered yes or with every reason (9.1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.process import Attempt
from steward.kernel.refusal import Unknown
from steward.people.context import now
from steward.processes.release import sites

if TYPE_CHECKING:
    from steward.people.actor import Actor

BEGIN, UNDER_WAY = "begin", "under_way"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a site may be deployed to, and if not, every reason."""

    number: str
    title: str
    state: str
    reasons: tuple[str, ...]

    @property
    def may(self) -> bool:
        """Nothing speaks against it."""
        return not self.reasons


def may_deploy(number: str, site: str, actor: Actor) -> list[Answer]:
    """The answer for each site of a release, or for the one of this number or name. Raises Unknown."""
    release = acts.fetch(process_of("release"), number, actor)
    found = sites.sites_of(release.pk, actor)
    wanted = [each for each in found if site in ("", each.number, each.title)]
    if site and not wanted:
        raise Unknown([_("There is no site “%(site)s” of %(number)s.") % {"site": site[:60], "number": number}])
    return [Answer(each.number, each.title, each.state, tuple(_why_not(each, actor))) for each in wanted]


def _why_not(site: Any, actor: Actor) -> list[str]:
    """Why the site may not be started; one that is under way may still be deployed to while the rules hold."""
    process = process_of("rollout")
    begin = process.move(BEGIN)
    attempt = Attempt(process, site, actor, {}, now())
    reasons = [] if site.state == UNDER_WAY else policy.why_not_move(begin, attempt)
    return list(dict.fromkeys(map(str, [*reasons, *policy.why_not_as_answered(begin, attempt)])))
