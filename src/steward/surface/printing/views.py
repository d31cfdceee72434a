"""The address under which a record is printed: the whole of it, or one of its texts (`?text=`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel import acts
from steward.people.context import current_actor, now
from steward.surface import cells
from steward.surface.printing.book import book
from steward.surface.printing.frame import XLSX, check_form, company_of, framed, handed_out, sent
from steward.surface.printing.record import head_of, paper_of
from steward.surface.printing.texts import one_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.paper.content import Paper


def printed(request: HttpRequest, process: Process, number: str, form: str) -> HttpResponse:
    """A record as PDF or Word (Excel where its process has a paper), as its reader sees it.

    Raises Unknown, Refused, Invalid.
    """
    actor = current_actor()
    record = acts.fetch(process, number, actor)
    if form == XLSX and process.paper:
        return handed_out(book(paper_of(process, record, actor, now())), XLSX, number)
    check_form(form)
    name = request.GET.get("text", "")
    if name:
        return sent(_of_text(process, record, name, actor), form, f"{number}-{name}")
    return sent(paper_of(process, record, actor, now()), form, number)


def _of_text(process: Process, record: Record, name: str, actor: Actor) -> Paper:
    label, blocks = one_text(process, record, name, actor)
    title = cells.title_of(cells.as_row(record, process))
    return framed(actor, company_of(actor), f"{title} · {label}", blocks, **head_of(process, record))
