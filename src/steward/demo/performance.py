"""What the representative of the demo company reports on: two reports that were read, one being assessed (0.3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.oversight.audit.performing.process import PERFORMANCE_REPORT
from steward.oversight.conformity.judging import judge_all
from steward.oversight.conformity.models import Figure
from steward.people.context import clock_set_to

if TYPE_CHECKING:
    from steward.demo.ground import Ids

REPRESENTATIVE = "E1002"
MONTHS, GATHERED, YEAR = 3, 5, 365


def load_performance(ids: Ids) -> None:
    """Each over three months, the oldest first; the conformity of that day is judged before figures are gathered."""
    told = content("performance")
    Figure.objects.bulk_create(Figure(from_on=ids.day(YEAR), **each) for each in told["figures"])
    for report in told["reports"]:
        _load(report, told, ids)


def _load(report: dict[str, Any], told: dict[str, Any], ids: Ids) -> None:
    first, after = _month(ids, report["back"] + MONTHS), _month(ids, report["back"])
    last = after - timedelta(days=1)
    opened = ids.now - timedelta(minutes=50) if report["back"] == 0 else _at(after, GATHERED)
    with clock_set_to(opened):
        judge_all()
    raw = {"project": told["project"], "period_from": str(first), "period_until": str(last), "owner": REPRESENTATIVE}
    raw |= {"title": f"体系绩效报告（{first} 至 {last}）", "title_en": f"Performance report, {first} to {last}"}
    actor = ids.actor(REPRESENTATIVE)
    with acting_at(actor, opened):
        number = acts.open_record(PERFORMANCE_REPORT, actor=actor, raw=raw).number
        acts.move(PERFORMANCE_REPORT, number, "gather_figures", actor=actor, raw={}, version=None)
    said = [{"part": part, "assessment": text} for part, text in report["assessments"].items()]
    if report["back"] == 0:
        with acting_at(actor, ids.now - timedelta(minutes=20)):
            acts.amend(PERFORMANCE_REPORT, number, actor=actor, raw={"assessments": said}, version=None)
        return
    members = [{"person": code} for code in told["readers"]]
    issued = {"assessments": said, "conclusion": report["conclusion"], "members": members}
    with acting_at(actor, _at(after, report["issued"])):
        acts.move(PERFORMANCE_REPORT, number, "issue", actor=actor, raw=issued, version=None)
    for code, days in zip(told["readers"], report["read"], strict=True):
        reader = ids.actor(code)
        with acting_at(reader, _at(after, days)):
            acts.move(PERFORMANCE_REPORT, number, "confirm_reading", actor=reader, raw={}, version=None)


def _month(ids: Ids, back: int) -> date:
    """The first day of the month so many months ago."""
    today = ids.day(0)
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _at(begin: date, days: int) -> datetime:
    return datetime.combine(begin + timedelta(days=days - 1), time(15), tzinfo=ZONE)
