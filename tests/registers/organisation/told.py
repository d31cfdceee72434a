"""How tests act on the organisation: letters, meetings, duties; the head is the general manager, quality drafts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Duty, Person
from tests.people import as_

# Monday 2026-03-02 09:00 in Shanghai.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REPRESENTATIVE = {"person": "p-manager", "role": "management_representative", "starts_on": "2026-03-01"}
AUTHORISED = {
    "sort": "authorisation", "person": "p-service-head", "role": "customer_service_manager",
    "starts_on": "2026-03-02", "extent": "协调和组织全部服务活动",
}  # fmt: skip
ACTION = {"what": "补齐值班表", "who": "p-desk", "until": "2026-03-20"}
DONE = {**ACTION, "done_on": "2026-03-10", "result": "已补齐"}
THERE = [{"person": "p-service-head"}, {"person": "p-quality"}]


def holds(username: str, role: str, starts_on: str = "2025-01-01") -> None:
    """A duty, past any letter."""
    with as_("service-head"):
        Duty.objects.create(person=Person.objects.get(code=f"p-{username}"), role=role, starts_on=starts_on)


def opened(kind: str, username: str = "quality", at: datetime = MONDAY, **raw: object) -> str:
    """A record of our own project; answers the number."""
    with as_(username, at) as actor:
        given = {"project": "own-ops", **raw}
        return acts.open_record(process_of(kind), actor=actor, raw=given).number


def moved(kind: str, number: str, name: str, username: str = "quality", at: datetime = MONDAY, **raw: object) -> Any:
    """After the move."""
    with as_(username, at) as actor:
        return acts.move(process_of(kind), number, name, actor=actor, raw=raw, version=None)


def signed(number: str, username: str = "service-head", at: datetime = MONDAY, verdict: str = "approved") -> Any:
    """After the decision on a letter."""
    with as_(username, at) as actor:
        return acts.decide(
            process_of("appointment"), number, "sign", actor=actor, verdict=verdict, remark="已核对。", version=None
        )


def letter(username: str = "service-head", at: datetime = MONDAY, **raw: object) -> str:
    """A letter drafted by quality, submitted and signed."""
    number = opened("appointment", at=at, **{**REPRESENTATIVE, **raw})
    moved("appointment", number, "submit_for_signature", at=at)
    signed(number, username, at)
    return number


def meeting(at: datetime = MONDAY, **raw: object) -> str:
    """Called for the moment, by quality."""
    return opened("meeting", at=at, title="服务委员会例会", sort="committee", starts_at=at.isoformat(), **raw)


def held(at: datetime = MONDAY, **raw: object) -> str:
    """Held an hour later with two people and one action."""
    minutes = {"members": THERE, "minutes_text": "审议了上月指标。", "actions": [ACTION]}
    called = {name: raw.pop(name) for name in ("sort", "communication") if name in raw}
    number = opened("meeting", at=at, **{"title": "例会", "sort": "committee", "starts_at": at.isoformat(), **called})
    moved("meeting", number, "record_minutes", at=at + DAY / 24, **{**minutes, **raw})
    return number


def fetched(kind: str, number: str, username: str = "quality") -> Any:
    """As somebody sees it."""
    with as_(username) as actor:
        return acts.fetch(process_of(kind), number, actor)


def asked(username: str = "quality", **raw: object) -> str:
    """A request for two engineers; answers the number."""
    given = {
        "title": "增加两名夜班工程师", "project": "own-ops", "sort": "people", "benefit": "夜班响应超时",
        "needed_by": "2026-06-01",
    }  # fmt: skip
    with as_(username, MONDAY) as actor:
        return acts.open_record(process_of("resource_request"), actor=actor, raw={**given, **raw}).number
