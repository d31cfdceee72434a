"""A record as a paper: facts, texts, tables, decisions, links and its timeline, as far as its reader sees them."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from steward.kernel.clock_results import ClockState
from steward.kernel.clockwork import runs_of
from steward.kernel.models import Decision
from steward.kernel.names import names_of
from steward.people.roles import ROLES
from steward.surface import cells, page, times
from steward.surface.clock_box import clock_boxes
from steward.surface.paper.content import Facts, Heading, Prose, Stamp, Table
from steward.surface.printing.frame import company_of, framed
from steward.surface.printing.texts import seen_texts, text_blocks
from steward.surface.prose import as_text
from steward.surface.sheets import keys_in
from steward.surface.story import entries_of, sheets_in, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from steward.kernel.models import Record
    from steward.kernel.names import Names
    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.paper.content import Block, Paper, Tone

# Entries of a timeline on one paper, the newest; a record has seldom a tenth of it.
MOST_ENTRIES = 500
MOST_OF_A_CHANGE = 300
# A clock that runs says what is left, which paper does not: its deadline stands there.
_RUNS = (ClockState.RUNNING, ClockState.OUT_OF_HOURS)
TONES: dict[str, Tone] = {"new": "info", "active": "info", "waiting": "warn", "done": "good"}
_REACH = {
    "internal": gettext_lazy("Internal note"),
    "supplier": gettext_lazy("To the supplier"),
    "public": gettext_lazy("Public reply"),
}


def paper_of(process: Process, record: Record, actor: Actor, now: datetime) -> Paper:
    """The whole record, as its process sets it or as all are set."""
    if process.paper:
        title = cells.title_of(cells.as_row(record, process))
        return framed(actor, company_of(actor), title, process.paper(record, actor), **head_of(process, record))
    entries = entries_of(record, actor, most=MOST_ENTRIES)
    decisions = list(Decision.objects.filter(record_id=record.pk).order_by("id")) if actor.is_provider else []
    fields = page.shown_fields(process, actor)
    wanted = page.nouns_wanted(process, record, fields, entries, [])
    wanted.setdefault("person", set()).update(each.person_id for each in decisions)
    wanted.setdefault("party", set()).add(actor.own_party_id or 0)
    sheets = [*seen_texts(process, record, actor), *sheets_in(process, entries)]
    names = names_of(wanted, keys_in(sheets))
    row = cells.as_row(record, process)
    description = row.get("description") or ""
    blocks: list[Block] = [
        Facts((*_facts(process, fields, row, names, actor, now), *_rest(process, record, names, actor, now))),
        *([Prose(description)] if description else []),
        *text_blocks(process, record, actor, names),
        *(block for told in process.on_paper for block in told(record, actor)),
        *_decided(process, decisions, names, actor),
        *_linked(record, actor),
        *_timeline(story(process, entries[:MOST_ENTRIES], names, actor, now), cut=len(entries) > MOST_ENTRIES),
    ]
    company = names.name("party", actor.own_party_id) or "Steward"
    return framed(actor, company, cells.title_of(row), blocks, **head_of(process, record))


def head_of(process: Process, record: Record) -> dict[str, Any]:
    """Kind, number, version and state, as a paper's head tells them."""
    state, version = process.state(record.state), getattr(record, "version_label", "")
    return {
        "subject": str(process.label),
        "number": record.number,
        "edition": _("Version %(version)s") % {"version": version} if version else "",
        "stamp": Stamp(state.label, TONES.get(state.tone, "neutral")),
    }


def _facts(
    process: Process, fields: list[str], row: dict[str, Any], names: Names, actor: Actor, now: datetime
) -> Iterator[tuple[str, str]]:
    for name in fields:
        if name != "state" and page.has_value(row, name, actor):
            shown = cells.cell(process, name, row, names, actor, now)
            # A span of time is true only while somebody looks at it; on paper stands the moment.
            text = shown["title"] if shown["kind"] in ("due", "when") and shown.get("title") else shown["text"]
            yield cells.label_of(process, name), str(text)


def _rest(process: Process, record: Record, names: Names, actor: Actor, now: datetime) -> Iterator[tuple[str, str]]:
    yield _("Opened by"), names.name("user", record.author_id) or _("the provider")
    if record.external_number:
        yield cells.label_of(process, "external_number"), f"{record.source} {record.external_number}"
    if record.tags:
        yield _("Tags"), _(", ").join(record.tags)
    for clock in clock_boxes(process, record, runs_of(record.pk) if process.clocks else [], actor, now):
        verdict = "" if clock["state"] in _RUNS else clock["text"]
        yield clock["label"], " · ".join(filter(None, (verdict, clock["target_text"], clock["due_text"])))


def _decided(process: Process, decisions: list[Decision], names: Names, actor: Actor) -> Iterator[Block]:
    if decisions:
        yield Heading(_("Decisions"), 2)
        verdicts = {"approved": _("approved"), "rejected": _("rejected")}
        rows = tuple(
            (
                _gate(process, each.gate), names.name("person", each.person_id),
                verdicts.get(each.verdict, each.verdict), each.comment, times.full(each.decided_at, actor.zone),
            )
            for each in decisions
        )  # fmt: skip
        head = (
            pgettext("paper", "Decided for"),
            pgettext("paper", "Who"),
            _("Decision"),
            _("Remark"),
            pgettext("paper", "When"),
        )
        yield Table(head, rows, widths=(2.2, 1.6, 1.1, 3, 2))


def _gate(process: Process, name: str) -> str:
    """A line of a gate bears the name of its role, a gate without lines that of its move."""
    role = ROLES.get(name.rpartition(":")[2])
    if role:
        return str(role.label)
    return next((move.label for move in process.moves if move.gate and move.gate.name == name), name)


def _linked(record: Record, actor: Actor) -> Iterator[Block]:
    groups = page.links_of(record, actor)
    if groups:
        yield Heading(_("Links"), 2)
        rows = [(group["relation"], link["label"]) for group in groups for link in (*group["links"], *group["more"])]
        yield Table((_("Relation"), _("Record")), tuple(rows), widths=(1, 3))


def _timeline(entries: list[dict[str, Any]], *, cut: bool) -> Iterator[Block]:
    yield Heading(_("Timeline"), 2)
    if cut:
        yield Prose(
            _("The newest %(most)d entries stand here; the record holds earlier ones.") % {"most": MOST_ENTRIES}
        )
    rows = tuple((entry["when_full"], entry["who"], _what(entry)) for entry in entries)
    head = (pgettext("paper", "When"), pgettext("paper", "Who"), pgettext("paper", "What"))
    yield Table(head, rows, widths=(1.5, 1.3, 5))


def _what(entry: dict[str, Any]) -> str:
    changes = [_change(each) for each in entry["changes"]]
    file = f"{entry['file']['name']} ({entry['file']['size']})" if entry["file"] else ""
    mark = f"[{_REACH[entry['reach']]}]" if entry["reach"] else ""
    text = as_text(entry["text_html"]).replace("\n\n", "\n")
    return "\n".join(filter(None, (mark, text, file, *changes)))


def _change(change: dict[str, str]) -> str:
    """A long text is told by its beginning: the newest stands above as a whole."""
    old, new = (shorten(change[side], MOST_OF_A_CHANGE, placeholder=" …") for side in ("old", "new"))
    return f"{change['label']}: {f'{old} → ' if old else ''}{new or _('empty')}"
