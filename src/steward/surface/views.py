"""The views that every process shares; `process` comes with the route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.intake.values import field_of
from steward.kernel.names import names_of
from steward.kernel.process import Attempt
from steward.kernel.raising import raise_record
from steward.kernel.refusal import Invalid, Refused, Stale
from steward.people.context import current_actor, now
from steward.surface import cells, forms, page
from steward.surface.accepting import inputs_of, posted_table, refuse_unknown, takes
from steward.surface.clock_box import why_page
from steward.surface.picture import picture_of
from steward.surface.raising import FROM, read_sources
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from steward.kernel.models import Record
    from steward.kernel.process import Move, Process

SEE_OTHER = 303
MOST_DIGITS = 18


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"surface/{template}.html", {**context, "shell": shell(request)}, status=status)


def _back(request: HttpRequest, process: Process, number: str, said: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(f"/{process.kind}/{number}/", status=SEE_OTHER)


def _whole(text: str) -> int:
    """The whole number that was sent; -1, which no version, entry or effort has, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else -1


def posted_values(request: HttpRequest, names: Sequence[str], process: Process) -> dict[str, Any]:
    """What was typed, by field; an unticked flag is False, JSON is read as such."""
    raw: dict[str, Any] = {}
    for name in names:
        column = field_of(process, name)
        table = posted_table(column, name, request.POST)
        if table is not None:
            raw[name] = table
        elif isinstance(column, models.BooleanField):
            raw[name] = name in request.POST
        elif name in request.POST:
            raw[name] = forms.from_json(process, name, request.POST[name])
    return raw


