"""How tests tell of records that are disposed of: a type of records, some that were closed, a disposal on its way."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.attaching import attach
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.registers.document.models import Document
from tests.people import as_

if TYPE_CHECKING:
    from steward.registers.document.disposing.models import Disposal

DAY = timedelta(days=1)
CLOSED = datetime(2022, 5, 10, 2, tzinfo=UTC)
# A Monday: three years after 2022-05-10 have passed long ago.
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
TYPE = "ITSM-D-41"
SECRET = "Zebra4711"


def registered(**terms: Any) -> Document:
    """Incident records are kept for three years; the service department answers for them."""
    values = {
        "code": TYPE, "name_zh": "事件记录", "name_en": "Incident record", "layer": "D", "process": "incident",
        "department": "service_department", "author_role": "service_desk", "retention_years": 3, **terms,
    }  # fmt: skip
    with as_("service-head"):
        return Document.objects.create(parent=Document.objects.get(code="ITSM-B-14"), **values)


def closed(at: datetime = CLOSED, **raw: Any) -> str:
    """An incident with a secret in its texts, note, remark and file, closed at a moment; its number."""
    values = {"title": SECRET, "description": SECRET, "project": "alpha-ops", "impact": 1, "urgency": 1, **raw}
    process = process_of("incident")
    with as_("desk", at) as actor:
        number = acts.open_record(process, actor=actor, raw=values).number
        acts.comment(process, number, actor=actor, body=SECRET)
        attach(
            process, number, actor=actor, name=f"{SECRET}.txt", media_type="text/plain",
            content=io.BytesIO(f"{SECRET} {number}".encode()),
        )  # fmt: skip
        Record.objects.filter(number=number).update(state="closed", is_open=False, closed_at=at)
    return number


def asked(at: datetime = MONDAY, **raw: Any) -> str:
    """A disposal drawn up by the desk; its number."""
    given = {"project": "own-ops", "record_type": TYPE, "reason": "Retention is over", **raw}
    with as_("desk", at) as actor:
        return acts.open_record(process_of("disposal"), actor=actor, raw=given).number


def moved(number: str, name: str, who: str = "desk", at: datetime = MONDAY, **raw: Any) -> Any:
    """A move by one of the cast."""
    with as_(who, at) as actor:
        return acts.move(process_of("disposal"), number, name, actor=actor, raw=raw, version=None)


def decided(number: str, who: str, at: datetime = MONDAY, verdict: str = "approved") -> Any:
    """A decision by one of the cast."""
    with as_(who, at) as actor:
        return acts.decide(
            process_of("disposal"), number, "approve", actor=actor, verdict=verdict, remark="so", version=None
        )


def approved(at: datetime = MONDAY, **raw: Any) -> str:
    """Proposed by the desk, approved by the department and by record control."""
    number = asked(at, **raw)
    moved(number, "propose", at=at)
    decided(number, "service-head", at)
    decided(number, "quality", at)
    return number


def fetched(number: str) -> Disposal:
    """The disposal as it stands."""
    with as_("service-head"):
        found: Any = process_of("disposal").model.objects.select_related("record_type").get(number=number)
    return found
