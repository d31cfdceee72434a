"""What must be true of a roll-out at a site, and what follows (manual 9.1.4, 9.1.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.models import Record
from steward.kernel.refusal import Invalid
from steward.processes.release import items
from steward.processes.release.models import Release
from steward.processes.release.sites import PLANNING
from steward.processes.release.words import MARKS

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

ROLLING_OUT = "rolling_out"
DEFAULT_HOURS = 4
# What stands as it was approved; in the tables the marks alone are set later.
PLANNED = ("title", "title_en", "release", "change", "planned_start", "planned_end")
TABLES = ("run_sheet", "checks")


def _release(attempt: Attempt) -> Any:
    """The release that a roll-out is of, with its columns."""
    return Release.objects.filter(pk=attempt.value("release_id") or 0).first()


def its_window_ends_after_it_begins(attempt: Attempt) -> Text | None:
    """The window is a span of time. Raises Invalid."""
    start, end = attempt.value("planned_start"), attempt.value("planned_end")
    if start and end and end <= start:
        raise Invalid({"planned_end": [_("The window ends before it begins.")]})
    return None


def its_release_and_change_are_of_its_project(attempt: Attempt) -> Text | None:
    """What is rolled out and the change that covers it belong to the service project. Raises Invalid."""
    found: dict[str, list[Text]] = {}
    for name in ("release", "change"):
        if f"{name}_id" in attempt.values and (pk := attempt.values[f"{name}_id"]):
            there = Record.objects.filter(pk=pk, project_id=attempt.record.project_id)
            found |= {} if there.exists() else {name: [_("This belongs to another service project.")]}
    if found:
        raise Invalid(found)
    return None


def it_is_planned_with_its_release(attempt: Attempt) -> Text | None:
    """A site is added or altered while its release is planned; what was approved stands, marks alone are set."""
    is_new = attempt.record._state.adding  # noqa: SLF001  Django's documented interface
    if not is_new and not _alters_the_plan(attempt):
        return None
    # Whoever submits the release at this moment waits, or is waited for: what is decided on is what is planned.
    release = Record.objects.select_for_update().filter(pk=attempt.value("release_id") or 0).first()
    if release is None or release.state in PLANNING:
        return None
    text = _("%(number)s is approved as it was planned: mark what is done, or return the release to its draft.")
    return text % {"number": release.number}


def _alters_the_plan(attempt: Attempt) -> bool:
    names = (name if name in attempt.values else f"{name}_id" for name in PLANNED)
    if any(name in attempt.values and attempt.values[name] != getattr(attempt.record, name) for name in names):
        return True
    return any(
        name in attempt.values and _unmarked(attempt.values[name]) != _unmarked(getattr(attempt.record, name))
        for name in TABLES
    )


def the_way_back_stands(attempt: Attempt) -> Text | None:
    """While a site is taken back its steps are ticked off and stay as they were planned (9.1.5)."""
    record: Any = attempt.record
    if record.state != "backing_out" or "backout_steps" not in attempt.values:
        return None
    if _unmarked(attempt.values["backout_steps"]) == _unmarked(record.backout_steps):
        return None
    return _("The back-out runs as it was planned: mark what is done.")


def _unmarked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in MARKS} for row in rows]


def its_release_is_rolled_out(attempt: Attempt) -> Text | None:
    """No site before the release is approved and its roll-out has begun (9.1.4)."""
    release = _release(attempt)
    if release and release.state == ROLLING_OUT:
        return None
    if release is None:
        return _("It belongs to no release.")
    from steward.processes.release.process import RELEASE

    text = _("%(number)s is in the state “%(state)s”; sites follow once it is approved and its roll-out has begun.")
    return text % {"number": release.number, "state": RELEASE.state(release.state).label}


def its_change_is_authorised(attempt: Attempt) -> Text | None:
    """The change that covers the site is authorised and not yet over (8.2.1)."""
    change = Record.objects.filter(pk=attempt.value("change_id") or 0).first()
    if change is None:
        return _("No change covers this site.")
    if change.state in items.AUTHORISED[:2]:
        return None
    text = _("%(number)s, which covers this site, is not authorised, or it is over already.")
    return text % {"number": change.number}


def it_is_within_its_window(attempt: Attempt) -> Text | None:
    """A site is rolled out when it was planned."""
    start, end = attempt.value("planned_start"), attempt.value("planned_end")
    return None if start and end and start <= attempt.at < end else _("This is outside the window of this site.")


def _left(rows: list[dict[str, Any]], mark: str, name: str) -> str:
    return "; ".join(row[name] for row in rows if not row.get(mark))


def every_step_is_done(attempt: Attempt) -> Text | None:
    """The run sheet is run through before the site is live."""
    left = _left(attempt.value("run_sheet"), "done", "step")
    return _("Not yet marked as done: %(steps)s.") % {"steps": left} if left else None


def every_check_has_passed(attempt: Attempt) -> Text | None:
    """What does not pass its checks is not verified: back it out."""
    left = _left(attempt.value("checks"), "passed", "check")
    return _("These checks have not passed: %(checks)s.") % {"checks": left} if left else None


def every_step_back_is_done(attempt: Attempt) -> Text | None:
    """The back-out plan is run through, step by step (9.1.5)."""
    left = _left(attempt.value("backout_steps"), "done", "step")
    return _("Not yet marked as done: %(steps)s.") % {"steps": left} if left else None


def time_of_start(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move; who starts a site that nobody owns rolls it out."""
    owner = {} if attempt.record.owner_id else {"owner_id": attempt.actor.person_id}
    return {**owner, "started_at": attempt.at}


def time_of_going_live(attempt: Attempt) -> dict[str, Any]:
    """The moment, and until when desk and customer are to be told (9.1.4)."""
    release = _release(attempt)
    hours = release.notice_hours if release and release.notice_hours else DEFAULT_HOURS
    return {"live_at": attempt.at, "notice_due_at": attempt.at + timedelta(hours=hours)}


def steps_of_the_way_back(attempt: Attempt) -> dict[str, Any]:
    """The back-out plan of the release, to be ticked off at this site; the report is due from now on (9.1.5)."""
    release = _release(attempt)
    hours = release.notice_hours if release and release.notice_hours else DEFAULT_HOURS
    steps = [dict(row) for row in release.backout_plan] if release else []
    return {"backout_steps": steps, "notice_due_at": attempt.at + timedelta(hours=hours)}


def time_of_settling(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"settled_at": attempt.at}