def detail(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """The page of one record; `?before=` shows earlier entries of its timeline."""
    actor = current_actor()
    record = acts.fetch(process, number, actor)
    before = _whole(request.GET.get("before", ""))
    return _page(
        request,
        "detail",
        page.detail(process, record, actor, now(), before if before > 0 else None),
    )


def why(request: HttpRequest, process: Process, number: str, clock: str) -> HttpResponse:
    """Why a deadline is what it is, day by day."""
    actor = current_actor()
    return _page(request, "why", why_page(process, acts.fetch(process, number, actor), clock, actor, now()))


def picture(request: HttpRequest, process: Process) -> HttpResponse:
    """States and moves as a picture with its table."""
    return _page(request, "picture", picture_of(process))


def form_page(  # noqa: PLR0913  a form has these parts
    request: HttpRequest,
    process: Process,
    title: str,
    names: Sequence[str],
    *,
    values: Mapping[str, str],
    submit: str,
    cancel: str,
    required: Sequence[str] = (),
    refused: Refused | None = None,
    **more: Any,
) -> HttpResponse:
    """A form of these fields with what was typed, the reasons of a refusal, and 409 or 422 as its answer then."""
    faults = refused.faults if isinstance(refused, Invalid) else {}
    context = {
        "title": title,
        "intro": more.get("intro", ""),
        "action_url": request.path,
        "cancel_url": cancel,
        "submit_label": submit,
        "hidden": more.get("hidden", []),
        "errors": [str(reason) for reason in refused.reasons] if refused and not faults else [],
        "fields": [
            *forms.fields(
                process, names, values=values, required=required, faults=faults,
                locks=more.get("locks", ()),
            ),
            *more.get("extra", ()),
        ],
        "conflict": more.get("conflict"),
        "beside": more.get("beside", []),
        "crumb": {"label": str(process.label_plural), "url": f"/{process.kind}/"},
    }  # fmt: skip
    unplaced = [s for name, said in faults.items() if name not in names for s in said]
    context["errors"] += [str(sentence) for sentence in unplaced]
    return _page(request, "form", context, 409 if isinstance(refused, Stale) else 422 if refused else 200)


def new(request: HttpRequest, process: Process) -> HttpResponse:
    """The form of a new record; a refusal shows it again with everything that was typed."""
    actor = current_actor()
    reasons = policy.why_not_open(process, actor, None)
    if reasons:
        raise Refused(reasons)
    own = process.fields if actor.is_provider else process.contact_fields
    place = ("project",) if actor.is_provider or len(actor.scope.customers) > 1 else ()
    names = (*place, *own)
    sources = read_sources(request, process, names, actor)
    values: dict[str, str] = {name: request.GET.get(name, sources.values.get(name, "")) for name in names}
    refused = None
    if request.method == "POST":
        values = forms.typed(process, names, request.POST)
        try:
            refuse_unknown(request, {*inputs_of(process, names), FROM})
            raw = {name: value for name, value in posted_values(request, names, process).items() if value != ""}
            record = raise_record(process, sources.numbers, actor=actor, raw=raw)
        except Refused as error:
            refused = error
        else:
            return _back(request, process, record.number, _("%(number)s is opened.") % {"number": record.number})
    return form_page(
        request, process, _("New: %(kind)s") % {"kind": process.label}, names, values=values,
        submit=_("Submit"), cancel=f"/{process.kind}/", required=(*process.required, *place), refused=refused,
        intro=sources.sentence, hidden=sources.hidden, beside=[show(actor) for show in process.beside_form],
    )  # fmt: skip


def amend(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """The form of a record's fields; a stale one shows the three-way difference and keeps what was typed."""
    actor = current_actor()
    record = acts.fetch(process, number, actor)
    reasons = policy.why_not_amend(process, record, actor)
    if reasons:
        raise Refused(reasons)
    names, locks = forms.locked(process, record, actor)
    stands = _stands(process, record, names)
    values, conflict = stands, None
    refused: Refused | None = None
    if request.method == "POST":
        typed = forms.typed(process, names, request.POST)
        values = {name: typed[name] or ("" if name in request.POST else stands[name]) for name in names}
        was = {name: request.POST.get(f"was.{name}", "") for name in names}
        try:
            refuse_unknown(request, {*inputs_of(process, names), *(f"was.{name}" for name in names)})
            raw = posted_values(request, [name for name in names if name not in locks or name in request.POST], process)
            acts.amend(process, number, actor=actor, raw=raw, version=_whole(request.POST.get("version", "")))
        except Stale as error:
            refused, conflict = error, forms.conflict(process, names, was, stands, values)
        except Refused as error:
            refused = error
        else:
            return _back(request, process, number, _("Saved."))
    return form_page(
        request, process, f"{number} {_title(process, record)}", names, values=values, submit=_("Save"),
        cancel=f"/{process.kind}/{number}/", required=process.required, refused=refused, locks=locks, conflict=conflict,
        hidden=[("version", record.version), *((f"was.{name}", stands[name]) for name in names)],
    )  # fmt: skip


def _title(process: Process, record: Record) -> str:
    """In the reader's language."""
    return cells.title_of(cells.as_row(record, process))


def _stands(process: Process, record: Record, names: Sequence[str]) -> dict[str, str]:
    found = names_of(cells.nouns_among(process, names, [cells.as_row(record, process)]))
    return forms.present(process, record, names, found, current_actor())


def move(request: HttpRequest, process: Process, number: str, name: str) -> HttpResponse:
    """The questions of a move; one that asks nothing is confirmed all the same."""
    actor = current_actor()
    record = acts.fetch(process, number, actor)
    chosen = next((each for each in process.moves if each.name == name), None)
    if chosen is None:
        raise Refused([_("There is no move “%(move)s” here.") % {"move": name[:60]}])
    reasons = policy.why_not_move(chosen, Attempt(process, record, actor, {}, now()))
    if reasons and request.method != "POST":
        raise Refused(reasons)
    names = [] if chosen.gate else [*chosen.asks, *chosen.offers]
    values, refused = _stands(process, record, names), None
    if request.method == "POST":
        values = {**forms.typed(process, names, request.POST), "remark": request.POST.get("remark", "")}
        try:
            refuse_unknown(request, ("verdict", "remark") if chosen.gate else {*inputs_of(process, names)})
            _make(request, process, record, chosen, names)
        except Refused as error:
            refused = error
        else:
            return _back(request, process, number, f"{record.number}: {chosen.label}")
    return form_page(
        request, process, f"{record.number}: {chosen.label}", names, values=values, submit=chosen.label,
        cancel=f"/{process.kind}/{number}/", required=chosen.asks, refused=refused, intro=_title(process, record),
        hidden=[("version", request.POST.get("version", record.version))],
        extra=_decision_fields(values) if chosen.gate else (),
    )  # fmt: skip


def _make(request: HttpRequest, process: Process, record: Record, chosen: Move, names: Sequence[str]) -> None:
    actor = current_actor()
    version = _whole(request.POST.get("version", ""))
    if chosen.gate:
        acts.decide(
            process, record.number, chosen.name, actor=actor, verdict=request.POST.get("verdict", ""),
            remark=request.POST.get("remark", ""), version=version,
        )  # fmt: skip
        return
    raw = posted_values(request, names, process)
    acts.move(process, record.number, chosen.name, actor=actor, raw=raw, version=version)


def _decision_fields(values: Mapping[str, str]) -> list[dict[str, Any]]:
    verdicts = [("approved", _("Approve")), ("rejected", _("Reject"))]
    return [
        {
            "name": "verdict", "label": _("Decision"), "kind": "choice", "value": "", "required": True, "errors": [],
            "options": [{"value": value, "label": label, "selected": False} for value, label in verdicts],
        },
        {
            "name": "remark", "label": _("Remark"), "kind": "long", "value": values.get("remark", ""), "errors": [],
            "help": _("Needed where you reject."),
        },
    ]  # fmt: skip


@takes("body", "reach", "minutes")
def comment(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """Writes a reply or a note."""
    reach = request.POST.get("reach", "")
    minutes = request.POST.get("minutes", "").strip()
    acts.comment(
        process,
        number,
        actor=current_actor(),
        body=request.POST.get("body", ""),
        reach=int(reach) if reach in ("1", "2", "3") else None,
        minutes=_whole(minutes) if minutes else None,
    )
    return _back(request, process, number)


@takes("relation", "target")
def link(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """Links to another record by its number."""
    relation, target = request.POST.get("relation", ""), request.POST.get("target", "")
    acts.link(process, number, actor=current_actor(), relation=relation, target=target)
    return _back(request, process, number, _("Linked."))


@takes()
def watch(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """Begins watching, or ends it."""
    acts.toggle_watch(process, number, actor=current_actor())
    return _back(request, process, number)


@takes("tag")
def tag(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """Adds a tag."""
    actor = current_actor()
    record = acts.fetch(process, number, actor)
    tags = [*record.tags, request.POST.get("tag", "")]
    acts.amend(process, number, actor=actor, raw={"tags": tags}, version=record.version)
    return _back(request, process, number)
