"""Values of a record as cells: what a list's column and a page's fact show alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from steward.kernel.intake.values import field_of
from steward.kernel.names import NOUNS, Names
from steward.kernel.process import Process
from steward.people.bilingual import in_chinese
from steward.surface import times
from steward.surface.shell import hue, initials

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.process import Declared, State
    from steward.people.actor import Actor

DEADLINES = frozenset({"due_at"})
LATEST = frozenset({"updated_at"})
_LEVELS = {
    1: pgettext_lazy("priority", "Critical"),
    2: pgettext_lazy("priority", "High"),
    3: pgettext_lazy("priority", "Moderate"),
    4: pgettext_lazy("priority", "Low"),
}


def priority_label(level: int | None) -> str:
    """`P2 High`, in the reader's words."""
    return f"P{level} {_LEVELS[level]}" if level in _LEVELS else ""


def state_icon(state: State) -> str:
    """The sign of a state: of what it waits for, else of its tone."""
    return f"waiting_for_{state.waits_for}" if state.waits_for else state.tone


def state_cell(state: State) -> dict[str, Any]:
    """A state with its tone."""
    return {"kind": "state", "text": state.label, "tone": state.tone, "icon": state_icon(state)}


def label_of(process: Declared, name: str) -> str:
    """A field's label in the reader's words."""
    return str(field_of(process, name).verbose_name)


def noun_of(process: Declared, name: str) -> str | None:
    """Which noun a relation names (see kernel.names), None for a plain field."""
    field = field_of(process, name)
    if not isinstance(field, models.ForeignKey):
        return None
    table = field.related_model._meta.db_table  # noqa: SLF001  resolved once the apps are loaded
    return NOUNS[table]


def nouns_among(process: Declared, names: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    """The ids to ask names for, by noun, from rows by attribute name."""
    wanted: dict[str, set[int]] = {}
    relations = [(f"{name}_id", noun) for name in names if (noun := noun_of(process, name))]
    for row in rows:
        for attribute, noun in relations:
            if row[attribute] is not None:
                wanted.setdefault(noun, set()).add(row[attribute])
    return wanted


def title_of(row: Mapping[str, Any]) -> str:
    """A record's title in the reader's language, where it has two."""
    return str((not in_chinese() and row.get("title_en")) or row["title"])


def cell(
    process: Declared, name: str, row: Mapping[str, Any], names: Names, actor: Actor, now: datetime
) -> dict[str, Any]:
    """One field of a row (by attribute name) as a cell."""
    if name == "state" and isinstance(process, Process):
        return state_cell(process.state(row["state"]))
    if name == "priority":
        return {"kind": "priority", "level": row["priority"], "text": priority_label(row["priority"])}
    noun = noun_of(process, name)
    if noun:
        return _relation(noun, row[f"{name}_id"], names)
    if name == "title":
        return {"kind": "title", "text": title_of(row)}
    if name in DEADLINES:
        return _deadline(row[name], now, actor)
    return _plain(process, name, row[name], actor, now)


def _relation(noun: str, pk: int | None, names: Names) -> dict[str, Any]:
    text = names.name(noun, pk)
    if noun == "person":
        return {
            "kind": "person",
            "text": text or _("nobody"),
            "initials": initials(text) if text else "",
            "color": hue(pk),
        }
    return {"kind": "team" if noun == "team" else "plain", "text": text}


def _deadline(due: datetime | None, now: datetime, actor: Actor) -> dict[str, Any]:
    if due is None:
        return {"kind": "due", "text": "", "tone": "neutral"}
    text, tone = times.left(due, now)
    return {"kind": "due", "text": text, "tone": tone, "title": times.full(due, actor.zone)}


def _plain(process: Declared, name: str, value: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    if isinstance(value, datetime):
        shown = times.ago(value, now, actor.zone) if name in LATEST else times.short(value, actor.zone)
        return {"kind": "when", "text": shown, "title": times.full(value, actor.zone)}
    if isinstance(value, date):
        return {"kind": "when", "text": times.day(value)}
    if isinstance(value, bool):
        return {"kind": "plain", "text": _("yes") if value else _("no")}
    column = field_of(process, name)
    if value is None and isinstance(column, models.DateField):
        return {"kind": "when", "text": ""}
    choices = dict(column.flatchoices)
    text = str(choices.get(value, "" if value is None else value))
    return {"kind": name if name in ("number", "title") else "plain", "text": text}


def as_row(record: models.Model, process: Declared) -> dict[str, Any]:
    """A record's columns by attribute name."""
    return {f.attname: getattr(record, f.attname) for f in process.model._meta.concrete_fields}  # noqa: SLF001  Django's documented interface
