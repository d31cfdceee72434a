"""The pages of a change of many records: what to set, what the check says, how far it is, what came of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from steward.kernel import policy
from steward.kernel.catalogue import all_processes, process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from steward.people.context import current_actor, now
from steward.surface import cells, forms, times
from steward.surface.accepting import inputs_of, refuse_unknown, takes
from steward.surface.bulk import asking, choosing
from steward.surface.bulk.choosing import ALL, FIELD, MOST, PICK, QUERY
from steward.surface.models import BulkChange, BulkRow
from steward.surface.shell import shell
from steward.surface.views import form_page, posted_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.bulk.choosing import Chosen

SECONDS, SHOWN, SEE_OTHER = 2, 30, 303
STATES = {
    BulkChange.CHECKING: (pgettext_lazy("bulk", "being checked"), "info"),
    BulkChange.CHECKED: (pgettext_lazy("bulk", "checked, nothing is changed yet"), "warn"),
    BulkChange.RUNNING: (pgettext_lazy("bulk", "running"), "info"),
    BulkChange.DONE: (pgettext_lazy("bulk", "done"), "good"),
    BulkChange.CANCELLED: (pgettext_lazy("bulk", "cancelled"), "neutral"),
    BulkChange.STOPPED: (pgettext_lazy("bulk", "stopped: the account is closed"), "bad"),
}
ACTIONS = {"run": asking.let_run, "cancel": asking.cancel}


def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Chooses the fields for the records picked in a list, takes their new values, and has them checked."""
    process = next((each for each in all_processes() if each.kind == kind), None)
    if process is None:
        raise Http404
    actor, sent = current_actor(), request.POST if request.method == "POST" else request.GET
    if reasons := choosing.why_not(process, actor):
        raise Refused(reasons)
    found = choosing.chosen(process, actor, sent)
    names = [name for name in choosing.fields_of(process) if name in sent.getlist(FIELD)]
    names += [name for name in choosing.going_along(process) if names and name not in names]
    if not names:
        return _fields_page(request, process, found, sent)
    values, refused = dict.fromkeys(names, ""), None
    if request.method == "POST":
        values = forms.typed(process, names, request.POST)
        try:
            refuse_unknown(request, {*inputs_of(process, names), PICK, ALL, QUERY, FIELD})
            made = _asked(request, process, found, names, actor)
        except Refused as error:
            refused = error
        else:
            return HttpResponseRedirect(reverse("bulk_change", kwargs={"pk": made.pk}), status=SEE_OTHER)
    beside = _beside(process, sent, names)
    return form_page(
        request, process, _title(process), names, values=values, submit=_("Check it"),
        cancel=f"/{kind}/?{sent.get(QUERY, '')}", refused=refused, intro=_intro(found), hidden=_hidden(sent),
        beside=[beside] if beside else [],
    )  # fmt: skip


def _asked(request: HttpRequest, process: Process, found: Chosen, names: Sequence[str], actor: Actor) -> BulkChange:
    typed = forms.typed(process, names, request.POST)
    shown = forms.fields(process, names, values=typed)
    words = [_("%(label)s is %(value)s") % {"label": each["label"], "value": _shown_value(each)} for each in shown]
    return asking.ask(process, found, actor=actor, raw=posted_values(request, names, process), words=words)


def _shown_value(field: dict[str, Any]) -> str:
    chosen = next((each["label"].strip() for each in field.get("options", ()) if each["selected"]), field["value"])
    if isinstance(chosen, bool):
        return _("yes") if chosen else _("no")
    return chosen or _("empty")


def _title(process: Process) -> str:
    return _("Change many: %(kind)s") % {"kind": process.label_plural}


def _intro(found: Chosen) -> str:
    count = len(found.rows)
    text = ngettext("%(num)d record is chosen.", "%(num)d records are chosen.", count) % {"num": count}
    more = _("The list holds more: the first %(most)d are taken.") % {"most": MOST} if found.is_cut else ""
    then = _("Nothing is written yet: what would happen to each is shown first. An empty field takes its value away.")
    return " ".join(part for part in (text, ", ".join(found.words), more, then) if part)


def _hidden(sent: QueryDict) -> list[tuple[str, str]]:
    """What was chosen, to be sent again."""
    return [(name, value) for name in (PICK, ALL, QUERY, FIELD) for value in sent.getlist(name)]


def _others(process: Process, sent: QueryDict, names: Iterable[str]) -> list[dict[str, str]]:
    """The fields that may be set besides, each as an address."""
    apart = {*names, *choosing.going_along(process)}
    found = []
    for name in (each for each in choosing.fields_of(process) if each not in apart):
        asked = QueryDict(mutable=True)
        for key, value in (*_hidden(sent), (FIELD, name)):
            asked.appendlist(key, value)
        found.append({"label": cells.label_of(process, name), "url": f"/bulk/{process.kind}/?{asked.urlencode()}"})
    return found


