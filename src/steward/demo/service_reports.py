"""What the demo company reports: agreements with its customers, the reports of the last periods, the meeting (5.2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from steward.demo.company import OWN, company, content
from steward.demo.incident import SYSTEM
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE, is_working_day
from steward.kernel import acts, raising
from steward.kernel.catalogue import process_of
from steward.kernel.days import month_after
from steward.oversight.service_reporting.cells import share_of
from steward.oversight.service_reporting.models import ServiceReport
from steward.oversight.service_reporting.periods import Period, begin_of
from steward.registers.organisation.models import Communication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from steward.demo.ground import Ids

KIND, AGREEMENT = "service_report", "report_agreement"
# Days before its first period an agreement is drawn up, and before its due day a report is issued.
DRAWN_UP, OFFERED, AGREED, EARLY = 20, 15, 12, 3


def load_service_reports(ids: Ids) -> None:
    """Write each agreement with the reports of its periods; the newest are as far as their day has come."""
    told = content("service_reports")
    for each in told["agreements"]:
        number, first = _load_agreement(each, ids)
        for back, period in _periods(first, each["every"], ids):
            _load_report(each, number, (period, back), told["texts"][each["language"]], ids)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def _working(day: date) -> date:
    """The day itself, or the next working day."""
    while not is_working_day(day):
        day += timedelta(1)
    return day


def _load_agreement(told: dict[str, Any], ids: Ids) -> tuple[str, date]:
    first = begin_of(month_after(ids.day(0), -told["months"]), told["every"])
    raw = {name: told[name] for name in ("project", "every", "language")} | {
        "title": told["zh"], "title_en": told["en"], "starts_on": str(first), "due_days": told["due"],
        "owner": told["by"], "members": [{"person": code} for code in told["members"]],
        "further": [{"content": each["zh"]} for each in told.get("further", [])],
    }  # fmt: skip
    by, process = ids.actor(told["by"]), process_of(AGREEMENT)
    with acting_at(by, _moment(first - timedelta(DRAWN_UP), 10)):
        number = acts.open_record(process, actor=by, raw=raw).number
    with acting_at(by, _moment(first - timedelta(OFFERED), 10)):
        acts.move(process, number, "offer", actor=by, raw={}, version=None)
    reader = ids.actor(told["agreed_by"])
    with acting_at(reader, _moment(first - timedelta(AGREED), 15)):
        acts.move(process, number, "agree", actor=reader, raw={}, version=None)
    return number, first


def _periods(first: date, every: str, ids: Ids) -> Iterator[tuple[int, Period]]:
    """Those that are over, the oldest first, with how many periods back each is."""
    present = Period(begin_of(ids.day(0), every), every)
    for back in range(12, 0, -1):
        period = present.before(back)
        if period.first >= first:
            yield back, period


def _load_report(told: dict[str, Any], agreed: str, of: tuple[Period, int], texts: dict[str, str], ids: Ids) -> None:
    period, back = of
    system, process = ids.actor(SYSTEM), process_of(KIND)
    raw = {"project": told["project"], "agreement": agreed, "period_from": str(period.first)}
    with acting_at(system, min(_moment(period.next.first, 1), ids.now)):
        number = acts.open_record(process, actor=system, raw=raw).number
    with acting_at(system, ids.now):
        report = ServiceReport.objects.get(number=number)
    late, due = told.get("late", {}), report.due_on or period.last
    is_late = late.get("back") == back
    issued = _working(due + timedelta(late["days"])) if is_late else min(_working(due - timedelta(EARLY)), due)
    if issued >= ids.day(0):
        return
    _write(told, report, texts, issued, ids)
    _read(told, report, issued, ids)


def _write(told: dict[str, Any], report: ServiceReport, texts: dict[str, str], issued: date, ids: Ids) -> None:
    """Remarks, submission, another's check, issue."""
    by, process = ids.actor(told["by"]), process_of(KIND)
    numbers = _numbers(report.figures)
    raw: dict[str, Any] = {name: text.format(**numbers) for name, text in texts.items()}
    raw["further"] = [{"content": each["zh"], "said": each["said"]} for each in told.get("further", [])]
    with acting_at(by, _moment(issued, 9)):
        acts.amend(process, report.number, actor=by, raw=raw, version=None)
        acts.move(process, report.number, "submit", actor=by, raw={}, version=None)
    checker = ids.actor(told["checked_by"])
    with acting_at(checker, _moment(issued, 14)):
        acts.decide(process, report.number, "check", actor=checker, verdict="approved", version=None)
    with acting_at(by, _moment(issued, 16)):
        acts.move(process, report.number, "issue", actor=by, raw={}, version=None)


def name_of(report: ServiceReport) -> str:
    """How the period of a report is called."""
    return str(report.figures["period"])


def _numbers(figures: dict[str, Any]) -> dict[str, Any]:
    flow = {row["kind"]: row for row in figures["tables"]["flow"]}.get("incident", {})
    attained = {row["clock"]: share_of(row["met"], row["breached"]) for row in figures["tables"]["attained"]}
    return {
        "opened": flow.get("opened", 0), "closed": flow.get("closed", 0), "open": flow.get("open_at_end", 0),
        "resolution": attained.get("resolution", "–"), "response": attained.get("response", "–"),
        "target": figures["target"],
    }  # fmt: skip


def _read(told: dict[str, Any], report: ServiceReport, issued: date, ids: Ids) -> None:
    """The customer confirms it; inside it is discussed, and its minutes say so."""
    process = process_of(KIND)
    day = _working(issued + timedelta(1))
    if day >= ids.day(0):
        return
    if company().projects[told["project"]].customer != OWN:
        reader = ids.actor(told["agreed_by"])
        with acting_at(reader, _moment(day, 11)):
            acts.move(process, report.number, "confirm_reading", actor=reader, raw={}, version=None)
        return
    by, meeting = ids.actor(told["by"]), told["meeting"]
    number = _meet(meeting, report, told["by"], day, ids)
    with acting_at(by, _moment(day, 18)):
        raw = {"reading": f"{meeting['zh']} {number}"}
        acts.move(process, report.number, "record_reading", actor=by, raw=raw, version=None)


def _meet(told: dict[str, Any], report: ServiceReport, organiser: str, day: date, ids: Ids) -> str:
    by = ids.actor(organiser)
    title, title_en = f"{told['zh']} {name_of(report)}", f"{told['en']} {name_of(report)}"
    raw = {
        "title": title, "title_en": title_en, "project": "LANGU-IT", "starts_at": _moment(day, 14).isoformat(),
        "venue": told["venue"], "topics": told["topics"], "owner": organiser,
        "communication": Communication.objects.get(code=told["plan"]).pk,
        "members": [{"person": code} for code in told["members"]],
    }  # fmt: skip
    with acting_at(by, _moment(day, 9)):
        made = raising.raise_from(process_of(KIND), report.number, process_of("meeting"), actor=by, raw=raw)
    minutes = {"members": raw["members"], "minutes_text": told["minutes"]}
    with acting_at(by, _moment(day, 16)):
        acts.move(process_of("meeting"), made.number, "record_minutes", actor=by, raw=minutes, version=None)
    with acting_at(by, _moment(day, 17)):
        acts.move(process_of("meeting"), made.number, "close", actor=by, raw={}, version=None)
    return str(made.number)
