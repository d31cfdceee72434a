"""How a release ends: by its sites, with everything brought up to date, or with what follows (manual 9.1.5-9.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.models import Link
from steward.processes.release import items, sites
from steward.processes.release.words import DELIVERS, Outcome, Update

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

# From a failure follows a change or a problem; from a success an article.
FOLLOWING = ("change", "problem")
ARTICLE = "article"


def every_site_is_settled(attempt: Attempt) -> Text | None:
    """Each site was verified or backed out."""
    found = sites.sites_of(attempt.record.pk, attempt.actor)
    left = [site for site in found if site.state not in sites.SETTLED]
    if not found:
        return _("There is no site at which it was rolled out.")
    if not left:
        return None
    told = _(", ").join(f"{site.number} {site.title}" for site in left)
    return _("Neither verified nor backed out: %(sites)s.") % {"sites": told}


def how_it_ended(attempt: Attempt) -> dict[str, Any]:
    """The outcome as the sites say, and the updates that its contents call for, as a beginning."""
    outcome = sites.outcome_of(sites.sites_of(attempt.record.pk, attempt.actor))
    found: dict[str, Any] = {"outcome": outcome, "concluded_at": attempt.at}
    if outcome == Outcome.FAILED:
        return found
    rows = attempt.record.contents  # type: ignore[attr-defined]  # a release
    has_problems = any(row["part"] != DELIVERS for row in rows)
    wanted = {"cmdb_update": Update.DONE.value, "incident_update": Update.DONE.value}
    if has_problems:
        return {**found, **wanted, "problem_update": Update.DONE.value}
    note = _("No problem is among the contents.")
    return {**found, **wanted, "problem_update": Update.NOT_NEEDED.value, "problem_note": note}


def it_has_failed_somewhere(attempt: Attempt) -> Text | None:
    """Only a failure has a cause to confirm."""
    if attempt.record.outcome != Outcome.SUCCEEDED:  # type: ignore[attr-defined]  # a release
        return None
    return _("It succeeded everywhere.")


def time_of_cause(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"cause_confirmed_at": attempt.at}


def its_failure_is_dealt_with(attempt: Attempt) -> Text | None:
    """The product manager has confirmed the cause, and a change, a problem or a reason for neither follows (9.1.6)."""
    record: Any = attempt.record
    if record.outcome == Outcome.SUCCEEDED:
        return None
    if not record.cause_confirmed_at:
        return _("The product manager has not confirmed the cause of the failure.")
    if attempt.value("drop_reason") or _is_tied(attempt, FOLLOWING, ("followed_by", "caused_by")):
        return None
    return _("Raise the change or the problem that follows from the failure, or write why nothing does.")


def _is_tied(attempt: Attempt, kinds: tuple[str, ...], relations: tuple[str, ...]) -> bool:
    tied = Link.objects.filter(source_id=attempt.record.pk, relation__in=relations, target__kind__in=kinds)
    return tied.exists()


def _why_not(update: str | None, note: str, what: Text, left: str) -> Text | None:
    """Why an update is not done: it was not told, has no reason why it is not needed, or something is still open."""
    if update == Update.NOT_NEEDED:
        return None if note else _("%(what)s: write why no update is needed.") % {"what": what}
    if update != Update.DONE:
        return _("%(what)s: say whether it was updated.") % {"what": what}
    return _("%(what)s: %(left)s") % {"what": what, "left": left} if left else None


def everything_is_up_to_date(attempt: Attempt) -> Text | None:
    """After success CMDB, problem knowledge and incident knowledge are updated, or need it not (9.1.7, 8.1.10)."""
    record: Any = attempt.record
    if record.outcome == Outcome.FAILED:
        return None
    known = items.known(record.contents, record.project_id, attempt.actor)
    changes = items.unsettled(items.delivered(record.contents, known))
    problems = items.unsettled(items.solved(record.contents, known))
    has_article = _is_tied(attempt, (ARTICLE,), ("documented_by",))
    found = (
        _why_not(
            record.cmdb_update, record.cmdb_note, _("CMDB"),
            _("close these changes first, which compares planned with recorded items: %(items)s")
            % {"items": items.named(changes)} if changes else "",
        ),
        _why_not(
            record.problem_update, record.problem_note, _("Problem knowledge"),
            _("these problems are not solved: %(items)s") % {"items": items.named(problems)} if problems else "",
        ),
        _why_not(
            record.incident_update, record.incident_note, _("Incident knowledge"),
            "" if has_article else _("raise the article that tells the desk what is new."),
        ),
    )  # fmt: skip
    return " ".join(str(each) for each in found if each) or None
