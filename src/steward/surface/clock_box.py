"""A record's clocks as its page shows them: colour, icon and words; and why a deadline is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.kernel.agreed import terms_of
from steward.kernel.clock_results import ClockState, why
from steward.kernel.clockwork import result_of, runs_of
from steward.kernel.facts import facts_of
from steward.kernel.models import ClockRun
from steward.kernel.refusal import Unknown
from steward.surface import times

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.calendars import Calendar
    from steward.kernel.clock_results import ClockResult, WhyDay
    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor


def clock_boxes(
    process: Process, record: Record, runs: list[ClockRun], actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """The boxes beside a record, read from the clocks' rows alone."""
    return [_box(process, record, run, actor, now) for run in runs if run.target_seconds]


def _box(process: Process, record: Record, run: ClockRun, actor: Actor, now: datetime) -> dict[str, Any]:
    text, tone = _words(process, record, run, now)
    rests = _rests(run, now)
    target = run.target_seconds or 0
    late = run.breached_at is not None or (run.due_at is not None and run.state == "running" and run.due_at < now)
    spent = 100 if late else 100 * _elapsed(run, now) // target if target else 0
    agreed = _("Target %(span)s") if run.agreed else _("Internal target %(span)s, not agreed")
    return {
        "name": run.name,
        "label": pgettext("clock", run.name.capitalize()),
        "state": ClockState.OUT_OF_HOURS if rests else run.state,
        "text": _("out of service hours, %(left)s") % {"left": text} if rests else text,
        "tone": tone,
        "share": spent,
        "target_text": agreed % {"span": times.worked(target)},
        "due_text": _("due %(time)s") % {"time": times.short(run.due_at, actor.zone)} if run.due_at else "",
        "why_url": f"/{process.kind}/{record.number}/why/{run.name}/",
    }


def _rests(run: ClockRun, now: datetime) -> bool:
    """Whether a running clock stands still because its calendar is closed at this moment."""
    if run.state != ClockRun.State.RUNNING or run.due_at is None or run.due_at <= now:
        return False
    return not _calendar(run, now).is_open(now)


def _calendar(run: ClockRun, now: datetime) -> Calendar:
    return terms_of(run.terms, run.newest).calendar.as_of(now)  # type: ignore[attr-defined]  # annotated by runs_of


def _elapsed(run: ClockRun, now: datetime) -> int:
    """Working seconds used: what is left until the deadline, taken from the target."""
    if run.state != ClockRun.State.RUNNING or run.due_at is None:
        return run.elapsed_seconds
    return (
        (run.target_seconds or 0) - _calendar(run, now).working_seconds(now, run.due_at)
        if run.due_at > now
        else run.target_seconds or 0
    )


def _words(process: Process, record: Record, run: ClockRun, now: datetime) -> tuple[str, str]:
    spent = times.worked(run.elapsed_seconds)
    if run.state == ClockState.MET:
        return _("met after %(span)s") % {"span": spent}, "good"
    if run.state == ClockState.BREACHED:
        return _("breached, took %(span)s") % {"span": spent}, "bad"
    if run.state == ClockState.STOPPED:
        return _("stopped"), "neutral"
    if run.state == ClockState.PAUSED:
        waits = {"user": _("paused: waits for the user"), "supplier": _("paused: waits for the supplier")}
        waiting = process.state(record.state).waits_for
        return waits.get(waiting, _("paused: waits for a change")), "info"
    return times.left(run.due_at, now) if run.due_at else (_("runs without a target"), "neutral")


def why_page(process: Process, record: Record, name: str, actor: Actor, now: datetime) -> dict[str, Any]:
    """The context of surface/why.html: the sum behind a deadline, day by day."""
    runs = {run.name: run for run in runs_of(record.pk)}
    if name not in runs:
        raise Unknown([_("This record has no such clock.")])
    run = runs[name]
    result = result_of(process, run, facts_of([record.pk])[record.pk], now, run.newest)  # type: ignore[attr-defined]  # annotated by runs_of
    days = why(result)
    return {
        "record": {
            "number": record.number,
            "title": record.title,
            "url": f"/{process.kind}/{record.number}/",
        },
        "clock": {**_box(process, record, run, actor, now), "why_url": ""},
        "intro": _intro(result),
        "sums": [
            {"label": _("Target"), "text": times.worked(result.target or 0)},
            {"label": _("Counted until now"), "text": times.worked(result.elapsed)},
        ],
        "days": [_day(each, actor) for each in days],
        "pauses": [_pause(each, actor) for day in days for each in day.pauses],
        "editions": _editions(run, result),
    }


def _intro(result: ClockResult) -> str:
    if result.target is None:
        return _("No target is set for this priority; the time is counted all the same.")
    if result.due_if_resumed:
        return _("The clock is paused. If it went on now, it would be due as shown.")
    return _("The deadline is the moment at which the counted time reaches the target.")


def _editions(run: ClockRun, result: ClockResult) -> list[str]:
    number = run.terms.get("agreement")
    rests = [_("Agreement %(number)s") % {"number": number} if number else _("Our own internal targets")]
    return rests + [_("Calendar edition %(edition)s") % {"edition": edition} for edition in result.editions]


def _day(day: WhyDay, actor: Actor) -> dict[str, Any]:
    reasons = {
        "working": "",
        "weekend": _("weekend"),
        "holiday": _("holiday"),
        "make_up": _("make-up working day"),
        "special_hours": _("special hours"),
    }
    note = " ".join(part for part in (reasons[str(day.why)], day.special) if part)
    if not day.announced:
        note = f"{note} {_('holidays of this year are not announced yet')}".strip()
    seconds = day.seconds + day.ahead
    return {
        "day": day.day.isoformat(),
        "calendar": note,
        "windows": [f"{times.short(b, actor.zone)[-5:]}–{times.short(e, actor.zone)[-5:]}" for b, e in day.intervals],
        "text": times.worked(seconds),
        "seconds": seconds,
        "sum_text": times.worked(day.total),
        "note": _("still ahead") if day.ahead and not day.seconds else "",
        "off": seconds == 0,
    }


def _pause(pause: Any, actor: Actor) -> dict[str, str]:
    reasons = {
        "user": _("waiting for the user"),
        "supplier": _("waiting for the supplier"),
        "change": _("waiting for a change"),
        "stopped": _("stopped"),
    }
    return {
        "from_text": times.full(pause.start, actor.zone),
        "to_text": times.full(pause.end, actor.zone),
        "reason": reasons.get(pause.waits_for, pause.waits_for),
        "text": times.span(int((pause.end - pause.start).total_seconds())),
    }
