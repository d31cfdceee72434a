"""A record's timeline in a reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.kernel import policy
from steward.kernel.clock_results import ClockState
from steward.kernel.intake.values import field_of
from steward.kernel.models import Audience, TimelineEntry
from steward.kernel.names import Names
from steward.kernel.relations import word_of
from steward.kernel.sheet import SheetField
from steward.people.grid import GridField
from steward.surface import times
from steward.surface.cells import noun_of, priority_label
from steward.surface.described import attributes_text
from steward.surface.grids import grid_text
from steward.surface.prose import prose
from steward.surface.sheets import sheet_text
from steward.surface.shell import hue, initials
from steward.surface.sizes import size_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor

PAGE = 50
# Characters of a change, old and new together, beyond which a click opens it.
MOST_AT_ONCE = 300
_REACH: dict[int, str] = {Audience.CUSTOMER: "public", Audience.SUPPLIER: "supplier", Audience.INTERNAL: "internal"}
_SAID = frozenset({"replied", "commented"})
# Acts that look like another one.
_ICONS = {"disposed": "redacted"}
# Of what was said and changed in a record that was disposed of, nothing is left to be shown.
_LEFT_OF_STUB = ("opened", "moved", "imported", "linked", "clock", "disposed")


def entries_of(record: Record, actor: Actor, before: int | None = None, *, most: int = PAGE) -> list[TimelineEntry]:
    """The latest entries that the actor may see, newest first, one more than are shown."""
    seen = TimelineEntry.objects.filter(policy.reach_visible_to(actor), record_id=record.pk)
    if record.disposed_at is not None:
        seen = seen.filter(verb__in=_LEFT_OF_STUB)
    if before is not None:
        edge = TimelineEntry.objects.filter(record_id=record.pk, pk=before).values("occurred_at")
        seen = seen.filter(models.Q(occurred_at__lt=edge[:1]) | models.Q(occurred_at=edge[:1], pk__lt=before))
    return list(seen.order_by("-occurred_at", "-id")[: most + 1])


def nouns_in(process: Process, entries: Sequence[TimelineEntry]) -> dict[str, set[int]]:
    """The ids that the entries name, by noun."""
    wanted: dict[str, set[int]] = {"user": {entry.actor_id for entry in entries}}
    for entry in entries:
        for name, pair in entry.changes.items():
            noun = _noun(process, name)
            if noun:
                wanted.setdefault(noun, set()).update(pk for pk in pair if isinstance(pk, int))
    return wanted


def sheets_in(process: Process, entries: Sequence[TimelineEntry]) -> list[tuple[SheetField, Any]]:
    """The sheets that the entries tell of, with their rows before and after."""
    found: list[tuple[SheetField, Any]] = []
    for name, pair in ((name, pair) for entry in entries for name, pair in entry.changes.items()):
        column = _column(process, name)
        found += [(column, rows) for rows in pair] if isinstance(column, SheetField) else []
    return found


def _column(process: Process, name: str) -> models.Field[Any, Any] | None:
    try:
        return field_of(process, name.removesuffix("_id"))
    except FieldDoesNotExist:
        return None


def _noun(process: Process, name: str) -> str | None:
    if name in process.links:
        return "record"
    try:
        return noun_of(process, name.removesuffix("_id"))
    except FieldDoesNotExist:
        return None


def story(
    process: Process, entries: Sequence[TimelineEntry], names: Names, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """The entries, oldest first, as surface/timeline.html shows them."""
    return [_entry(process, entry, names, actor, now) for entry in reversed(entries)]


def _entry(process: Process, entry: TimelineEntry, names: Names, actor: Actor, now: datetime) -> dict[str, Any]:
    who = _who(entry, names, actor)
    said = entry.verb in _SAID
    file = entry.changes.get("attachment") if entry.verb == "attached" else None
    return {
        "id": entry.pk,
        "kind": "comment" if said else "attachment" if file else "event",
        "icon": "commented" if said else _ICONS.get(entry.verb, entry.verb),
        "who": who,
        "initials": initials(who),
        "color": hue(entry.actor_id),
        "when": times.ago(entry.occurred_at, now, actor.zone),
        "when_full": times.full(entry.occurred_at, actor.zone),
        "text_html": _said(entry, actor) if said else _sentence(process, entry, names),
        "reach": _REACH.get(entry.reach) if said and actor.is_provider else None,
        "changes": []
        if said or file or entry.verb in ("clock", "linked", "decided")
        else _changes(process, entry, names, actor),
        "file": _file(process, file[1]) if file else None,
    }


def _who(entry: TimelineEntry, names: Names, actor: Actor) -> str:
    """Who did it; of an imported entry whom its source names, which is the provider's business alone."""
    stated = entry.changes.get("by") if entry.verb == "imported" and actor.is_provider else None
    return str(stated[1]) if stated else names.name("user", entry.actor_id) or _("the provider")


def _said(entry: TimelineEntry, actor: Actor) -> SafeString:
    """What somebody wrote; the provider sees the effort booked with it."""
    text = prose(entry.body)
    if entry.minutes and actor.is_provider:
        effort = _("%(n)d min of work") % {"n": entry.minutes}
        return format_html("{}<p class='dim'>{}</p>", text, effort)
    return text


