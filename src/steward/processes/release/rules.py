"""What must be true of a release before its test, approval and roll-out, and what follows (manual 9.1.1-9.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.intake.values import field_of
from steward.kernel.refusal import Invalid
from steward.processes.release import builds, items, policies, sites
from steward.processes.release.models import Release
from steward.processes.release.words import DELIVERS, Rehearsed, ReleaseType

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

PLAN = (
    "planned_on", "deliverables", "contents", "test_errors", "backout_plan", "acceptance", "communication",
    "logistics", "resources", "risks", "meetings",
)  # fmt: skip
IDENTITY = ("title", "version_label", "release_type")


def _labels(attempt: Attempt, names: list[str]) -> str:
    return _(", ").join(str(field_of(attempt.process, name).verbose_name) for name in names)


def its_contents_are_of_its_project(attempt: Attempt) -> Text | None:
    """Every change and problem named is one of the service project that the reader sees. Raises Invalid."""
    if "contents" not in attempt.values:
        return None
    rows = attempt.value("contents")
    found = items.faults(rows, items.known(rows, attempt.record.project_id, attempt.actor))
    if found:
        raise Invalid({"contents": found})
    return None


def its_version_is_its_own(attempt: Attempt) -> Text | None:
    """A version names one release of a project for good, a cancelled one too. Raises Invalid."""
    version = attempt.values.get("version_label")
    if not version:
        return None
    policy = policies.in_force(attempt.record.project_id)
    if policy and not policies.fits(version, policy.version_pattern):
        text = _("By the release policy a version is named “%(pattern)s” (# a number, * letters and numbers).")
        raise Invalid({"version_label": [text % {"pattern": policy.version_pattern}]})
    policies.one_at_a_time("version", attempt.record.project_id)
    same = Release.objects.filter(project_id=attempt.record.project_id, version_label=version)
    other = same.exclude(pk=attempt.record.pk).first()
    if other:
        raise Invalid({"version_label": [_("%(number)s has this version already.") % {"number": other.number}]})
    return None


def it_can_be_told_apart(attempt: Attempt) -> Text | None:
    """A version as the policy names them (9.1.1)."""
    policy = policies.in_force(attempt.record.project_id)
    version = attempt.value("version_label")
    if not version:
        return _("Give the release its version first.")
    if policy and not policies.fits(version, policy.version_pattern):
        text = _("By the release policy a version is named “%(pattern)s” (# a number, * letters and numbers).")
        return text % {"pattern": policy.version_pattern}
    return None


def it_delivers_a_change(attempt: Attempt) -> Text | None:
    """Without a change nothing is released."""
    rows = attempt.value("contents")
    if any(row["part"] == DELIVERS for row in rows):
        return None
    return _("Name the changes that the release delivers.")


def missing_parts(attempt: Attempt) -> list[str]:
    """The names of the parts that the plan lacks (9.1.2)."""
    return [name for name in PLAN if not attempt.value(name)]


def its_plan_has_every_part(attempt: Attempt) -> Text | None:
    """No approval without all required parts (9.1.2)."""
    missing = missing_parts(attempt)
    return _("The plan lacks these parts: %(parts)s.") % {"parts": _labels(attempt, missing)} if missing else None


def every_site_is_planned(attempt: Attempt) -> Text | None:
    """Each site has its window, its run sheet, its checks and the change that covers it (9.1.2)."""
    found = sites.sites_of(attempt.record.pk, attempt.actor)
    if not found:
        return _("The plan names no site: add a roll-out for each.")
    needed = ("planned_start", "planned_end", "run_sheet", "checks", "change_id")
    lacking = [site for site in found if not all(getattr(site, name) for name in needed)]
    if not lacking:
        return None
    text = _("These sites lack their window, run sheet, checks or covering change: %(sites)s.")
    return text % {"sites": _(", ").join(f"{site.number} {site.title}" for site in lacking)}


def every_test_has_passed(attempt: Attempt) -> Text | None:
    """Test records are there and accepted; a fault that is accepted is explained (9.1.1)."""
    rows = attempt.value("tests")
    if not rows:
        return _("There is no test record.")
    left = [row["check"] for row in rows if row.get("result") not in ("passed", "accepted")]
    if left:
        return _("These tests have not passed: %(tests)s.") % {"tests": "; ".join(left)}
    silent = [row["check"] for row in rows if row["result"] == "accepted" and not row.get("note")]
    return _("Say why the fault is accepted: %(tests)s.") % {"tests": "; ".join(silent)} if silent else None


def its_build_has_passed(attempt: Attempt) -> Text | None:
    """Where a pipeline has told of this build, its last word on build and test is a good one."""
    reference = attempt.value("build_reference")
    if not reference:
        return _("Name the build that is released.")
    failed = builds.failed_stages(attempt.record.pk, reference)
    if not failed:
        return None
    told = {"build": reference, "stages": _(", ").join(failed)}
    return _("The pipeline says that %(build)s has not passed: %(stages)s.") % told


def a_major_one_was_rehearsed(attempt: Attempt) -> Text | None:
    """A rehearsal that passed, and its review by another (9.1.3)."""
    record: Any = attempt.record
    if attempt.value("release_type") != ReleaseType.MAJOR:
        return None
    if record.rehearsal_result != Rehearsed.PASSED:
        return _("A major release goes out after a rehearsal that has passed.")
    return None if record.rehearsal_reviewed_at else _("The rehearsal has not been reviewed by another.")


def a_major_one_has_its_guide(attempt: Attempt) -> Text | None:
    """Results of a release are its note and, where much is altered, its installation guide (9.1.3)."""
    if attempt.value("release_type") != ReleaseType.MAJOR or attempt.value("installation_guide"):
        return None
    return _("A major release needs its installation guide.")


def its_changes_are_authorised(attempt: Attempt) -> Text | None:
    """Nothing goes out that change management has not authorised: contents and each site's covering change."""
    record: Any = attempt.record
    found = items.delivered(record.contents, items.known(record.contents, record.project_id, attempt.actor))
    left = {item.number for item in found if item.state not in items.AUTHORISED}
    covering = [site.change for site in sites.sites_of(record.pk, attempt.actor) if site.change]
    left |= {change.number for change in covering if change.state not in items.AUTHORISED}
    return _("Not authorised: %(changes)s.") % {"changes": _(", ").join(sorted(left))} if left else None


