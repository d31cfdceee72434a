"""The desk dashboard: each number is a link to exactly those records (manual 7.1, 11.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.desk import spans
from steward.kernel.names import names_of
from steward.processes.incident import queries
from steward.processes.incident.process import WAITING
from steward.surface.cells import priority_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.people.actor import Actor

    Cell = dict[str, str]
    Pairs = Sequence[tuple[str, str]]

ALL_STATES = ("state", "all")
STEPS = ("day", "week")
# The page of thirty days looks back on few months: it is opened all day long, and counts them live.
MONTHS = {"day": 3, "week": 12}


@dataclass(frozen=True, slots=True)
class Present:
    """Whose dashboard, and the moment it shows, in the reader's zone."""

    actor: Actor
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The reader's zone: days of the page are those of the lists it opens."""
        return ZoneInfo(self.actor.zone)

    @property
    def today(self) -> date:
        """The reader's day."""
        return self.now.astimezone(self.zone).date()

    def begin(self, day: date) -> datetime:
        """When a day begins for the reader."""
        return spans.begin(day, self.zone)


def address(*pairs: tuple[str, str]) -> str:
    """The list of incidents narrowed so."""
    return f"/incident/?{urlencode(pairs)}"


def _number(count: int, *pairs: tuple[str, str]) -> Cell:
    return {"text": str(count), "url": address(*pairs)}


def _text(text: str) -> Cell:
    return {"text": text, "url": ""}


def dashboard(actor: Actor, now: datetime, step: str) -> dict[str, Any]:
    """The context of surface/dashboard.html; seven statements."""
    present = Present(actor, now)
    work = queries.open_work(actor, now)
    return {
        "title": _("Desk dashboard"),
        "cards": cards(present, work),
        "charts": [
            flow(present, step),
            open_by_priority(work),
            open_by_team(work),
            backlog(present, MONTHS[step]),
            sla(present, MONTHS[step]),
            resolution(present, step),
        ],
        "note": None,
        "periods": [
            {"label": label, "url": f"/dashboard/?by={name}", "current": name == step}
            for name, label in zip(STEPS, (_("30 days"), _("12 months")), strict=True)
        ],
    }


def cards(present: Present, work: queries.OpenWork) -> list[dict[str, Any]]:
    """The numbers that a desk looks at first."""
    today = present.today
    month = today.replace(day=1)
    since = queries.since(present.actor, present.begin(today), present.begin(month))
    made: list[tuple[Any, int, str, Pairs]] = [
        (_("Open"), work.count, "neutral", [("state", "open")]),
        (_("Nobody's"), work.unassigned, "warn", [("owner", "none")]),
        (_("Overdue"), work.overdue, "bad", [("due_at", "overdue")]),
        (_("Due within 4 hours"), work.due_soon, "warn", [("due_at", "soon")]),
        (_("Waiting"), work.waiting, "waiting", [("state", state) for state in WAITING]),
        (_("Opened today"), since.opened, "new", [("opened_at", f"{today}.."), ALL_STATES]),
        (_("Closed today"), since.closed, "good", [("closed_at", f"{today}.."), ALL_STATES]),
        (_("SLA breached this month"), since.breached, "bad", [("breached_at", f"{month}.."), ALL_STATES]),
    ]
    return [
        {
            "label": label,
            "value": count,
            "url": address(*pairs),
            "tone": tone if count else "neutral",
            "delta": None,
        }
        for label, count, tone, pairs in made
    ]


def _chart(
    name: str,
    title: str,
    kind: str,
    head: list[str],
    rows: list[list[Cell]],
    series: Sequence[tuple[str, list[Any], str | None]],
    *,
    wide: bool = False,
) -> dict[str, Any]:
    drawn = [{"name": label, "values": values, **({"tone": tone} if tone else {})} for label, values, tone in series]
    return {
        "id": name, "title": title, "kind": kind, "series": drawn, "labels": [row[0]["text"] for row in rows],
        "table": {"head": head, "rows": rows}, "wide": wide,
    }  # fmt: skip


def _starts(present: Present, step: str) -> list[date]:
    """The days or Mondays that the page shows."""
    return spans.last_weeks(present.today) if step == "week" else spans.last_days(present.today)


