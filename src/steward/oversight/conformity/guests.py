"""Accounts of external auditors: opened for a time by the representative, ended by themselves (manual 1.2.2, 6.6)."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import now
from steward.people.models import Duty, Person, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.people.actor import Actor

ROLE = "external_auditor"
KEEPERS = ("management_representative", "quality_manager")
LONGEST = timedelta(days=366)


def check_keeper(actor: Actor) -> None:
    """Raises Refused for whoever keeps no such accounts."""
    if reasons := policy.why_not_hold(KEEPERS, actor):
        raise Refused(reasons)


def auditors(day: date) -> QuerySet[Person]:
    """Who holds the duty of an external auditor on a day or later, each once."""
    held = Duty.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), role=ROLE)
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "code")


def accounts() -> QuerySet[User]:
    """Accounts of whoever is or was an external auditor, those that end last first."""
    ever = Duty.objects.filter(role=ROLE).values("person")
    return User.objects.filter(person__in=ever).select_related("person__party").order_by("-valid_until", "username")


def open_for(code: str, until: str, actor: Actor) -> tuple[User, str]:
    """Opens an account until the end of a day, or moves the end of the one there is; password of a new one.

    Raises Refused, Invalid with every fault.
    """
    check_keeper(actor)
    today = today_of(actor)
    faults: dict[str, list[str]] = {}
    last = _day(until, today, faults)
    person = auditors(today).filter(code=code).first()
    if person is None:
        faults["person"] = [_("This person holds no duty of an external auditor: enter the duty first.")]
    elif Duty.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), ~Q(role=ROLE), person=person).exists():
        faults["person"] = [_("This person holds other roles too: such an account is for people from outside alone.")]
    if faults or person is None:
        raise Invalid(faults)
    ends = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(actor.zone))
    account = User.objects.filter(person=person).first()
    if account is not None:
        User.objects.filter(pk=account.pk).update(valid_until=ends)
        return account, ""
    password = secrets.token_urlsafe(12)
    return User.objects.create_user(person.code, password, person=person, valid_until=ends), password


def end(username: str, actor: Actor) -> None:
    """Ends an account now: the next request finds nobody. Raises Refused, Unknown."""
    check_keeper(actor)
    if not accounts().filter(username=username).update(valid_until=now()):
        raise Unknown([_("There is no such account.")])


def _day(text: str, today: date, faults: dict[str, list[str]]) -> date:
    try:
        last = date.fromisoformat(text)
    except ValueError:
        faults["until"] = [_("A day has the form 2026-03-31.")]
        return today
    if not today <= last <= today + LONGEST:
        faults["until"] = [_("Choose a day from today on, within a year: the account is for the time of an audit.")]
    return last
