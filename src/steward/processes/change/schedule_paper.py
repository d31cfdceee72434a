"""The forward schedule of a month on paper: the sheet of weeks, then the list (manual 8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.processes.change import months
from steward.processes.change.process import CHANGE
from steward.processes.change.words import KINDS
from steward.surface import times
from steward.surface.paper.content import Heading, Prose, Table
from steward.surface.printing.frame import company_of, framed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from steward.people.actor import Actor
    from steward.processes.change.queries import Scheduled
    from steward.surface.paper.content import Block, Paper


def weekdays() -> list[str]:
    """The heads of a week, Monday first."""
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


def paper(month: date, found: Sequence[Scheduled], actor: Actor) -> Paper:
    """What the page shows of the month."""
    weeks = months.weeks_of(month, actor.zone, found)
    sheet = tuple(tuple(_day(day, actor.zone) for day in week) for week in weeks)
    blocks: list[Block] = [Table(tuple(weekdays()), sheet, widths=(1,) * 7), Heading(_("As a list"), 2)]
    if found:
        head = (_("Planned start"), _("Planned end"), _("Change"), _("Type of change"), _("State"))
        blocks.append(Table(head, tuple(_row(each, actor) for each in found), widths=(1.3, 1.3, 4, 1.3, 1.2)))
    else:
        blocks.append(Prose(_("Nothing is scheduled this month")))
    title = f"{_('Forward schedule')} {month:%Y-%m}"
    return framed(actor, company_of(actor), title, blocks, subject=str(CHANGE.label_plural), is_wide=True)


def _day(day: months.Day, zone: str) -> str:
    head = f"{day.on.day}" if day.is_inside else f"({day.on:%m-%d})"
    return "\n".join([head, *(f"{_since(each, day, zone)} {name_of(each)}".strip() for each in day.entries)])


def _since(each: Scheduled, day: months.Day, zone: str) -> str:
    """When it begins, on the day that it does."""
    text = times.short(each.start, zone)
    return text[11:] if text.startswith(day.on.isoformat()) else ""


def name_of(each: Scheduled) -> str:
    """A change by number and title, a window by its title."""
    return f"{each.number} {each.title}".strip()


def _row(each: Scheduled, actor: Actor) -> tuple[str, ...]:
    state = CHANGE.state(each.state).label if each.state else ""
    span = times.short(each.start, actor.zone), times.short(each.end, actor.zone)
    return *span, name_of(each), str(KINDS[each.kind]), state
