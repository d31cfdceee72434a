"""Change management's own pages: the forward schedule as a month and a list, and as a feed (manual 8.2.1)."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.kernel.refusal import Refused
from steward.people.context import acting, current_actor, now
from steward.processes.change import feed, figures, months, queries, schedule_paper
from steward.processes.change.applying import apply
from steward.processes.change.process import CHANGE
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.printing.frame import sent
from steward.surface.shell import shell

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from steward.people.actor import Actor
    from steward.processes.change.queries import Scheduled

SEE_OTHER, MOST_DIGITS = 303, 18


def schedule(request: HttpRequest) -> HttpResponse:
    """The forward schedule of a month (`?month=2026-11`), in the reader's zone, as calendar and list."""
    actor = current_actor()
    month, today = _month_asked(request, actor)
    found = queries.schedule(actor, *months.span_of(month, actor.zone))
    context = {
        "month": f"{month:%Y-%m}",
        "before": months.shifted(month, -1),
        "after": months.shifted(month, 1),
        "days": schedule_paper.weekdays(),
        "weeks": [
            [
                {
                    "number": day.on.day,
                    "label": day.on.isoformat(),
                    "is_inside": day.is_inside,
                    "is_today": day.on == today,
                    "entries": [_entry(each, actor) for each in day.entries],
                }
                for day in week
            ]
            for week in months.weeks_of(month, actor.zone, found)
        ],
        "entries": [_entry(each, actor) for each in found],
        "feed_url": request.build_absolute_uri(feed.address_of(actor)),
        "kind_label": str(CHANGE.label_plural),
    }
    return render(request, "change/schedule.html", {**context, "shell": shell(request)})


def _month_asked(request: HttpRequest, actor: Actor) -> tuple[date, date]:
    """The month of the address, and today."""
    today = today_of(actor)
    return months.month_of(request.GET.get("month", ""), today), today


def schedule_printed(request: HttpRequest) -> HttpResponse:
    """The same month as PDF."""
    actor = current_actor()
    month, _today = _month_asked(request, actor)
    found = queries.schedule(actor, *months.span_of(month, actor.zone))
    return sent(schedule_paper.paper(month, found, actor), "pdf", f"schedule-{month:%Y-%m}")


def month_by_month(request: HttpRequest) -> HttpResponse:
    """How the changes of the last twelve months ended. Raises Refused for contacts."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("Figures of changes are for the provider's people.")])
    today = today_of(actor)
    first = months.month_of(months.shifted(today.replace(day=1), -11), today)
    context = {
        "heads": [
            _("Ended"), _("Successful"), _("Success share"), _("With problems"), _("Backed out"), _("Emergencies"),
            _("Emergency share"), _("Incidents caused"),
        ],
        "months": [_month(each) for each in figures.by_month(actor.zone, months.midnight(first, actor.zone))],
        "kind_label": str(CHANGE.label_plural),
    }  # fmt: skip
    return render(request, "change/figures.html", {**context, "shell": shell(request)})


def _month(each: figures.Month) -> dict[str, Any]:
    """A month's numbers, each with the list that holds as many."""
    year, month = map(int, each.name.split("-"))
    of = [("state", "all"), ("actual_end", f"{each.name}-01..{each.name}-{monthrange(year, month)[1]}")]

    def number(count: int, *pairs: tuple[str, str]) -> dict[str, str]:
        return {"text": str(count), "url": f"/change/?{urlencode([*of, *pairs])}"}

    return {
        "name": each.name,
        "cells": [
            number(each.ended), number(each.successful, ("outcome", "successful")),
            {"text": f"{each.success} %"}, number(each.with_problems, ("outcome", "with_problems")),
            number(each.backed_out, ("outcome", "backed_out")), number(each.emergencies, ("change_type", "emergency")),
            {"text": f"{each.emergency_share} %"}, {"text": str(each.incidents)},
        ],
    }  # fmt: skip


@takes()
def apply_planned(request: HttpRequest, number: str) -> HttpResponse:
    """Applies what the change plans for its items."""
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= MOST_DIGITS else -1
    count = apply(number, actor=current_actor(), version=version)
    messages.success(
        request, ngettext("%(num)d item is written.", "%(num)d items are written.", count) % {"num": count}
    )
    return HttpResponseRedirect(f"/change/{number}/", status=SEE_OTHER)


def _entry(each: Scheduled, actor: Actor) -> dict[str, Any]:
    return {
        "label": schedule_paper.name_of(each),
        "url": f"/{each.of}/{each.number}/" if each.number else "",
        "state": process_of(each.of).state(each.state).label if each.number else "",
        "tone": process_of(each.of).state(each.state).tone if each.number else "neutral",
        "kind": schedule_paper.kind_of(each),
        "start": times.short(each.start, actor.zone),
        "end": times.short(each.end, actor.zone),
    }


def subscribed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind an address of somebody's own. Needs no login: the address speaks for its account."""
    reader = feed.reader_of(token)
    if reader is None:
        raise Http404
    with translation.override(reader.language), acting(reader):
        text = feed.calendar_of(reader, now(), request.build_absolute_uri("/").rstrip("/"))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
