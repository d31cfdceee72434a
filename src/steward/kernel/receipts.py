"""Readers of what was issued, and the receipt that each gives in person (manual 0.3, 8.1.8).

A kind that is read keeps two sheets, `members` with READERS and `receipts` with RECEIPTS, declares the move `reading()`
from the state in which it is issued, and a move `close` that the rule `everybody_has_read_it` guards.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from steward.kernel import acts
from steward.kernel.ledger import keeper
from steward.kernel.process import Move
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import Column
from steward.people.context import acting
from steward.people.models import Person
from steward.people.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt, Text

CLOSE = "close"
READERS = (Column("person", gettext_lazy("Person"), required=True, names=("person",)),)
RECEIPTS = (
    Column("person", gettext_lazy("Person"), required=True, names=("person",)),
    Column("at", pgettext_lazy("receipt", "Read at"), "moment", required=True),
)
# Whom a report may be meant for: people of ours, whatever they do.
_PEOPLE = tuple(key for key, role in ROLES.items() if role.kind != "party" and key not in ("system", "integration"))


def reading(state: str) -> Move:
    """The move by which a reader says that it is read; the last one closes the record."""
    return Move(
        "confirm_reading", (state,), state, by=_PEOPLE, rules=(it_is_meant_for_its_reader,), derives=(receipt_given,),
        then=(closed_once_all_have_read,), primary=True,
    )  # fmt: skip


def its_readers_are_ours(attempt: Attempt) -> Text | None:
    """A reader is somebody of ours who works here, named once. Raises Invalid with every fault."""
    if "members" not in attempt.values:
        return None
    codes = _codes(attempt.values["members"])
    ours = Person.objects.filter(code__in=codes, party__is_own=True, left_on=None)
    known = set(ours.values_list("code", flat=True))
    faults = [_("There is no person “%(code)s” of ours.") % {"code": code} for code in codes if code not in known]
    if len(codes) > len(set(codes)):
        faults.append(_("Name each reader once."))
    if faults:
        raise Invalid({"members": list(dict.fromkeys(faults))})
    return None


def it_is_meant_for_its_reader(attempt: Attempt) -> Text | None:
    """Nobody reads in another's place, and nobody twice."""
    record: Any = attempt.record
    mine = _code_of(attempt)
    if mine not in _codes(record.members):
        return _("You are not among its readers: only they confirm that they have read it.")
    if mine in _codes(record.receipts):
        return _("You have confirmed already that you have read it.")
    return None


def receipt_given(attempt: Attempt) -> dict[str, Any]:
    """The receipts with that of whoever acts."""
    record: Any = attempt.record
    row = {"person": _code_of(attempt), "at": attempt.at.astimezone(UTC).isoformat()}
    return {"receipts": [*record.receipts, row]}


def everybody_has_read_it(attempt: Attempt) -> Text | None:
    """It is closed once each reader who is named has confirmed; the refusal names who has not."""
    record: Any = attempt.record
    left = [code for code in _codes(record.members) if code not in _codes(record.receipts)]
    if not left:
        return None
    names = (person.name for person in Person.objects.filter(code__in=left).order_by("code"))
    return _("Not yet read by: %(names)s.") % {"names": _(", ").join(names)}


def closed_once_all_have_read(attempt: Attempt) -> None:
    """The system closes what nobody has to read any more."""
    record: Any = attempt.record
    if set(_codes(record.members)) <= set(_codes(attempt.values["receipts"])):
        with acting(keeper()) as system:
            acts.move(attempt.process, record.number, CLOSE, actor=system, raw={}, version=None)
        # Whoever confirmed is answered with the record as it stands now.
        record.refresh_from_db()


def _codes(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [row["person"] for row in rows]


def _code_of(attempt: Attempt) -> str:
    found = Person.objects.filter(pk=attempt.actor.person_id or 0).values_list("code", flat=True).first()
    return found or ""
