"""A document as it is read: its edition in force by sections, its history, what changed between two (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.attaching import place_of
from steward.kernel.clauses import clause
from steward.kernel.refusal import Invalid, Unknown
from steward.people.bilingual import in_chinese
from steward.people.models import ServiceProject
from steward.people.roles import ROLES
from steward.registers.document import paper, queries
from steward.registers.document.handing.marks import mark_of, numbered
from steward.registers.document.models import Document, IssuedFile, number_of
from steward.registers.document.process import EDITION
from steward.registers.document.register_page import reader
from steward.registers.document.rules import BEING_MADE
from steward.registers.document.text.sections import difference, sections_of
from steward.registers.document.text.shown import shown
from steward.registers.document.wording import stamp_of, step_label
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.files import given_out
from steward.surface.printing.frame import company_of, sent
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from steward.people.actor import Actor
    from steward.registers.document.queries import Text


def read(request: HttpRequest, code: str) -> HttpResponse:
    """The edition in force, or `?edition=`; `?against=` shows what changed since another. Raises Unknown, Invalid."""
    actor = reader()
    document = _document(code)
    texts = queries.editions_of(document, actor)
    text = _chosen(texts, request.GET.get("edition", ""))
    against = request.GET.get("against", "")
    context = {
        "document": document,
        "text": text,
        "texts": texts,
        "stamp": stamp_of(text) if text else None,
        "stamps": {each.pk: stamp_of(each) for each in texts},
        "roles": ROLES,
        "clauses": [clause(each) for each in document.clause_ids],
        "against": against,
        "draft_reasons": list(map(str, policy.why_not_open(EDITION, actor, None))),
        "being_made": next((each for each in texts if each.state in BEING_MADE), None),
        "short": lambda moment: times.short(moment, actor.zone)[:10],
        "shell": shell(request),
        **(_changed(_chosen(texts, against), text) if against and text else _shown(text, actor)),
    }
    return render(request, "document/document.html", context)


def printed(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The same as PDF or Word; Chinese or English as the reader reads. `?copy=` prints a numbered copy.

    Raises Unknown, Refused.
    """
    actor = reader()
    document = _document(code)
    texts = queries.editions_of(document, actor)
    if given := request.GET.get("copy", ""):
        copy = numbered(document, given, actor)
        text = next((each for each in texts if each.pk == copy.edition_id), None)
        mark: str | None = mark_of(copy)
    else:
        text, mark = _chosen(texts, request.GET.get("edition", "")), None
    if text is None:
        raise Unknown([_("%(code)s has no edition yet.") % {"code": document.code}])
    return sent(paper.of(document, text, actor, mark=mark), form, f"{document.code}-{text.edition}")


def file(_request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A file of an issued text, for whoever may read the text. Raises Unknown."""
    reader()
    found = IssuedFile.objects.filter(pk=pk, edition__document__code=code).first()
    if found is None or not place_of(found.sha256).exists():
        raise Unknown([_("There is no such file.")])
    return given_out(found)


@takes("reason")
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Opens the next edition with the text of the one in force, and leads to it. Raises Unknown, Invalid, Refused."""
    actor = reader()
    document = _document(code)
    text = _chosen(queries.editions_of(document, actor), "")
    raw: dict[str, Any] = {"document": document.code, "project": _own_project(actor)}
    if text is not None:
        raw |= {"sections": text.sections, "order_of_issue": text.order_of_issue}
    reason = request.POST.get("reason", "").strip()
    if reason:
        raw["reason"] = reason
    made = acts.open_record(EDITION, actor=actor, raw=raw)
    messages.success(request, _("%(number)s is opened.") % {"number": made.number})
    return HttpResponseRedirect(f"/edition/{made.number}/", status=303)


def _document(code: str) -> Document:
    found = Document.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise Unknown([_("There is no document “%(code)s”.") % {"code": code[:60]}])
    return found


def _chosen(texts: list[Text], edition: str) -> Text | None:
    found = queries.chosen(texts, edition)
    if edition and found is None:
        raise Invalid({"edition": [_("There is no edition “%(edition)s”.") % {"edition": edition[:20]}]})
    return found


def _own_project(actor: Actor) -> str:
    """The service project of our own company in which documents are kept; '' where there is none."""
    own = ServiceProject.objects.filter(customer_id=actor.own_party_id).order_by("pk").first()
    return own.code if own else ""


def _shown(text: Text | None, actor: Actor) -> dict[str, Any]:
    if text is None:
        return {"sections": [], "signatures": []}
    known = queries.known_to(text, company_of(actor))
    signed = [(step_label(each.step), each.name, each.at) for each in queries.signatures(text)]
    return {
        "sections": [(each, shown(each.text, known)) for each in sections_of(text.sections)],
        "files": [(each.name, queries.address_of(text, each)) for each in queries.files_of(text)],
        "signatures": signed,
    }


def _changed(old: Text | None, new: Text) -> dict[str, Any]:
    """What changed from the earlier of two to the later, in the reader's language first."""
    if old is None:
        return {"sections": [], "signatures": []}
    old, new = sorted((old, new), key=lambda text: number_of(text.edition))
    told = [
        (chinese, difference(sections_of(old.sections, chinese=chinese), sections_of(new.sections, chinese=chinese)))
        for chinese in (in_chinese(), not in_chinese())
    ]
    labels = {True: _("Chinese text"), False: _("English text")}
    return {
        "sections": [],
        "signatures": [],
        "old": old,
        "new": new,
        "differences": [(labels[key], found) for key, found in told],
    }
