"""A notice in its reader's language: subject, text and simple HTML, and one line for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from steward.kernel.names import names_of
from steward.people.bilingual import in_chinese
from steward.surface import times
from steward.surface.cells import priority_label

if TYPE_CHECKING:
    from steward.kernel.models import Record, TimelineEntry
    from steward.kernel.process import Process
    from steward.people.actor import Actor

_LONGEST_SUBJECT = 200
_LONGEST_QUOTE = 4_000


@dataclass(frozen=True, slots=True)
class Worded:
    """A notice in words."""

    subject: str
    text: str
    html: str


@cache
def _environment() -> Environment:
    """Plain text, so nothing is escaped; a name that is missing is a fault."""
    return Environment(  # noqa: S701  text/plain  # nosec B701
        loader=FileSystemLoader(Path(__file__).parent / "wordings"), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def title_of(record: Record) -> str:
    """The title in the reader's language."""
    return record.title if in_chinese() else record.title_en or record.title


def page_of(record: Record) -> str:
    """The address of the record's page."""
    return f"{settings.ADDRESS}/{record.kind}/{record.number}/"


def worded(template: str, process: Process, record: Record, entry: TimelineEntry, reader: Actor, token: str) -> Worded:
    """The mail of a notice, in the language that is active."""
    context = _context(process, record, entry, reader, token)
    language = "zh" if in_chinese() else "en"
    whole = _environment().get_template(f"{language}/{template}.txt").render(context)
    subject, _sep, text = whole.partition("\n")
    html = render_to_string("notices/mail.html", {"parts": _parts(text, context), "subject": subject})
    return Worded(" ".join(subject.split())[:_LONGEST_SUBJECT], text.strip() + "\n", html)


def _context(process: Process, record: Record, entry: TimelineEntry, reader: Actor, token: str) -> dict[str, Any]:
    names = names_of(
        {
            "user": [entry.actor_id],
            "person": [record.owner_id],
            "team": [record.team_id],
            "party": [record.customer_id],
        }
    )
    clock, level, due = (entry.changes.get(name, [None, ""])[1] for name in ("clock", "level", "due"))
    starts: datetime | None = getattr(record, "starts_at", None)
    return {
        "reader": reader.name,
        "number": record.number,
        "kind": process.label,
        "title": title_of(record),
        "priority": priority_label(record.priority),
        "state": process.state(record.state).label,
        "who": names.name("user", entry.actor_id),
        "owner": names.name("person", record.owner_id),
        "team": names.name("team", record.team_id),
        "customer": names.name("party", record.customer_id),
        "body": entry.body[:_LONGEST_QUOTE],
        "resolution": getattr(record, "resolution", "")[:_LONGEST_QUOTE],
        "result": getattr(record, "result", "")[:_LONGEST_QUOTE],
        "reason": getattr(record, "reopen_reason" if entry.move == "reopen" else "cancel_reason", ""),
        "starts": times.short(starts, reader.zone) if starts else "",
        "venue": getattr(record, "venue", ""),
        "agenda": [row["change"] for row in getattr(record, "agenda", [])],
        "topics": [row["topic"] for row in getattr(record, "topics", [])],
        "minutes": getattr(record, "minutes_text", "")[:_LONGEST_QUOTE],
        "days": record.project.closes_after_days,
        "clock": pgettext("clock", clock.replace("_", " ").capitalize()) if clock else "",
        "share": level,
        "due": times.short(datetime.fromisoformat(due), reader.zone) if due else "",
        "page": page_of(record),
        "answer": f"{settings.ADDRESS}/answer/{token}/" if token else "",
    }


def _parts(text: str, context: dict[str, Any]) -> list[dict[str, Any]]:
    """Paragraphs, each a list of lines; a line that is an address of ours becomes a button."""
    labels = {context["page"]: _("Open the record"), context["answer"]: _("Look and answer")}
    parts = []
    for paragraph in text.strip().split("\n\n"):
        lines = [{"text": line, "label": labels.get(line, "")} for line in paragraph.split("\n") if line]
        parts.append({"lines": lines})
    return parts


def line(template: str, values: dict[str, str]) -> str:
    """One line for the page; `values` are number, title, who, clock and share."""
    said = {
        "opened": _("%(number)s was opened: %(title)s"),
        "assigned": _("%(number)s was assigned to you or your team: %(title)s"),
        "replied": _("%(who)s replied to %(number)s: %(title)s"),
        "warning": _("%(number)s, %(clock)s: %(share)s %% of the time is used: %(title)s"),
        "breach": _("%(number)s, %(clock)s: the deadline has passed: %(title)s"),
        "solution": _("%(number)s is solved, please confirm: %(title)s"),
        "approval": _("%(number)s waits for your decision: %(title)s"),
        "reopened": _("%(number)s was reopened: %(title)s"),
        "cancelled": _("%(number)s was cancelled: %(title)s"),
        "outcome": _("%(number)s has ended, and this is how: %(title)s"),
        "last_incident": _("%(number)s: its last incident is closed: %(title)s"),
        "review_due": _("%(number)s is to be reviewed: %(title)s"),
        "conflict": _("%(number)s: something came in its way: %(title)s"),
        "agenda": _("%(number)s, you are asked to the meeting: %(title)s"),
        "invited": _("%(number)s, you are invited to the meeting: %(title)s"),
        "minutes": _("%(number)s was held, its minutes are there: %(title)s"),
        "actions_late": _("%(number)s: an action is past its day: %(title)s"),
        "copy_handed": _("%(number)s: a controlled copy was handed to you: %(title)s"),
        "copy_late": _("%(number)s: your receipt is late: %(title)s"),
        "copy_recalled": _("%(number)s: a print that you hold is called back: %(title)s"),
        "falls_due": _("%(number)s falls due within a week: %(title)s"),
        "overdue": _("%(number)s is past its day: %(title)s"),
        "answered": _("%(who)s has answered on %(number)s: %(title)s"),
        "to_read": _("%(number)s was issued to you, please read it: %(title)s"),
        "tied": _("%(number)s, to which your work is tied, has moved on: %(title)s"),
    }
    return said[template] % values