def _beside(process: Process, sent: QueryDict, names: Sequence[str]) -> str:
    context = {"fields": _others(process, sent, names), "label": _("Change another field too")}
    return mark_safe(render_to_string("surface/bulk_fields.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _fields_page(request: HttpRequest, process: Process, found: Chosen, sent: QueryDict) -> HttpResponse:
    context = {
        "title": _title(process),
        "intro": _intro(found),
        "fields": _others(process, sent, ()),
        "label": _("Which field is to be changed?"),
        "crumb": {"label": str(process.label_plural), "url": f"/{process.kind}/"},
        "cancel_url": f"/{process.kind}/?{sent.get(QUERY, '')}",
    }
    return render(request, "surface/bulk_new.html", {**context, "shell": shell(request)})


def mine(request: HttpRequest) -> HttpResponse:
    """The account's own changes of many records, the newest first."""
    actor = current_actor()
    context = {"changes": [_shown(each, actor) for each in asking.changes_of(actor)[:SHOWN]]}
    return render(request, "surface/bulk_mine.html", {**context, "shell": shell(request)})


@takes("action")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what the check says or what came of it; lets it run, gives it up or takes it back."""
    actor = current_actor()
    if request.method == "POST":
        return _act(actor, pk, request.POST.get("action", ""))
    found = asking.change_of(actor, pk)
    context = {
        **_shown(found, actor),
        "told": _told(found, actor),
        "refresh_seconds": SECONDS if found.is_unfinished else None,
    }
    if "HX-Request" in request.headers:
        return render(request, "surface/bulk_told.html", context)
    return render(request, "surface/bulk_change.html", {**context, "shell": shell(request)})


def _act(actor: Actor, pk: int, action: str) -> HttpResponse:
    if action == "undo":
        pk = asking.undo(actor, pk).pk
    elif action in ACTIONS:
        ACTIONS[action](actor, pk)
    else:
        raise Refused([_("There is no such action here.")])
    return HttpResponseRedirect(reverse("bulk_change", kwargs={"pk": pk}), status=SEE_OTHER)


def _shown(found: Any, actor: Actor) -> dict[str, Any]:
    label, tone = STATES[found.state]
    is_run = found.state in (BulkChange.RUNNING, BulkChange.DONE) or bool(found.tried)
    return {
        "title": _title(process_of(found.kind)),
        "words": found.words,
        "is_undo": found.undo_of_id is not None,
        "state": str(label),
        "tone": tone,
        "when": times.ago(found.made_at, now(), actor.zone),
        "page_url": reverse("bulk_change", kwargs={"pk": found.pk}),
        "list_url": f"/{found.kind}/",
        "done": found.tried if is_run else found.seen,
        "total": found.fits if is_run else found.total,
        "summary": _summary(found, is_run=is_run),
        "unfinished": found.is_unfinished,
        "may_run": found.state == BulkChange.CHECKED and found.fits > 0,
        "may_undo": found.changed > 0 and not found.is_unfinished,
    }


def _summary(found: Any, *, is_run: bool) -> str:
    """How many change, and how many do not."""
    number, of = (found.changed if is_run else found.fits), {"total": found.total}
    if is_run:
        text = ngettext("%(num)d of %(total)d changed", "%(num)d of %(total)d changed", number)
    else:
        text = ngettext("%(num)d of %(total)d would change", "%(num)d of %(total)d would change", number)
    return text % {"num": number, **of}


def _told(found: Any, actor: Actor) -> list[dict[str, Any]]:
    """The records that the reader sees now, by what came of them; refusals by their reason, each with a link."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = list(found.rows.order_by("pk").values_list("number", "verdict", "outcome", "why"))
    wanted = frozenset(number for number, *_more in rows)
    seen = Record.objects.filter(policy.visible_to(actor), number__any_of=wanted)
    there = set(seen.values_list("number", flat=True)) if wanted else set()
    for number, verdict, outcome, why in (row for row in rows if row[0] in there):
        groups[outcome or verdict, why].append(number)
    labels = {
        BulkRow.CHANGED: (_("Changed"), "good"), BulkRow.FITS: (_("Would change"), "info"),
        BulkRow.REFUSED: (_("Refused"), "bad"), BulkRow.SAME: (_("Stands so already"), "neutral"),
        "": (_("Not looked at yet"), "neutral"),
    }  # fmt: skip
    ordered = sorted(groups, key=lambda key: (list(labels).index(key[0]), -len(groups[key])))
    return [
        {
            "label": labels[what][0],
            "tone": labels[what][1],
            "why": why,
            "count": len(groups[what, why]),
            "records": [{"label": n, "url": f"/{found.kind}/{n}/"} for n in groups[what, why]],
        }
        for what, why in ordered
    ]
