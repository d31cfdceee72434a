"""The page of one record: what it is, what may be done, what happened; from the declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.clockwork import runs_of
from steward.kernel.intake.values import field_of
from steward.kernel.models import Audience, Link, Watch
from steward.kernel.names import Names, names_of
from steward.kernel.nouns import OF_RECORDS
from steward.kernel.process import Attempt
from steward.kernel.relations import word_of
from steward.surface import cells, raising, texts, times
from steward.surface.clock_box import clock_boxes
from steward.surface.prose import prose
from steward.surface.sheets import keys_in
from steward.surface.shell import hue, initials
from steward.surface.story import PAGE, entries_of, nouns_in, sheets_in, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from steward.kernel.models import Record, TimelineEntry
    from steward.kernel.process import Process
    from steward.people.actor import Actor

# Shown elsewhere on the page than among the facts; so are long texts and tables.
_APART = frozenset({"title", "title_en", "tags"})
# Links of a relation that are seen at once, and links that a page loads.
_FEW, _MOST_LINKS = 5, 100
_OF_END = ("kind", "number", "title", "title_en", "opened_at")


def detail(process: Process, record: Record, actor: Actor, now: datetime, before: int | None) -> dict[str, Any]:
    """The context of surface/detail.html, but for the shell."""
    entries = entries_of(record, actor, before)
    row = cells.as_row(record, process)
    links = links_of(record, actor)
    watchers = list(Watch.objects.filter(record_id=record.pk).values_list("user_id", flat=True))
    fields = shown_fields(process, actor)
    sheets = [*texts.sheets_of(process, record), *sheets_in(process, entries)]
    names = names_of(nouns_wanted(process, record, fields, entries, watchers), keys_in(sheets))
    base = f"/{process.kind}/{record.number}/"
    why_not_reply = policy.why_not_reply(process, record, actor)
    why_not_amend = policy.why_not_amend(process, record, actor)
    return {
        "record": _head(process, record, row, names, actor),
        "moves": _moves(process, record, actor, now, base),
        "facts": [_fact(process, name, row, names, actor, now) for name in fields if has_value(row, name, actor)]
        + _known_of(record, names),
        "clocks": clock_boxes(process, record, runs_of(record.pk) if process.clocks else [], actor, now),
        "timeline": story(process, entries[:PAGE], names, actor, now),
        "timeline_more_url": f"{base}?before={entries[PAGE - 1].pk}" if len(entries) > PAGE else None,
        "compose": None if why_not_reply else _compose(record, actor, base),
        "attach": None if why_not_reply else {"url": f"{base}files/"},
        "links": links,
        "link_form": None if why_not_reply else {"url": f"{base}links/", "relations": _relations(process)},
        "watchers": [_watcher(names, pk) for pk in watchers],
        "watch": {"url": f"{base}watch/", "label": _("Stop watching") if actor.id in watchers else _("Watch")},
        "tags": [_tag(process, tag) for tag in record.tags],
        "tag_form": None if why_not_amend or not actor.is_provider else {"url": f"{base}tags/"},
        "edit_url": None if why_not_amend else f"{base}amend/",
        "edit_reasons": list(map(str, why_not_amend)),
        "papers": _papers(process, base),
        "panels_html": [
            *_panels(process.first_panels, record, actor),
            *texts.texts_of(process, record, actor, names),
            *_panels(process.panels, record, actor),
        ],
        "picture_url": f"/{process.kind}/picture/",
    }


def _papers(process: Process, base: str) -> list[dict[str, str]]:
    forms = [("pdf", _("Save as PDF")), ("docx", _("Save as Word"))]
    if process.paper:
        here = get_language() or ""
        others = [(code, name) for code, name in settings.LANGUAGES if code != here]
        forms += [(f"pdf?language={code}", f"{_('Save as PDF')} ({name})") for code, name in others]
        forms.append(("xlsx", _("Save as Excel")))
    return [{"label": label, "url": f"{base}paper.{form}"} for form, label in forms]


def _tag(process: Process, tag: str) -> dict[str, Any]:
    return {"label": tag, "url": f"/{process.kind}/?tags={quote(tag)}", "remove_url": None}


def has_value(row: dict[str, Any], name: str, actor: Actor) -> bool:
    """Whether a fact has something to say; our own company as the supplier means that there is none."""
    if name == "supplier" and row["supplier_id"] == actor.own_party_id:
        return False
    return row.get(name, row.get(f"{name}_id")) not in (None, "", [])


def shown_fields(process: Process, actor: Actor) -> list[str]:
    """The fields that are told of a record, but for what needs room."""
    base = ["state", "priority", "customer", "project"]
    answered = [name for move in process.moves for name in (*move.asks, *move.offers)]
    own = [*process.fields, *answered, *process.contact_sees]
    later = ["due_at", "opened_at", "updated_at", "closed_at"]
    apart = _APART | texts.names_of_texts(process)
    names = dict.fromkeys(name for name in (*base, *own, *later) if name not in apart)
    if actor.is_provider:
        return list(names)
    seen = {*base, *later, *process.contact_sees, "team", "owner"}
    return [name for name in names if name in seen]


def nouns_wanted(
    process: Process, record: Record, fields: list[str], entries: list[TimelineEntry], watchers: list[int]
) -> dict[str, set[int]]:
    """The ids of all that is named on the page, by noun."""
    wanted = cells.nouns_among(process, fields, [cells.as_row(record, process)])
    for noun, ids in nouns_in(process, entries).items():
        wanted.setdefault(noun, set()).update(ids)
    wanted.setdefault("user", set()).update(watchers)
    wanted["user"].add(record.author_id)
    wanted.update((noun, {record.pk}) for noun in OF_RECORDS)
    return wanted


def _known_of(record: Record, names: Names) -> list[dict[str, Any]]:
    """What chapters know of records of every kind."""
    found = ((fact, names.name(noun, record.pk), names.key(noun, record.pk)) for noun, fact in OF_RECORDS.items())
    return [
        {"label": str(fact.label), "cell": {"kind": "plain", "text": name, "url": f"{fact.address}{key}"}}
        for fact, name, key in found
        if name
    ]


def _head(process: Process, record: Record, row: dict[str, Any], names: Names, actor: Actor) -> dict[str, Any]:
    opened = _("opened %(time)s by %(who)s") % {
        "time": times.short(record.opened_at, actor.zone),
        "who": names.name("user", record.author_id) or _("the provider"),
    }
    description = row.get("description") or ""
    external = f" · {record.source} {record.external_number}" if record.external_number else ""
    return {
        "number": record.number,
        "title": cells.title_of(row),
        "kind_label": str(process.label_plural),
        "list_url": f"/{process.kind}/",
        "state": {
            **cells.state_cell(process.state(record.state)),
            "label": process.state(record.state).label,
        },
        "subtitle": opened + external,
        "description_html": prose(description) if description else None,
        "version": record.version,
    }


def _fact(
    process: Process, name: str, row: dict[str, Any], names: Names, actor: Actor, now: datetime
) -> dict[str, Any]:
    shown = cells.cell(process, name, row, names, actor, now)
    kinds: tuple[str, ...] = ("service",) if name == "service" else getattr(field_of(process, name), "kinds", ())
    if len(kinds) == 1 and shown["text"]:
        shown = {**shown, "url": f"/{kinds[0]}/{names.key('record', row[f'{name}_id'])}/"}
    return {"label": cells.label_of(process, name), "cell": shown}


def _moves(process: Process, record: Record, actor: Actor, now: datetime, base: str) -> dict[str, Any]:
    """The moves out of this state, the first allowed primary one apart; refused ones carry their reasons."""
    shown: list[dict[str, Any]] = []
    primary = None
    for move in process.moves_from(record.state):
        gate = process.gate_rejecting_by(move, record.state)
        if gate and policy.is_decision_alone(move, gate):
            continue  # chosen on the form of the gate
        reasons = policy.why_not_move(move, Attempt(process, record, actor, {}, now))
        made = {
            "name": move.name,
            "label": move.label,
            "url": f"{base}move/{move.name}/",
            "disabled_reasons": list(map(str, reasons)),
        }
        if move.primary and not reasons and primary is None:
            primary = made
        else:
            shown.append(made)
    shown += raising.buttons(process, record, actor)
    shown.sort(key=lambda made: bool(made["disabled_reasons"]))
    return {"primary": primary, "others": shown}


def _compose(record: Record, actor: Actor, base: str) -> dict[str, Any]:
    if not actor.is_provider:
        reaches = [{"value": "", "label": _("Reply"), "default": True}]
    else:
        reaches = [
            {"value": Audience.INTERNAL, "label": _("Internal note"), "default": False},
            {"value": Audience.SUPPLIER, "label": _("To the supplier"), "default": False},
            {"value": Audience.CUSTOMER, "label": _("Reply"), "default": True},
        ]
        if record.supplier_id == actor.own_party_id:
            del reaches[1]
    return {
        "url": f"{base}comments/",
        "reaches": reaches,
        "version": record.version,
        "effort": actor.is_provider,
    }


def _relations(process: Process) -> list[tuple[str, str]]:
    return [(name, word_of(name)) for name in process.links]


def links_of(record: Record, actor: Actor) -> list[dict[str, Any]]:
    """Links whose other end the actor sees too, newest first, under their relation in words from this end."""
    both = policy.visible_to(actor, prefix="source__") & policy.visible_to(actor, prefix="target__")
    mine = Q(source_id=record.pk) | Q(target_id=record.pk)
    ends = [f"{end}__{name}" for end in ("source", "target") for name in _OF_END]
    found = Link.objects.filter(mine & both).order_by("-pk").values_list("relation", "source_id", *ends)[:_MOST_LINKS]
    shown: dict[str, list[tuple[datetime, str, str]]] = {}
    for relation, source_id, *both_ends in found:
        outward = source_id == record.pk
        size = len(_OF_END)
        end = dict(zip(_OF_END, both_ends[size:] if outward else both_ends[:size], strict=True))
        label = word_of(relation, outward=outward)
        named, url = f"{end['number']} {cells.title_of(end)}", f"/{end['kind']}/{end['number']}/"
        shown.setdefault(label, []).append((end["opened_at"], named, url))
    return [_group(label, sorted(shown[label], reverse=True)) for label in sorted(shown)]


def _group(relation: str, ends: list[tuple[datetime, str, str]]) -> dict[str, Any]:
    links = [{"label": label, "url": url} for _opened, label, url in ends]
    return {"relation": relation, "links": links[:_FEW], "more": links[_FEW:]}


def _watcher(names: Names, pk: int) -> dict[str, Any]:
    name = names.name("user", pk) or "?"
    return {"name": name, "initials": initials(name), "color": hue(pk)}


def _panels(panels: Iterable[Callable[..., Any]], record: Record, actor: Actor) -> list[Any]:
    """What else the chapter shows of its records."""
    return [html for panel in panels if (html := panel(record, actor))]
