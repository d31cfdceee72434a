"""What must be true of an appointment, and the duty that follows from it (manual 0.2, 2.1.1, 2.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.process import Line
from steward.kernel.rows import seen_version, write_row
from steward.people.models import Duty, Person
from steward.registers.organisation.models import Appointment, Sort
from steward.registers.organisation.roles import has_one_holder, label_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from steward.kernel.models import Record
    from steward.kernel.process import Attempt, Text

GENERAL_MANAGER, TOP, REPRESENTATIVE = "general_manager", "top_management", "management_representative"
SIGNERS = (GENERAL_MANAGER, TOP, REPRESENTATIVE)


def signed_by(record: Record) -> tuple[Line, ...]:
    """The representative signs authorisations, top management the general manager's letter, that one all others."""
    letter: Any = record
    if letter.sort == Sort.AUTHORISATION:
        return (_line(REPRESENTATIVE),)
    return (_line(TOP if letter.role == GENERAL_MANAGER else GENERAL_MANAGER),)


def _line(role: str) -> Line:
    return Line(f"signature:{role}", (role,))


def it_ends_after_it_starts(attempt: Attempt) -> Text | None:
    """The last day is not before the first."""
    first, last = attempt.value("starts_on"), attempt.value("ends_on")
    if first and last and last < first:
        return _("It ends on %(last)s, before it begins on %(first)s: put one of the days right.") % {
            "first": first, "last": last,
        }  # fmt: skip
    return None


def it_appoints_one_of_ours(attempt: Attempt) -> Text | None:
    """A letter of ours binds nobody of another company."""
    code = Person.objects.filter(pk=attempt.value("person_id")).exclude(party__is_own=True).values_list("code").first()
    return _("%(code)s is of another company: only our own people are appointed.") % {"code": code[0]} if code else None


def it_says_what_it_authorises_to(attempt: Attempt) -> Text | None:
    """An authorisation without extent authorises to nothing."""
    if attempt.value("sort") == Sort.AUTHORISATION and not attempt.value("extent"):
        return _("An authorisation says what it authorises to: fill in its extent.")
    return None


def its_holder_is_authorised(attempt: Attempt) -> Text | None:
    """Only whoever holds the role on the first day can be authorised in it."""
    letter: Any = attempt.record
    if letter.sort != Sort.AUTHORISATION:
        return None
    if _duties(letter, letter.starts_on, letter.starts_on).filter(person=letter.person_id).exists():
        return None
    return _("%(person)s does not hold the role “%(role)s” on %(day)s: appoint first, then authorise.") % {
        "person": letter.person.name, "role": label_of(letter.role), "day": letter.starts_on,
    }  # fmt: skip


def the_role_is_free(attempt: Attempt) -> Text | None:
    """A role for one person is not given to a second one in the same time."""
    letter: Any = attempt.record
    if letter.sort != Sort.APPOINTMENT or not has_one_holder(letter.role, in_project=letter.in_project):
        return None
    held = _duties(letter, letter.starts_on, letter.ends_on).exclude(person=letter.person_id)
    other = held.select_related("person").order_by("starts_on").first()
    if other is None:
        return None
    named = {"role": label_of(letter.role), "person": other.person.name, "day": other.ends_on}
    if other.ends_on is None:
        return _("“%(role)s” is held by %(person)s without a last day: set one for that appointment first.") % named
    return _("“%(role)s” is held by %(person)s until %(day)s: let this one begin later, or end that one.") % named


def nobody_signs_for_themselves(attempt: Attempt) -> Text | None:
    """A letter is signed by somebody else than whom it appoints."""
    letter: Any = attempt.record
    if letter.person_id == attempt.actor.person_id:
        return _("Nobody signs their own appointment: ask who stands in for you in this.")
    return None


def it_ends_on_a_day_that_came(attempt: Attempt) -> Text | None:
    """What is to end ahead has its last day set; what ended, ended between its first day and today."""
    ended, first = attempt.value("ended_on"), attempt.value("starts_on")
    if ended and ended > attempt.day:
        return _("%(day)s has not come yet: set it as the last day instead.") % {"day": ended}
    if ended and first and ended < first:
        return _("It began on %(first)s and can't have ended on %(last)s.") % {"first": first, "last": ended}
    return None


def day_it_ran_out(attempt: Attempt) -> dict[str, Any]:
    """An appointment that ran out ended on its last day."""
    letter: Any = attempt.record
    return {"ended_on": letter.ends_on, "end_reason": str(_("Its term is over."))}


def duty_follows(attempt: Attempt) -> None:
    """The duty from which the rights follow: a new one, or the one that its holder has, within the new limit."""
    letter: Any = attempt.record
    if letter.sort != Sort.APPOINTMENT:
        return
    held = _own_duty(letter)
    if held is None:
        values = {"person_id": letter.person_id, "role": letter.role, "starts_on": letter.starts_on,
                  "ends_on": letter.ends_on, "project_id": _project(letter)}  # fmt: skip
        write_row(Duty, None, values, "")
    else:
        _limit(held, attempt.value("ends_on"))


def duty_is_limited(attempt: Attempt) -> None:
    """The duty ends with its letter."""
    letter: Any = attempt.record
    held = _own_duty(letter) if letter.sort == Sort.APPOINTMENT else None
    if held is not None:
        _limit(held, attempt.value("ended_on") or attempt.value("ends_on"))


def _limit(held: Duty, day: date | None) -> None:
    if held.ends_on != day:
        write_row(Duty, held.pk, {"ends_on": day}, seen_version(held))


def _own_duty(letter: Appointment) -> Duty | None:
    found = _duties(letter, letter.starts_on, letter.ends_on).filter(person=letter.person_id)
    return found.order_by("starts_on").last()


def _project(letter: Appointment) -> int | None:
    return letter.project_id if letter.in_project else None


def _duties(letter: Appointment, first: date, last: date | None) -> QuerySet[Duty]:
    """The duties of the letter's role, in its service project or the company, that meet these days."""
    found = Duty.objects.filter(role=letter.role, project=_project(letter))
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=first))
    return found if last is None else found.filter(starts_on__lte=last)
