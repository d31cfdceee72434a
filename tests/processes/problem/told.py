"""A problem of the cast's bank, and incidents behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from tests.people import as_

if TYPE_CHECKING:
    from steward.kernel.models import Record

# Monday 2026-03-02 09:00 in Shanghai.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def incident(at: datetime = MONDAY, **raw: object) -> str:
    """Opened at the desk; answers the number."""
    with as_("desk", at) as actor:
        values = {"title": "VPN 频繁断开", "project": "alpha-ops", "category": "network.vpn", **raw}
        return acts.open_record(process_of("incident"), actor=actor, raw=values).number


def problem(at: datetime = MONDAY, username: str = "engineer", **raw: object) -> str:
    """Opened by an engineer; answers the number."""
    with as_(username, at) as actor:
        values = {"title": "VPN 网关频繁重启", "project": "alpha-ops", "impact": 1, "urgency": 2, **raw}
        return acts.open_record(process_of("problem"), actor=actor, raw=values).number


def moved(number: str, name: str, username: str = "engineer", at: datetime = MONDAY, **raw: object) -> Any:
    """After the move."""
    with as_(username, at) as actor:
        return acts.move(process_of("problem"), number, name, actor=actor, raw=raw, version=None)


def decided(number: str, name: str, username: str, verdict: str = "approved", at: datetime = MONDAY) -> Any:
    """After the decision."""
    with as_(username, at) as actor:
        return acts.decide(
            process_of("problem"), number, name, actor=actor, verdict=verdict, remark="评估后决定。", version=None
        )


def linked(source: str, relation: str, target: str, username: str = "engineer") -> None:
    """Ties an incident to something."""
    with as_(username, MONDAY) as actor:
        acts.link(process_of("incident"), source, actor=actor, relation=relation, target=target)


def fetched(kind: str, number: str, username: str = "desk") -> Record:
    """As somebody sees it."""
    with as_(username) as actor:
        return acts.fetch(process_of(kind), number, actor)


def item() -> str:
    """A configuration item; answers the number."""
    with as_("engineer", MONDAY) as actor:
        raw = {"title": "sh1-vpn-line", "ci_class": "circuit", "project": "alpha-ops"}
        return acts.open_record(process_of("ci"), actor=actor, raw=raw).number
