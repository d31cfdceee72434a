"""The page behind a signed link: a GET shows the record and decides nothing, a POST answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from steward.channel.notices import answers
from steward.channel.notices.wording import title_of
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import acting
from steward.surface.accepting import refuse_unknown
from steward.surface.message import message_page
from steward.surface.prose import prose

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.people.actor import Actor

_MOST_TEXT = 2_000


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Needs no login: the link speaks for its account, about its record alone."""
    reader = answers.reader_of(token)
    if reader is None:
        sentence = _("This link is not one of ours, or its record is no longer for you.")
        return message_page(request, 404, _("This link leads nowhere"), why=[sentence])
    with translation.override(reader.language):
        try:
            with acting(reader):
                response = _thanks(request, token) if request.method == "POST" else _show(request, token, ())
                response.headers["Referrer-Policy"] = "no-referrer"
                return response
        except Refused as refused:
            return _refusal(request, reader, token, refused)


def _refusal(request: HttpRequest, reader: Actor, token: str, refused: Refused) -> HttpResponse:
    """What can't be taken shows the form again with its reasons; a link that serves no more says so."""
    reasons = [str(reason) for reason in refused.reasons]
    try:
        with acting(reader):
            status = 422 if isinstance(refused, Invalid) else 409 if request.method == "POST" else 403
            return _show(request, token, reasons, status=status)
    except Refused as gone:
        status = 404 if isinstance(gone, Unknown) else 410
        return message_page(request, status, _("This link serves no more"), why=[str(r) for r in gone.reasons])


def _show(request: HttpRequest, token: str, errors: tuple[str, ...] | list[str], status: int = 200) -> HttpResponse:
    asked = answers.question(token)
    record = asked.record
    context = {
        "shell": None,
        "process": asked.process.label,
        "number": record.number,
        "version": record.version,
        "title": title_of(record),
        "state": asked.process.state(record.state).label,
        "texts": _texts(record),
        "choices": _choices(asked),
        "text": request.POST.get("text", "")[:_MOST_TEXT],
        "text_label": _("Remark") if asked.link.purpose == "approval" else _("What does not work yet?"),
        "errors": errors,
        "most": _MOST_TEXT,
    }
    return render(request, "notices/answer.html", context, status=status)


def _texts(record: Any) -> list[tuple[str, str]]:
    said = (
        (_("Description"), getattr(record, "description", "")),
        (_("Solution"), getattr(record, "resolution", "")),
    )
    return [(label, prose(text)) for label, text in said if text]


def _choices(asked: answers.Question) -> list[dict[str, Any]]:
    """The answers that are open, the hoped-for one first."""
    if asked.link.purpose == "approval":
        return [
            {"value": "approved", "label": _("Approve"), "primary": True},
            {"value": "rejected", "label": _("Reject"), "primary": False},
        ]
    return [
        {"value": "confirm", "label": _("Confirm: it works again"), "primary": True},
        {"value": "reopen", "label": _("Reopen: it does not work yet"), "primary": False},
    ]


def _thanks(request: HttpRequest, token: str) -> HttpResponse:
    refuse_unknown(request, ("answer", "text"))
    said = {name: request.POST.get(name, "")[:_MOST_TEXT] for name in ("answer", "text", "version")}
    record = answers.answer(token, said)
    state = process_of(record.kind).state(record.state).label
    context = {
        "shell": None,
        "status": None,
        "what": _("Thank you, your answer has been taken"),
        "why": [_("%(number)s is now in the state “%(state)s”.") % {"number": record.number, "state": state}],
        "next": [],
        "tone": "good",
    }
    return render(request, "surface/message.html", context)
