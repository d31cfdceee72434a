"""What the demo company makes better: one improvement that was measured and told, one under way (manual 3.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.oversight.audit.improving.process import IMPROVEMENT

if TYPE_CHECKING:
    from steward.demo.ground import Ids

QUALITY = "E1006"
NAMED = ("title", "title_en", "spring", "clause", "project", "owner", "description")


def load_improvements(ids: Ids) -> None:
    """Proposed by the quality manager, begun the day after; as far as each has come."""
    for told in content("improvement")["improvements"]:
        _load(told, ids)


def _load(told: dict[str, Any], ids: Ids) -> None:
    quality = ids.actor(QUALITY)
    with acting_at(quality, ids.at(told["begun"] + 4, 10)):
        raw = {name: told[name] for name in NAMED}
        number = acts.open_record(IMPROVEMENT, actor=quality, raw=raw).number
    planned = [{name: row[name] for name in ("what", "who", "until")} for row in told["steps"]]
    settled = {**told["settled"], "due_on": _day(told["due"], ids), "steps": _days(planned, ids)}
    _move(number, "begin", QUALITY, told["begun"], ids, **settled)
    if "measured" not in told:
        return
    owner, (days, measured) = told["owner"], told["measured"]
    with acting_at(ids.actor(owner), ids.at(days + 1, 10)):
        raw = {"steps": _days(told["steps"], ids)}
        acts.amend(IMPROVEMENT, number, actor=ids.actor(owner), raw=raw, version=None)
    _move(number, "report_result", owner, days, ids, measured_on=_day(days, ids), measured=measured)
    days, verifier, said = told["verified"]
    _move(number, "confirm_result", verifier, days, ids, verification=said)
    days, readers = told["reported"]
    _move(number, "close", owner, days, ids, reported_to=readers, reported_on=_day(days, ids))


def _move(number: str, name: str, by: str, days: int, ids: Ids, **answers: Any) -> None:
    with acting_at(ids.actor(by), ids.at(days, 16)):
        acts.move(IMPROVEMENT, number, name, actor=ids.actor(by), raw=answers, version=None)


def _day(days: int, ids: Ids) -> str:
    """The working day so many days ago, or the day so many days ahead."""
    return str(ids.at(days, 9).astimezone(ZONE).date() if days > 0 else ids.day(days))


def _days(rows: list[dict[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    return [
        {name: _day(value, ids) if name in ("until", "done_on") else value for name, value in row.items()}
        for row in rows
    ]
