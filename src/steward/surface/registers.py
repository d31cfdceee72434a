"""Pages of registers: plain rows listed, kept and with their history; one set of views for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import models
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.calendar_store import years_without_holidays
from steward.kernel.days import today_of
from steward.kernel.intake import clean_text
from steward.kernel.intake.values import field_of, read_values
from steward.kernel.models import Calendar, CalendarEdition
from steward.kernel.names import names_of
from steward.kernel.refusal import Invalid, Refused, Stale, Unknown
from steward.kernel.rows import history_of, seen_version, write_row
from steward.people.bilingual import Bilingual, in_chinese
from steward.people.context import current_actor, now
from steward.people.roles import ROLES
from steward.surface import cells, forms, times
from steward.surface.accepting import inputs_of, posted_table, refuse_unknown
from steward.surface.factor_reset import FACTOR_KEEPERS
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from steward.kernel.names import Names
    from steward.people.register import Register

MOST = 200


def _why_not_keep(register: Register) -> list[Any]:
    return policy.why_not_hold(register.kept_by, current_actor())


def _provider_only() -> None:
    if not current_actor().is_provider:
        raise Unknown([_("There is no such page for you.")])


# Where a register's rows name the company that they belong to; rows of all other registers are everybody's.
_PARTY_OF = {
    "party": "pk", "unit": "party_id", "person": "party_id", "duty": "person__party_id",
    "delegation": "duty__person__party_id",
}  # fmt: skip


def _seen(register: Register) -> QuerySet[Any]:
    """The rows of companies that the actor has to do with; the database's policies say the same."""
    scope = current_actor().scope
    rows = register.model._default_manager.all()  # noqa: SLF001  Django's documented interface
    if register.kind == "project":
        mine = Q(pk__any_of=scope.projects) | Q(customer_id__any_of=scope.customers | scope.kept)
        return rows.filter(mine)
    column = _PARTY_OF.get(register.kind) or register.party
    return rows.filter(**{f"{column}__any_of": scope.parties}) if column else rows


def listing(request: HttpRequest, register: Register) -> HttpResponse:
    """The rows, at most two hundred; more are found by a word."""
    _provider_only()
    question = clean_text(request.GET.get("q", "")).strip()[:60]
    rows = _seen(register).order_by(*register.ordered_by)
    if question and register.searched:
        found = Q()
        for name in register.searched:
            found |= Q(**{f"{name}__icontains": question})
        rows = rows.filter(found)
    shown = list(rows[: MOST + 1])
    values = [_values(register, row) for row in shown[:MOST]]
    columns = [name for name in register.columns if name != "name"]
    names = names_of(cells.nouns_among(register, columns, values))
    refused = _why_not_keep(register)
    _warn(request, register)
    context = {
        "process": {
            "kind": register.kind,
            "label": str(register.label),
            "label_plural": str(register.label_plural),
            "icon": register.menu_icon,
            "new_url": None if refused else f"/registers/{register.kind}/new/",
            "new_reason": " ".join(map(str, refused)) or None,
        },
        "count_text": f"{MOST}+" if len(shown) > MOST else str(len(shown)),
        "columns": [{"key": name, "label": _label(register, name), "kind": _kind(name)} for name in register.columns],
        "rows": [_row(register, row, names) for row in values],
        "search": {"value": question, "name": "q", "hidden": []} if register.searched else None,
        "empty": {
            "what": _("Nothing here matches"),
            "why": _("No row holds this word."),
            "next_label": _("Show everything"),
            "next_url": f"/registers/{register.kind}/",
        },
        "chips": [], "filters": [], "sort": None, "views": [], "save_view": None, "export": [],
        "next_url": None, "prev_url": None,
    }  # fmt: skip
    return render(request, "surface/list.html", {**context, "shell": shell(request)})


def _warn(request: HttpRequest, register: Register) -> None:
    """Says on the calendars' pages which holidays are still to be entered, for deadlines depend on them."""
    if register.model in (Calendar, CalendarEdition):
        for row, year in years_without_holidays(today_of(current_actor())):
            said = _("%(calendar)s: the holidays of %(year)d are in no edition yet. Deadlines count its usual week.")
            messages.warning(request, said % {"calendar": row.name, "year": year})


def _values(register: Register, row: models.Model) -> dict[str, Any]:
    values = {f.attname: getattr(row, f.attname) for f in register.model._meta.concrete_fields}  # noqa: SLF001  Django's documented interface
    if isinstance(row, Bilingual):
        values["name"] = row.name_zh if in_chinese() else row.name_en
    return values


def _label(register: Register, name: str) -> str:
    return _("Name") if name == "name" else cells.label_of(register, name)


def _kind(name: str) -> str:
    return "title" if name == "name" else "number" if name == "code" else "plain"


def _row(register: Register, values: dict[str, Any], names: Names) -> dict[str, Any]:
    actor = current_actor()
    made = []
    for place, name in enumerate(register.columns):
        if name == "name":
            made.append({"kind": "title", "text": values["name"]})
        elif name == "role":
            made.append({"kind": "plain", "text": _role(values["role"])})
        else:
            cell = cells.cell(register, name, values, names, actor, now())
            made.append({**cell, "kind": "number"} if place == 0 and "name" not in register.columns else cell)
    return {"id": values["id"], "url": f"/registers/{register.kind}/{values['id']}/", "cells": made}


def _role(key: str) -> str:
    return str(ROLES[key].label) if key in ROLES else key


