"""The desk dashboard: each number is a link to exactly those records (manual 7.1, 11.5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.desk import spans
from steward.kernel.daily import Counts, Held
from steward.kernel.names import names_of
from steward.processes.incident import queries
from steward.processes.incident.process import WAITING
from steward.surface.cells import priority_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.people.actor import Actor

    Cell = dict[str, str]
    Pairs = Sequence[tuple[str, str]]

ALL_STATES = ("state", "all")
STEPS = ("day", "month")
MONTHS = {"day": 3, "month": 12}
NOTHING = Counts()


@dataclass(frozen=True, slots=True)
class Present:
    """Whose dashboard, the moment it shows, and what days and whole months held, in the reader's zone."""

    actor: Actor
    now: datetime
    held: Held = field(default_factory=lambda: Held({}, {}))

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

    @property
    def month(self) -> date:
        """The first day of the reader's month, which is not over."""
        return self.today.replace(day=1)

    def of_day(self, day: date) -> Counts:
        """What happened on a day."""
        return self.held.days.get(day, NOTHING)

    def of_month(self, month: date) -> Counts:
        """What happened in a month, of the present one until now."""
        if month < self.month:
            return self.held.months.get(month, NOTHING)
        return _sum(counts for day, counts in self.held.days.items() if day >= month)

    def since(self, month: date) -> Counts:
        """What happened since a month began."""
        return _sum([self.of_month(self.month), *(c for first, c in self.held.months.items() if first >= month)])


def _sum(counted: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(NOTHING, *counted, strict=True)))


def address(*pairs: tuple[str, str]) -> str:
    """The list of incidents narrowed so."""
    return f"/incident/?{urlencode(pairs)}"


def _number(count: int, *pairs: tuple[str, str]) -> Cell:
    return {"text": str(count), "url": address(*pairs)}


def _text(text: str) -> Cell:
    return {"text": text, "url": ""}


def dashboard(actor: Actor, now: datetime, step: str) -> dict[str, Any]:
    """The context of surface/dashboard.html; five statements."""
    bare = Present(actor, now)
    months = spans.last_months(bare.today, MONTHS[step] + 1)[:-1]
    first = min(spans.last_days(bare.today)[0], bare.month)
    present = replace(bare, held=queries.held(actor, bare.zone, first, bare.today, months))
    work = queries.open_work(actor, now)
    return {
        "title": _("Desk dashboard"),
        "cards": cards(present, work),
        "charts": [
            flow(present, step),
            open_by_priority(work),
            open_by_team(work),
            backlog(present, work, MONTHS[step]),
            sla(present, MONTHS[step]),
            resolution(present),
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
    month = present.month
    of_today, late = present.of_day(today), present.of_month(month).late
    made: list[tuple[Any, int, str, Pairs]] = [
        (_("Open"), work.count, "neutral", [("state", "open")]),
        (_("Nobody's"), work.unassigned, "warn", [("owner", "none")]),
        (_("Overdue"), work.overdue, "bad", [("due_at", "overdue")]),
        (_("Due within 4 hours"), work.due_soon, "warn", [("due_at", "soon")]),
        (_("Waiting"), work.waiting, "waiting", [("state", state) for state in WAITING]),
        (_("Opened today"), of_today.opened, "new", [("opened_at", f"{today}.."), ALL_STATES]),
        (_("Closed today"), of_today.closed, "good", [("closed_at", f"{today}.."), ALL_STATES]),
        (
            _("SLA breached this month"),
            late,
            "bad",
            [("breached_at", f"{month}.."), ALL_STATES],
        ),
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


def flow(present: Present, step: str) -> dict[str, Any]:
    """Opened and closed by day or month."""
    if step == "month":
        spanned = [(_month(month), present.of_month(month)) for month in spans.last_months(present.today, MONTHS[step])]
        title, head = _("Opened and closed by month"), _("Month")
    else:
        spanned = [(str(day), present.of_day(day)) for day in spans.last_days(present.today)]
        title, head = _("Opened and closed by day"), _("Day")
    rows = []
    for span, counts in spanned:
        opened = _number(counts.opened, ("opened_at", span), ALL_STATES)
        rows.append([_text(span), opened, _number(counts.closed, ("closed_at", span), ALL_STATES)])
    series = [
        (_("Opened"), [counts.opened for _span, counts in spanned], "new"),
        (_("Closed"), [counts.closed for _span, counts in spanned], "good"),
    ]
    return _chart("flow", title, "bar", [head, _("Opened"), _("Closed")], rows, series, wide=True)


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


def backlog(present: Present, work: queries.OpenWork, count: int) -> dict[str, Any]:
    """What was open as each of the last months ended: what is open now, less what came, and what ended, since."""
    months = list(spans.ended_months(present.today, count))
    counts, rows = [], []
    for start, end in months:
        since = present.since(end)
        open_then = work.count + work.undated - since.opened + since.ended
        pairs = (
            ("opened_at", f"..{_month(start)}"),
            ("closed_at", "none"),
            ("closed_at", f"{_month(end)}.."),
        )
        counts.append(open_then)
        rows.append([_text(_month(start)), _number(open_then, *pairs, ALL_STATES)])
    title = _("Backlog at each month's end")
    return _chart("backlog", title, "line", [_("Month"), _("Open")], rows, [(_("Open"), counts, None)])


def sla(present: Present, count: int) -> dict[str, Any]:
    """Resolution targets met and breached by month of closing."""
    months = spans.last_months(present.today, count)
    sums = [present.of_month(month) for month in months]
    met, breached = [each.met for each in sums], [each.breached for each in sums]
    rows = []
    for month, good, bad in zip(months, met, breached, strict=True):
        closed = (("closed_at", _month(month)), ALL_STATES)
        share = _text(f"{100 * good / (good + bad):.1f} %" if good + bad else "–")
        row = [_number(good, ("sla", "met"), *closed), _number(bad, ("sla", "breached"), *closed), share]
        rows.append([_text(_month(month)), *row])
    series = [(_("Met"), met, "good"), (_("Breached"), breached, "bad")]
    head = [_("Closed in"), _("Met"), _("Breached"), _("Share met")]
    return _chart("sla", _("SLA met by month (resolution)"), "stack", head, rows, series)


def resolution(present: Present) -> dict[str, Any]:
    """Hours to resolve by priority, of what was closed in the last seven days.

    Medians can't be summed up from days: they are taken live, of few days; `steward figures` takes them of any.
    """
    start = spans.last_days(present.today)[-7]
    found = queries.resolution_by_priority(present.actor, present.begin(start))
    rows = []
    for level, count, median, p90 in found:
        pairs = (("priority", str(level or "none")), ("closed_at", f"{start}.."), ALL_STATES)
        label = _text(priority_label(level) or _("no priority"))
        median_cell = {**_text(_hours(median)), "url": address(*pairs)}
        rows.append([label, median_cell, _text(_hours(p90)), _number(count, *pairs)])
    values = [round(median, 1) if median is not None else None for _level, _count, median, _p90 in found]
    head = [_("Priority"), _("Median"), _("90 % within"), _("Closed")]
    title = _("Hours to resolve, closed in the last 7 days")
    return _chart("resolution", title, "bar", head, rows, [(_("Median"), values, None)])


def _hours(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
