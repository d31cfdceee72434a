"""Persons as sheets of this chapter name them: by number, our own people (manual 2.1.10, 3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt


def ours(codes: Iterable[str], own_party_id: int | None) -> dict[str, Person]:
    """Our people of these numbers, with their units; who left is not there."""
    wanted = frozenset(codes)
    if not wanted:
        return {}
    found = Person.objects.filter(code__any_of=wanted, party_id=own_party_id or 0, left_on=None)
    return {person.code: person for person in found.select_related("unit")}


def are_known(attempt: Attempt, field: str, column: str) -> dict[str, Person]:
    """The people that a sheet about to be written names. Raises Invalid with a sentence for each unknown one."""
    if field not in attempt.values:
        return {}
    codes = [row[column] for row in attempt.values[field] if row.get(column)]
    known = ours(codes, attempt.actor.own_party_id)
    faults = [_("There is no person “%(code)s”.") % {"code": code} for code in codes if code not in known]
    if faults:
        raise Invalid({field: list(dict.fromkeys(faults))})
    return known
