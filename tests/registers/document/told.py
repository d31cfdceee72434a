"""How tests tell the life of an edition: who draws it up, reviews and approves it, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Duty, Person
from steward.registers.document.models import Edition
from tests.people import as_

if TYPE_CHECKING:
    from steward.kernel.models import Record

PROCEDURE, MANUAL = "ITSM-B-14", "ITSM-A-01"
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
TEXT = [{"heading_zh": "1 目的", "heading_en": "1 Purpose", "zh": "改动可控。", "en": "Changes are controlled."}]


def organised() -> None:
    """Somebody is general manager: the cast has none."""
    with as_("service-head"):
        person = Person.objects.get(code="p-nobody")
        Duty.objects.create(person=person, role="general_manager", starts_on=date(2025, 1, 1))


def drafted(at: datetime = MONDAY, code: str = PROCEDURE, **raw: Any) -> Record:
    """A draft by the quality manager."""
    given = {"project": "own-ops", "document": code, "sections": TEXT, **raw}
    with as_("quality", at) as actor:
        return acts.open_record(process_of("edition"), actor=actor, raw=given)


def moved(number: str, name: str, who: str, at: datetime, **raw: Any) -> Record:
    """A move by one of the cast."""
    with as_(who, at) as actor:
        return acts.move(process_of("edition"), number, name, actor=actor, raw=raw, version=None)


def decided(number: str, name: str, who: str, at: datetime, verdict: str = "approved", remark: str = "") -> Record:
    """A decision by one of the cast."""
    with as_(who, at) as actor:
        return acts.decide(
            process_of("edition"), number, name, actor=actor, verdict=verdict, remark=remark, version=None
        )


def approved(at: datetime = MONDAY, code: str = PROCEDURE, *, on: date | None = None, **raw: Any) -> str:
    """An edition that waits for its day, which is the next where none is given."""
    number = drafted(at, code, **raw).number
    moved(number, "submit", "quality", at, effective_on=(on or (at + DAY).date()).isoformat())
    decided(number, "endorse", "service-head", at)
    decided(number, "approve", "nobody" if code == MANUAL else "service-head", at)
    return number


def in_force(at: datetime = MONDAY, code: str = PROCEDURE, **raw: Any) -> str:
    """An edition in force from the day after."""
    number = approved(at, code, **raw)
    moved(number, "take_effect", "quality", at + DAY)
    return number


def fetched(number: str) -> Edition:
    """The edition as it stands."""
    with as_("service-head"):
        return Edition.objects.select_related("document").get(number=number)