def edit(request: HttpRequest, register: Register, pk: int | None = None) -> HttpResponse:
    """The form of a row, new or present; with the row's history below."""
    _provider_only()
    row = None if pk is None else _seen(register).filter(pk=pk).first()
    if pk is not None and row is None:
        raise Unknown([_("There is no such row.")])
    refused: Refused | None = None
    values = _present(request, register, row)
    if request.method == "POST":
        reasons = _why_not_keep(register)
        if reasons:
            raise Refused(reasons)
        values = forms.typed(register, register.fields, request.POST)
        try:
            _save(request, register, row)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(f"/registers/{register.kind}/", status=303)
    return _form(request, register, row, values, refused)


def _present(request: HttpRequest, register: Register, row: models.Model | None) -> dict[str, str]:
    """What the form shows at first; a link to a new row may say some of it."""
    if row is None:
        return {name: request.GET[name] for name in register.fields if name in request.GET}
    names = names_of(cells.nouns_among(register, register.fields, [_values(register, row)]))
    return forms.present(register, row, register.fields, names, current_actor())


def _save(request: HttpRequest, register: Register, row: models.Model | None) -> None:
    refuse_unknown(request, {*inputs_of(register, register.fields)})
    raw: dict[str, Any] = {}
    for name in register.fields:
        table = posted_table(field_of(register, name), name, request.POST)
        if table is not None:
            raw[name] = table
        elif isinstance(field_of(register, name), models.BooleanField):
            raw[name] = name in request.POST
        elif name in request.POST:
            raw[name] = forms.from_json(register, name, request.POST[name])
    values, _found = read_values(register, raw, register.fields, current_actor())
    missing = [name for name in register.required if values.get(name, values.get(f"{name}_id")) in (None, "", {})]
    if missing:
        raise Invalid({name: [_("This is needed.")] for name in missing})
    if values.get("role", "service_desk") not in ROLES and register.kind == "duty":
        raise Invalid({"role": [_("There is no such role.")]})
    write_row(register.model, None if row is None else row.pk, values, request.POST.get("version", ""))


def _form(
    request: HttpRequest,
    register: Register,
    row: models.Model | None,
    values: Mapping[str, str],
    refused: Refused | None,
) -> HttpResponse:
    reasons = _why_not_keep(register)
    faults = refused.faults if isinstance(refused, Invalid) else {}
    title = _title(register, row)
    made = forms.fields(
        register, register.fields, values=values, required=register.required, faults=faults,
        locks=register.fields if reasons else (),
    )  # fmt: skip
    for field in made:
        if field["name"] == "role" and register.kind == "duty":
            pairs = [(key, str(role.label)) for key, role in ROLES.items()]
            field |= {"kind": "choice", "options": forms.options(pairs, values.get("role", ""))}
    context = {
        "title": title,
        "intro": " ".join(map(str, reasons)),
        "action_url": request.path,
        "cancel_url": f"/registers/{register.kind}/",
        "submit_label": _("Save"),
        "hidden": [("version", request.POST.get("version") or ("" if row is None else seen_version(row)))],
        "errors": _unplaced(register, refused),
        "fields": made,
        "conflict": None,
        "crumb": {"label": str(register.label_plural), "url": f"/registers/{register.kind}/"},
        "history": [] if row is None else _history(row),
        "more": _more(register, row),
        "shell": shell(request),
    }
    status = 409 if isinstance(refused, Stale) else 422 if refused else 200
    return render(request, "surface/register_form.html", context, status=status)


def _unplaced(register: Register, refused: Refused | None) -> list[str]:
    """What was refused and stands beside no field."""
    if refused is None:
        return []
    if not isinstance(refused, Invalid):
        return [str(reason) for reason in refused.reasons]
    return [str(text) for name, texts in refused.faults.items() if name not in register.fields for text in texts]


def _title(register: Register, row: models.Model | None) -> str:
    """A row by its name; one without a name by its noun, for its form tells the rest."""
    if row is None:
        return _("New: %(kind)s") % {"kind": register.label}
    return row.name if isinstance(row, Bilingual) else f"{register.label} {row.pk}"


def _history(row: models.Model) -> list[dict[str, Any]]:
    """What was changed of the row, newest first."""
    actor = current_actor()
    entries = history_of(row)
    names = names_of({"user": {entry.actor_id for entry in entries}})
    return [
        {
            "who": names.name("user", entry.actor_id) or _("the system"),
            "when": times.full(entry.recorded_at, actor.zone),
            "changes": [
                {
                    "label": name,
                    "old": "" if old is None else str(old),
                    "new": "" if new is None else str(new),
                }
                for name, (old, new) in entry.changes.items()
                if entry.action == "update"
            ],
        }
        for entry in entries
    ]


def _more(register: Register, row: models.Model | None) -> list[dict[str, str]]:
    """Pages that belong to a row besides."""
    if register.pages and row is not None:
        at = f"/registers/{register.kind}/{row.pk}/"
        return [{"label": str(label), "url": f"{at}{last}/"} for label, last in register.pages]
    if register.kind == "project" and row is not None:
        return [{"label": _("Tailoring"), "url": f"/registers/project/{row.pk}/tailoring/"}]
    if register.kind == "person" and row is not None and not policy.why_not_hold(FACTOR_KEEPERS, current_actor()):
        return [{"label": _("Account"), "url": f"/registers/person/{row.pk}/account/"}]
    return []
