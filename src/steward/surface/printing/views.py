"""The address under which a record is printed: the whole of it, or one of its texts (`?text=`), in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.refusal import Invalid
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

    In the reader's language, or that of `?language=`. Raises Unknown, Refused, Invalid.
    """
    language = request.GET.get("language", get_language() or "")
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(code for code, _name in settings.LANGUAGES)
        raise Invalid({"language": [_("Choose from: %(choices)s.") % {"choices": known}]})
    with translation.override(language):
        return _printed(request, process, number, form)


def _printed(request: HttpRequest, process: Process, number: str, form: str) -> HttpResponse:
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
