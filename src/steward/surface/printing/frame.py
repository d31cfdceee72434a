"""The head and foot of every paper: whose it is, by whom and when it was printed; and how a paper is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.text import get_valid_filename
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steward.kernel.names import names_of
from steward.kernel.refusal import Refused
from steward.people.context import now
from steward.surface import times
from steward.surface.paper import press
from steward.surface.paper.content import Paper
from steward.surface.paper.word import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.people.actor import Actor
    from steward.surface.paper.content import Block

PAPERS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

XLSX, EXCEL = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def company_of(actor: Actor) -> str:
    """The provider, as the head of a paper names it; one statement."""
    own = actor.own_party_id or 0
    return names_of({"party": {own}}).name("party", own) or "Steward"


def framed(actor: Actor, company: str, title: str, blocks: Sequence[Block], **more: Any) -> Paper:
    """A paper in the reader's language with its foot; `more` are further parts of its head (see `Paper`)."""
    told = {"who": actor.name, "time": times.short(now(), actor.zone), "zone": actor.zone}
    return Paper(
        title, company, get_language() or "zh-hans", _("Printed by %(who)s, %(time)s (%(zone)s)") % told,
        _("Page %(n)s of %(m)s") % {"n": "{n}", "m": "{m}"}, tuple(blocks), **more,
    )  # fmt: skip


def check_form(form: str) -> str:
    """The form of a paper. Raises Refused for any other word."""
    if form not in PAPERS:
        raise Refused([_("A paper is printed as pdf or docx.")])
    return form


def set_as(paper: Paper, form: str) -> bytes:
    """The paper in one of `PAPERS`. Raises Refused where it can't be set."""
    return press.pdf(paper) if form == "pdf" else word(paper)


def sent(paper: Paper, form: str, name: str) -> HttpResponse:
    """The paper as a file to be saved. Raises Refused."""
    return handed_out(set_as(paper, check_form(form)), form, name)


def handed_out(content: bytes, form: str, name: str) -> HttpResponse:
    """A file in one of these forms, to be saved."""
    response = HttpResponse(content, content_type={**PAPERS, XLSX: EXCEL}[form])
    response["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}.{form}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
