"""Knowledge's own addresses: answers while somebody asks, and a reader's word on an article (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.intake import clean_text
from steward.kernel.intake.relations import find
from steward.kernel.models import Category, Record
from steward.kernel.refusal import Refused, Unknown
from steward.people.context import current_actor
from steward.registers.configuration.happened import happened
from steward.registers.knowledge import checking, panels, queries, tying, votes
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

SEE_OTHER = 303
LONGEST, MOST_SHOWN = 4_000, 300
TEXTS = ("text", "title", "description")
NOUNS = {"service": Record, "category": Category}


@takes(*TEXTS, *NOUNS)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answers to what a form says so far, or to an open record (`?for=`): a part of its page, or a page of its own."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("Answers from other records are for the provider's people.")])
    if number := request.GET.get("for"):
        return _for_record(request, number[:60])
    given = request.POST if request.method == "POST" else request.GET
    text = clean_text("\n".join(given.get(name, "")[:LONGEST] for name in TEXTS)).strip()
    found = queries.suggestions_for(actor, text, **_about(given)) if text else []
    context = panels.answers_beside(found, happened(actor, text))
    if request.headers.get("HX-Request"):
        return render(request, "knowledge/answers.html", context) if text else HttpResponse()
    return _page(request, {**context, "text": " ".join(text.split())[:MOST_SHOWN]})


def experts(request: HttpRequest) -> HttpResponse:
    """Who has solved the like of a text (`?text=`), with the records that show it. Raises Refused for contacts."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("Experts are for the provider's people.")])
    text = clean_text(request.GET.get("text", "")[:MOST_SHOWN]).strip()
    found = panels.experts_for(actor, text) if text else []
    context = {"text": text, "experts": found, "shell": shell(request)}
    return render(request, "knowledge/experts.html", context)


def _for_record(request: HttpRequest, number: str) -> HttpResponse:
    """Answers to the question that a record is. Raises Unknown."""
    actor = current_actor()
    kind = Record.objects.filter(policy.visible_to(actor), number=number).values_list("kind", flat=True).first()
    if kind is None:
        raise Unknown([_("There is no record “%(number)s”.") % {"number": number}])
    record = acts.fetch(process_of(kind), number, actor)
    context = panels.answers_for(record, actor)
    if request.headers.get("HX-Request"):
        return render(request, "knowledge/on_page.html", context)
    about = {"label": str(record), "url": f"/{kind}/{number}/"}
    return _page(request, {**context, "text": record.title, "about": about})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "knowledge/suggestions.html", {**context, "shell": shell(request)})


def _about(given: QueryDict) -> dict[str, Any]:
    """Service and category that the form names, as far as the reader sees them."""
    wanted = {name: (model, given[name][:60]) for name, model in NOUNS.items() if given.get(name)}
    found = find(wanted, current_actor())
    return {f"{name}_id": found[name].id if name in found else None for name in NOUNS}


@takes("target")
def tie_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Ties an open record to the problem or article that answers it."""
    target = request.POST.get("target", "")
    process = tying.tie(number, target, actor=current_actor())
    messages.success(request, _("Tied to %(number)s.") % {"number": target})
    return HttpResponseRedirect(f"/{process.kind}/{number}/", status=SEE_OTHER)


@takes("record")
def run_checks(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the check list of an article into a ticket, whose page follows."""
    record = checking.take_into(number, request.POST.get("record", ""), actor=current_actor())
    messages.success(request, _("The checks of %(number)s stand in the ticket; tick them there.") % {"number": number})
    return HttpResponseRedirect(f"/{record.kind}/{record.number}/", status=SEE_OTHER)


@takes("helped")
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Keeps whether the article helped."""
    votes.say(number, actor=current_actor(), helped=request.POST.get("helped", ""))
    messages.success(request, _("Thank you, this is counted."))
    return HttpResponseRedirect(f"/article/{number}/", status=SEE_OTHER)