def flow(present: Present, step: str) -> dict[str, Any]:
    """Opened and closed by day or week."""
    starts = _starts(present, step)
    length = timedelta(days=6 if step == "week" else 0)
    found = queries.flow(present.actor, present.begin(starts[0]), step, present.zone)
    counts = [found.get(start, (0, 0)) for start in starts]
    rows = []
    for start, (opened, closed) in zip(starts, counts, strict=True):
        span = f"{start}..{start + length}"
        rows.append(
            [
                _text(str(start)),
                _number(opened, ("opened_at", span), ALL_STATES),
                _number(closed, ("closed_at", span), ALL_STATES),
            ]
        )
    opened_values, closed_values = ([pair[side] for pair in counts] for side in (0, 1))
    return _chart(
        "flow",
        _("Opened and closed by week") if step == "week" else _("Opened and closed by day"),
        "bar",
        [_("Week from") if step == "week" else _("Day"), _("Opened"), _("Closed")],
        rows,
        [(_("Opened"), opened_values, "new"), (_("Closed"), closed_values, "good")],
        wide=True,
    )


def _open_by(name: str, title: str, head: str, rows: list[tuple[str, int, str]]) -> dict[str, Any]:
    cells = [[_text(label), _number(count, (name, key))] for label, count, key in rows]
    values = [count for _label, count, _key in rows]
    return _chart(f"open-{name}", title, "bar", [head, _("Open")], cells, [(_("Open"), values, None)])


def open_by_priority(work: queries.OpenWork) -> dict[str, Any]:
    """Open work by priority."""
    rows = [
        (priority_label(level) or _("no priority"), count, str(level or "none"))
        for level, count in work.by_priority.items()
    ]
    return _open_by("priority", _("Open by priority"), _("Priority"), rows)


def open_by_team(work: queries.OpenWork) -> dict[str, Any]:
    """Open work by team, the most first."""
    names = names_of({"team": list(work.by_team)})
    rows = [
        (names.name("team", team) or _("no team"), count, names.key("team", team) or "none")
        for team, count in work.by_team.items()
    ]
    return _open_by("team", _("Open by team"), _("Team"), rows)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def backlog(present: Present, count: int) -> dict[str, Any]:
    """What was open as each of the last months ended."""
    months = list(spans.ended_months(present.today, count))
    counts = queries.backlog(present.actor, [present.begin(end) for _start, end in months])
    rows = []
    for (start, end), open_then in zip(months, counts, strict=True):
        pairs = (
            ("opened_at", f"..{_month(start)}"),
            ("closed_at", "none"),
            ("closed_at", f"{_month(end)}.."),
        )
        rows.append([_text(_month(start)), _number(open_then, *pairs, ALL_STATES)])
    title = _("Backlog at each month's end")
    return _chart("backlog", title, "line", [_("Month"), _("Open")], rows, [(_("Open"), counts, None)])


def sla(present: Present, count: int) -> dict[str, Any]:
    """Resolution targets met and breached by month of closing."""
    months = spans.last_months(present.today, count)
    found = queries.sla_by_month(present.actor, present.begin(months[0]), present.zone)
    met, breached = ([found.get((month, word), 0) for month in months] for word in (True, False))
    rows = []
    for month, good, bad in zip(months, met, breached, strict=True):
        closed = (("closed_at", _month(month)), ALL_STATES)
        share = _text(f"{100 * good / (good + bad):.1f} %" if good + bad else "–")
        row = [_number(good, ("sla", "met"), *closed), _number(bad, ("sla", "breached"), *closed), share]
        rows.append([_text(_month(month)), *row])
    series = [(_("Met"), met, "good"), (_("Breached"), breached, "bad")]
    head = [_("Closed in"), _("Met"), _("Breached"), _("Share met")]
    return _chart("sla", _("SLA met by month (resolution)"), "stack", head, rows, series)


def resolution(present: Present, step: str) -> dict[str, Any]:
    """Hours to resolve by priority, of what was closed in the days or weeks that the page shows."""
    start = _starts(present, step)[0]
    found = queries.resolution_by_priority(present.actor, present.begin(start))
    rows = []
    for level, count, median, p90 in found:
        pairs = (("priority", str(level or "none")), ("closed_at", f"{start}.."), ALL_STATES)
        label = _text(priority_label(level) or _("no priority"))
        median_cell = {**_text(_hours(median)), "url": address(*pairs)}
        rows.append([label, median_cell, _text(_hours(p90)), _number(count, *pairs)])
    values = [round(median, 1) if median is not None else None for _level, _count, median, _p90 in found]
    head = [_("Priority"), _("Median"), _("90 % within"), _("Closed")]
    if step == "week":
        title = _("Hours to resolve, closed in the last 12 months")
    else:
        title = _("Hours to resolve, closed in the last 30 days")
    return _chart("resolution", title, "bar", head, rows, [(_("Median"), values, None)])


def _hours(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