def _file(process: Process, file: dict[str, Any]) -> dict[str, Any]:
    url = f"/{process.kind}/{file['number']}/files/{file['id']}/"
    return {"name": file["name"], "size": size_text(file["size"]), "url": url}


def _sentence(process: Process, entry: TimelineEntry, names: Names) -> SafeString:
    """What happened, after the name of who did it."""
    if entry.verb in ("moved", "imported") and entry.to_state:
        state = process.state(entry.to_state).label
        label = process.move(entry.move).label if entry.move and entry.verb == "moved" else ""
        if label:
            return format_html("{} → <strong>{}</strong>", label, state)
        return format_html("→ <strong>{}</strong>", state)
    told = _SENTENCES.get(entry.verb)
    return told(entry, names) if told else format_html("{}", pgettext("verb", entry.verb))


def _linked(entry: TimelineEntry, names: Names) -> SafeString:
    relation, pair = next(iter(entry.changes.items()))
    number = names.key("record", pair[1]) if isinstance(pair[1], int) else pair[1]
    target = prose_line(number) if number else _("a record that you do not see")
    return format_html("{} {}", word_of(relation), target)


def _decided(entry: TimelineEntry, _names: Names) -> SafeString:
    approved = entry.changes.get("verdict", [None, ""])[1] == "approved"
    return format_html("{} {}", _("approved") if approved else _("rejected"), entry.body)


def _told(entry: TimelineEntry, _names: Names) -> SafeString:
    """What the system found by itself."""
    found = str(entry.changes.get("level", [None, ""])[1])
    return format_html("{} {}", pgettext("told", found.replace("_", " ").capitalize()), prose_line(entry.body))


def _disposed(entry: TimelineEntry, _names: Names) -> SafeString:
    """By which decisions the contents went, and why."""
    authority = str(entry.changes.get("disposal", [None, ""])[1])
    return format_html("{} · {} · {}", pgettext("verb", "disposed"), prose_line(authority), entry.body)


def prose_line(text: str) -> SafeString:
    """One line of text with its numbers as links."""
    return SafeString(prose(text).removeprefix("<p>").removesuffix("</p>"))  # escaped by prose  # nosec B703


def _clock(entry: TimelineEntry, _names: Names) -> SafeString:
    clock = pgettext("clock", str(entry.changes["clock"][1]).replace("_", " ").capitalize())
    if "level" in entry.changes:
        level = entry.changes["level"][1]
        text = _("deadline passed") if level == "breach" else _("%(share)s %% of the time is used") % {"share": level}
        return format_html("{}: {}", clock, text)
    verdict = entry.changes["verdict"][1]
    word = {
        ClockState.MET: _("met after %(span)s"),
        ClockState.BREACHED: _("breached: %(span)s"),
    }.get(verdict["state"], _("stopped after %(span)s"))
    return format_html("{}: {}", clock, word % {"span": times.worked(verdict["elapsed"])})


_SENTENCES: dict[str, Callable[[TimelineEntry, Names], SafeString]] = {
    "clock": _clock, "linked": _linked, "decided": _decided, "told": _told,
    "disposed": _disposed,
}  # fmt: skip


def _changes(process: Process, entry: TimelineEntry, names: Names, actor: Actor) -> list[dict[str, Any]]:
    """Changed fields with old and new; contacts see the fields that they may see."""
    shown = []
    for name, (old, new) in entry.changes.items():
        plain = name.removesuffix("_id")
        if not actor.is_provider and plain not in process.contact_sees:
            continue
        field = _column(process, name)
        if field is None:
            continue
        if not field.editable and type(field) is models.JSONField:
            continue  # what the program keeps for itself
        if entry.verb == "opened" and plain in ("title", "description", "customer", "project", "supplier"):
            continue
        noun = noun_of(process, plain)
        was, became = (_value(field, noun, value, names, actor) for value in (old, new))
        is_long = len(was) + len(became) > MOST_AT_ONCE
        shown.append({"label": str(field.verbose_name), "old": was, "new": became, "is_long": is_long})
    return shown


def _value(field: models.Field[Any, Any], noun: str | None, value: Any, names: Names, actor: Actor) -> str:
    if value in (None, "", []):
        return ""
    if noun and isinstance(value, int):
        return names.name(noun, value)
    if isinstance(field, SheetField):
        return sheet_text(field, value, actor.zone, names)
    return _plain(field, value, actor, " / " if noun else ", ")


def _plain(field: models.Field[Any, Any], value: Any, actor: Actor, comma: str) -> str:
    if field.name == "priority":
        return priority_label(value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return times.short(moment, actor.zone) if moment else str(value)
    if isinstance(field, models.JSONField):
        return _structure(field, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return comma.join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def _structure(field: models.JSONField, value: Any) -> str:
    """What a column of JSON holds, as one line."""
    if isinstance(field, GridField):
        return grid_text(field, value)
    return attributes_text(value) if isinstance(value, dict) else str(value)
