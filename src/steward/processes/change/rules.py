"""What must be true of a change, and what follows from it (manual 8.2, 5.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.processes.change import conflicts, items, templates
from steward.processes.change.models import ChangeTemplate
from steward.processes.change.roles import SALES, TECHNICAL
from steward.processes.change.words import MARKS, PLANS, ChangeType, Origin, Outcome, Risk

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

FROM_TEMPLATE = (*PLANS, "expected", "cost_estimate")


def _is_draft(attempt: Attempt) -> bool:
    return attempt.record.state == "draft"


def its_window_ends_after_it_begins(attempt: Attempt) -> Text | None:
    """The window is a span of time."""
    start, end = attempt.value("planned_start"), attempt.value("planned_end")
    return _("The window ends before it begins.") if start and end and end <= start else None


def its_origin_fits_who_draws_it_up(attempt: Attempt) -> Text | None:
    """Inside by technical departments, outside, for customers, by sales (8.2.1)."""
    is_new = attempt.record.pk is None
    if not is_new and "origin" not in attempt.values:
        return None
    project, is_ours = attempt.record.project_id, attempt.record.customer_id == attempt.actor.own_party_id
    if attempt.value("origin") == Origin.INSIDE:
        return None if attempt.actor.holds(TECHNICAL, project) else _("A change from inside is for technical people.")
    if is_ours:
        return _("A change from outside is for a customer, not for our own company.")
    return None if attempt.actor.holds(SALES, project) else _("A change for a customer is drawn up by sales.")


def items_by_number(attempt: Attempt) -> dict[str, Any]:
    """An item may be typed by its name; the sheet keeps numbers, and of new items the names."""
    return {"items": items.by_number(attempt.values["items"])} if "items" in attempt.values else {}


def it_covers_items_of_its_project(attempt: Attempt) -> Text | None:
    """Every item named is one of the service project that the reader sees. Raises Invalid with every fault."""
    if "items" not in attempt.values:
        return None
    rows = attempt.value("items")
    found = items.faults(rows, items.known(rows, attempt.record.project_id), attempt.record, attempt.actor)
    if found:
        raise Invalid({"items": found})
    return None


def a_standard_change_has_a_template(attempt: Attempt) -> Text | None:
    """A standard change follows a template that is in force, and no other change does."""
    if not _is_draft(attempt) and attempt.record.pk is not None:
        return None
    is_standard = attempt.value("change_type") == ChangeType.STANDARD
    if bool(attempt.value("template_id")) == is_standard:
        return None
    if is_standard:
        return _("A standard change follows a template: choose it.")
    return _("Only a standard change follows a template.")


def what_was_authorised_stands(attempt: Attempt) -> Text | None:
    """After its authorisation the marks alone are set; the steps stay as others decided on them."""
    if _is_draft(attempt) or attempt.record.pk is None:
        return None
    for name in PLANS:
        if name in attempt.values and _unmarked(attempt.values[name]) != _unmarked(getattr(attempt.record, name)):
            return _("The plan is authorised as it stands: mark what is done, or return the change to its draft.")
    return None


def _unmarked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in MARKS} for row in rows]


def as_its_template_says(attempt: Attempt) -> dict[str, Any]:
    """The plans of a standard change are those of its template, to the letter."""
    if not _is_draft(attempt) or attempt.value("change_type") != ChangeType.STANDARD:
        return {}
    found = ChangeTemplate.objects.filter(pk=attempt.value("template_id") or 0).first()
    return {name: getattr(found, name) for name in FROM_TEMPLATE} if found else {}


def it_is_no_standard_change(attempt: Attempt) -> Text | None:
    """A standard change is authorised by its template already."""
    if attempt.value("change_type") != ChangeType.STANDARD:
        return None
    return _("A standard change is authorised by its template; nobody needs to decide on it.")


def its_template_authorises_it(attempt: Attempt) -> Text | None:
    """The template is in force and succeeds often enough; a bad one is withdrawn by its own figures."""
    if attempt.value("change_type") != ChangeType.STANDARD:
        return _("Only a standard change is authorised by a template.")
    found = ChangeTemplate.objects.filter(pk=attempt.value("template_id") or 0).first()
    if found is None or found.state != "pre_authorised":
        return _("Its template is not in force.")
    return templates.why_withdrawn(found)


def its_risk_is_assessed(attempt: Attempt) -> Text | None:
    """Every question is answered."""
    return None if attempt.value("risk") else _("Answer every question on the risk first.")


def it_has_a_way_back(attempt: Attempt) -> Text | None:
    """No change without a back-out plan, an emergency neither (8.2.1)."""
    if attempt.value("backout_plan"):
        return None
    return _("Write the back-out plan first; an emergency needs one too.")


def its_window_is_not_over(attempt: Attempt) -> Text | None:
    """What is planned lies ahead, or has just begun."""
    end = attempt.value("planned_end")
    return _("Its window is over. Plan it anew.") if end and end <= attempt.at else None


def _met_by(attempt: Attempt) -> list[conflicts.Met]:
    """What is in the way of the change as it will be."""
    known = items.known(attempt.value("items"), attempt.record.project_id)
    wish = conflicts.wish_of(attempt.record, attempt.actor.own_party_id, (item.pk for item in known.values()))
    return conflicts.conflicts_of(wish) if wish else []


def conflicts_as_they_stand(attempt: Attempt) -> dict[str, Any]:
    """What its author answered for, so that only what comes later is told."""
    return {"known_conflicts": [conflicts.mark(met) for met in _met_by(attempt)]}


def its_conflicts_are_answered(attempt: Attempt) -> Text | None:
    """A freeze holds every change but an emergency; other conflicts need a reason why it is right all the same."""
    record, found = attempt.record, _met_by(attempt)
    is_frozen = any(each.kind == "freeze" for each in found) and record.change_type != ChangeType.EMERGENCY  # type: ignore[attr-defined]  # a change
    if not found or (attempt.value("conflict_reason") and not is_frozen):
        return None
    wanted = (
        _("Choose another window.") if is_frozen else _("Choose another window, or write why it is right all the same.")
    )
    return " ".join([*map(conflicts.said, found), wanted])


def it_is_within_its_window(attempt: Attempt) -> Text | None:
    """A change is carried out when it was planned (8.1.4)."""
    start, end = attempt.value("planned_start"), attempt.value("planned_end")
    if start and end and start <= attempt.at < end:
        return None
    return _("This is outside the window of the change.")


def every_step_is_marked(attempt: Attempt) -> Text | None:
    """What was not done or did not pass is no finished change: back it out, or mark it."""
    record = attempt.record
    left = [row["step"] for row in record.implementation_plan if not row.get("done")]  # type: ignore[attr-defined]  # a change
    left += [row["check"] for row in record.test_plan if not row.get("passed")]  # type: ignore[attr-defined]  # a change
    return _("Not yet marked as done: %(steps)s.") % {"steps": "; ".join(left)} if left else None


def the_review_is_by_another(attempt: Attempt) -> Text | None:
    """Who carried a change out does not review it."""
    if attempt.actor.person_id and attempt.actor.person_id == attempt.record.owner_id:
        return _("Nobody reviews a change that they carried out themselves.")
    return None


def it_was_reviewed_where_it_must_be(attempt: Attempt) -> Text | None:
    """Only a standard change that succeeded, of low risk, closes without a review (8.2.1, 5.4.3)."""
    record: Any = attempt.record
    is_plain = record.change_type == ChangeType.STANDARD and record.outcome == Outcome.SUCCESSFUL
    if record.reviewed_at or (is_plain and record.risk == Risk.LOW):
        return None
    return _("Review it before you close it.")


def what_was_planned_is_recorded(attempt: Attempt) -> Text | None:
    """The configuration items stand as the change planned them (8.1.10)."""
    record: Any = attempt.record
    if record.outcome == Outcome.BACKED_OUT:
        return None
    found = items.differences(record.items, items.known(record.items, record.project_id), attempt.actor)
    found += items.unmade(record.items, record, attempt.actor)
    return " ".join(found) or None


def taker_of(attempt: Attempt) -> dict[str, Any]:
    """Who starts a change that nobody owns carries it out; the time is taken."""
    owner = {} if attempt.record.owner_id else {"owner_id": attempt.actor.person_id}
    return {**owner, "actual_start": attempt.at}


def how_it_ended(attempt: Attempt) -> dict[str, Any]:
    """The time, and the outcome by what was told."""
    outcome = Outcome.WITH_PROBLEMS if attempt.value("had_problems") else Outcome.SUCCESSFUL
    return {"actual_end": attempt.at, "outcome": outcome.value}


def it_was_taken_back(attempt: Attempt) -> dict[str, Any]:
    """The time, and the outcome."""
    return {"actual_end": attempt.at, "outcome": Outcome.BACKED_OUT.value}


def time_of_review(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"reviewed_at": attempt.at}


def approvals_are_void(attempt: Attempt) -> dict[str, Any]:  # noqa: ARG001  every derivation is asked alike
    """What was decided on is no longer what stands."""
    return {"approvals": []}


def time_of_authorisation(attempt: Attempt) -> dict[str, Any]:
    """From now on a template's success is counted."""
    return {"approved_at": attempt.at}
