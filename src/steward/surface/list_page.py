"""The list of any process: filters as chips, saved views, keyset pages; from the declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel.catalogue import all_processes
from steward.kernel.intake import clean_text
from steward.kernel.names import Names
from steward.kernel.refusal import Invalid
from steward.people.context import current_actor, now
from steward.surface import cells, list_filters, listing
from steward.surface.accepting import takes
from steward.surface.exports.rows import LIMITS
from steward.surface.filters import MOST_HITS
from steward.surface.forms import why_no_new
from steward.surface.models import SavedView
from steward.surface.narrowing import narrow
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor

LONGEST_QUERY = 2_000


def listing_columns(process: Process, actor: Actor) -> tuple[str, ...]:
    """The columns that this actor sees: contacts none that tells of other companies' or inner matters."""
    if actor.is_provider:
        return process.columns
    seen = {
        "number",
        "state",
        "title",
        "priority",
        "due_at",
        "updated_at",
        "team",
        "owner",
        *process.contact_sees,
    }
    if len(actor.scope.customers) > 1:
        seen.add("customer")
    return tuple(name for name in process.columns if name in seen)


def listing_page(request: HttpRequest, process: Process, faults: Invalid | None = None) -> HttpResponse:
    """The list; an address that can't be read shows the default list with the reasons, as 422."""
    actor = current_actor()
    params = {} if faults else dict(request.GET.lists())
    try:
        narrowed = narrow(process, actor, params)
    except Invalid as error:
        return listing_page(request, process, error)
    columns = listing_columns(process, actor)
    page = listing.page(narrowed, columns)
    if faults:
        for name, sentences in faults.faults.items():
            messages.error(request, f"{name}: {' '.join(map(str, sentences))}")
    bar = list_filters.Bar(process, actor, narrowed, params)
    query = bar.query()
    context = {
        "process": _process(process, actor),
        "count_text": page.count_words,
        "cut_text": cut_sentence() if narrowed.cut else "",
        "chips": bar.chips(),
        "filters": bar.filters(),
        "sort": bar.sort(),
        "columns": [{"key": name, "label": cells.label_of(process, name), "kind": _kind(name)} for name in columns],
        "rows": [_row(process, columns, row, page.names, actor) for row in page.rows],
        "views": _views(process, actor, query),
        "save_view": {"url": f"/{process.kind}/views/", "query": query} if query else None,
        "export": [{"label": form.upper(), "url": f"/{process.kind}/export.{form}?{query}"} for form in LIMITS],
        "next_url": bar.url(cursor=page.next) if page.next else None,
        "prev_url": bar.url(cursor=page.previous) if page.previous else None,
        "pages": _pages(process, actor),
        "search": {"value": narrowed.question, "name": "q", "hidden": bar.hidden("q")},
        "empty": None if page.rows else _empty(process, narrowed.given, narrowed.question),
    }
    return render(request, "surface/list.html", {**context, "shell": shell(request)}, status=422 if faults else 200)


def listing_view(request: HttpRequest, process: Process) -> HttpResponse:
    """The list of a process as its address asks."""
    return listing_page(request, process)


def _pages(process: Process, actor: Actor) -> list[dict[str, str]]:
    """The chapter's own pages."""
    return [{"label": str(one.label), "url": one.address} for one in process.pages] if actor.is_provider else []


def _process(process: Process, actor: Actor) -> dict[str, Any]:
    reason = why_no_new(process, actor)
    return {
        "kind": process.kind,
        "label": str(process.label),
        "label_plural": str(process.label_plural),
        "icon": process.menu_icon,
        "new_url": None if reason else f"/{process.kind}/new/",
        "new_reason": reason,
    }


def cut_sentence() -> str:
    """That a search looks at its newest hits alone."""
    return _(
        "Very many records hold these words: the newest %(most)d hits are looked at. One more word finds more."
    ) % {"most": MOST_HITS}


def _kind(name: str) -> str:
    return name if name in ("number", "title", "state", "priority") else "due" if name == "due_at" else "plain"


def _row(process: Process, columns: tuple[str, ...], row: Any, names: Names, actor: Actor) -> dict[str, Any]:
    values = row._asdict()
    made = [cells.cell(process, name, values, names, actor, now()) for name in columns]
    state = process.state(values["state"])
    for each in made:
        if each["kind"] == "title":
            each |= {"icon": cells.state_icon(state), "tone": state.tone}
    return {"id": row.id, "url": f"/{process.kind}/{row.number}/", "cells": made}


def _empty(process: Process, given: dict[str, tuple[str, ...]], question: str) -> dict[str, str]:
    if question or set(given) - {"state"}:
        return {
            "what": _("Nothing here matches"),
            "why": _("No record has these properties. Take a filter away, or search for another word."),
            "next_label": _("Show everything"),
            "next_url": f"/{process.kind}/?state=all",
        }
    return {
        "what": _("Nothing is open"),
        "why": _("Every record of this kind is finished, or none was opened yet."),
        "next_label": _("Show all, finished ones too"),
        "next_url": f"/{process.kind}/?state=all",
    }


def _views(process: Process, actor: Actor, query: str) -> list[dict[str, Any]]:
    """The two that everybody has, then the actor's own."""
    made: list[dict[str, Any]] = [
        {
            "label": _("open"),
            "url": f"/{process.kind}/",
            "current": query in ("", "state=open"),
            "delete_url": None,
        },
        {
            "label": _("All"),
            "url": f"/{process.kind}/?state=all",
            "current": query == "state=all",
            "delete_url": None,
        },
    ]
    for pk, name, kept in SavedView.objects.filter(user_id=actor.id, kind=process.kind).values_list(
        "pk", "name", "query"
    ):
        delete = f"/{process.kind}/views/{pk}/delete/"
        made.append({"label": name, "url": f"/{process.kind}/?{kept}", "current": kept == query, "delete_url": delete})
    return made


@takes("name", "query")
def save_view(request: HttpRequest, process: Process) -> HttpResponse:
    """Keeps the present filters under a name; the same name again replaces it."""
    name = clean_text(request.POST.get("name", "")).strip()[:80]
    query = clean_text(request.POST.get("query", ""))[:LONGEST_QUERY]
    if name:
        SavedView.objects.update_or_create(
            user_id=current_actor().id, kind=process.kind, name=name, defaults={"query": query}
        )
        messages.success(request, _("The view is saved."))
    return HttpResponseRedirect(f"/{process.kind}/?{query}", status=303)


@takes()
def delete_view(_request: HttpRequest, process: Process, pk: int) -> HttpResponse:
    """Forgets one of the actor's own views."""
    SavedView.objects.filter(pk=pk, user_id=current_actor().id, kind=process.kind).delete()
    return HttpResponseRedirect(f"/{process.kind}/", status=303)


def search(request: HttpRequest) -> HttpResponse:
    """The search of the whole house: a number goes to its record, words go to the first kind's list."""
    text = clean_text(request.GET.get("q", "")).strip()
    first = all_processes()[0]
    for process in all_processes():
        if text.upper().startswith(f"{process.prefix}-"):
            return HttpResponseRedirect(f"/{process.kind}/{text.upper()}/")
    return HttpResponseRedirect(f"/{first.kind}/?{urlencode({'q': text, 'state': 'all'})}")