def the_rehearsal_lies_behind(attempt: Attempt) -> Text | None:
    """A rehearsal is recorded after it was made."""
    day = attempt.value("rehearsed_on")
    today = attempt.day
    return _("The day of the rehearsal lies in the future.") if day and day > today else None


def the_rehearsal_has_passed(attempt: Attempt) -> Text | None:
    """A rehearsal that did not pass is made again, not reviewed."""
    if attempt.record.rehearsal_result == Rehearsed.PASSED:  # type: ignore[attr-defined]  # a release
        return None
    return _("There is no rehearsal that has passed.")


def the_review_is_by_another(attempt: Attempt) -> Text | None:
    """Nobody reviews what they rehearsed themselves."""
    if attempt.record.rehearsed_by_id != attempt.actor.id:  # type: ignore[attr-defined]  # a release
        return None
    return _("Nobody reviews a rehearsal that they recorded themselves.")


def who_rehearsed(attempt: Attempt) -> dict[str, Any]:
    """Whoever records it; an earlier review was of an earlier rehearsal."""
    return {"rehearsed_by_id": attempt.actor.id, "rehearsal_review": "", "rehearsal_reviewed_at": None}


def time_of_review(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"rehearsal_reviewed_at": attempt.at}


def time_of_approval(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"approved_at": attempt.at}


def time_of_start(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move; who starts a release that nobody owns answers for it."""
    owner = {} if attempt.record.owner_id else {"owner_id": attempt.actor.person_id}
    return {**owner, "started_at": attempt.at}
