"""A nonconformity of the cast's bank on its way, and how tests act on improvement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from tests.people import as_

# Monday 2026-03-02 09:00 in Shanghai.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CORRECTIVE = {
    "kind": "corrective", "what": "值班表补签", "who": "p-engineer", "until": "2026-03-10", "done_on": "2026-03-09",
    "result": "三月份值班表已补签",
}  # fmt: skip
PLANNED = {name: CORRECTIVE[name] for name in ("kind", "what", "who", "until")}
MEASURE = {"measure": "抽查值班表二十份", "expected": "全部签字", "measure_from": "2026-04-10"}
MEASURED = {"measured_on": "2026-04-10", "measured": "二十份全部签字"}


def opened(kind: str, username: str, at: datetime = MONDAY, **raw: object) -> str:
    """A record of improvement; answers the number."""
    with as_(username, at) as actor:
        return acts.open_record(process_of(kind), actor=actor, raw=raw).number


def moved(kind: str, number: str, name: str, username: str, at: datetime = MONDAY, **raw: object) -> Any:
    """After the move."""
    with as_(username, at) as actor:
        return acts.move(process_of(kind), number, name, actor=actor, raw=raw, version=None)


def decided(kind: str, number: str, name: str, username: str, at: datetime = MONDAY, verdict: str = "approved") -> Any:
    """After the decision."""
    with as_(username, at) as actor:
        return acts.decide(
            process_of(kind), number, name, actor=actor, verdict=verdict, remark="评估后决定。", version=None
        )


def fetched(kind: str, number: str, username: str = "quality") -> Any:
    """As somebody sees it."""
    with as_(username) as actor:
        return acts.fetch(process_of(kind), number, actor)


def nonconformity(until: str = "", username: str = "engineer", **raw: object) -> str:
    """Opened by an engineer and brought as far as `until` (contain, analyse, agree_on_actions, report_done)."""
    given = {"title": "值班表未签字", "project": "alpha-ops", "grade": "minor", "found_by": "by_hand", **raw}
    number = opened("nonconformity", username, **given)
    way = (
        ("contain", {"containment": "当班补签"}),
        ("analyse", {"root_cause": "交接程序未写明签字"}),
        ("agree_on_actions", {"actions": [PLANNED], **MEASURE}),
        ("report_done", {"actions": [CORRECTIVE]}),
    )
    for turn, (name, asked) in enumerate(way):
        if until and name in [each for each, _asked in way[: [each for each, _ in way].index(until) + 1]]:
            moved("nonconformity", number, name, "engineer", MONDAY + (8 if turn == 3 else turn) * DAY, **asked)
    return number
