"""What page and paper of a performance report show: the summary first, then each part with its rows (manual 0.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from steward.kernel.catalogue import all_processes
from steward.kernel.clauses import clause
from steward.kernel.judges import Verdict
from steward.oversight.audit.gathered import LONGEST
from steward.oversight.audit.panels import day_it_is_due
from steward.oversight.audit.performing.models import ASSESSED, FIGURES, FOUND, PARTS
from steward.oversight.conformity import standing
from steward.oversight.conformity.wording import marks
from steward.surface.paper.content import Heading, Prose, Table
from steward.surface.times import full, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.oversight.audit.performing.models import PerformanceReport
    from steward.people.actor import Actor
    from steward.surface.paper.content import Block

_COLUMNS = {column.key: column for column in (*FOUND, *ASSESSED)}
_COUNTS = ("judged", "breached", "due")
_UNCOUNTED = (Verdict.NO_DATA, Verdict.NOT_BUILT)


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the reader's words; `url` leads to what it is about, '' where that is a figure alone."""

    text: str
    url: str
    verdict: str
    judged: str
    breached: str
    due: str
    share: str
    was: str
    until: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part with the worst of its verdicts, what is thought of it, and its lines."""

    key: str
    label: str
    verdict: str
    assessment: str
    lines: tuple[Line, ...]


def day_ahead(record: Record, actor: Actor) -> SafeString | None:
    """By when it is to be issued, or read; nothing once that is over."""
    return day_it_is_due(record, actor) if record.is_open else None


def summary(record: Record, actor: Actor) -> SafeString | None:
    """One line a part: how it stands, and what the representative says of it."""
    return _rendered("performance", record, actor)


def parts(record: Record, actor: Actor) -> SafeString | None:
    """Each part with its clauses, figures and records, as they were gathered."""
    return _rendered("performance_parts", record, actor)


def _rendered(name: str, record: Record, actor: Actor) -> SafeString | None:
    report: Any = record
    if not report.found:
        return None
    context = {
        "parts": parts_of(report),
        "marks": {str(verdict.value): mark for verdict, mark in marks().items()},
        "labels": {key: column.label for key, column in _COLUMNS.items()},
        "gathered_at": short(report.gathered_at, actor.zone),
        "issued_on": report.issued_on,
    }
    return mark_safe(render_to_string(f"audit/{name}.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def blocks(record: Record, actor: Actor) -> Iterator[Block]:
    """The same on paper."""
    report: Any = record
    if not report.found:
        return
    yield Heading(_("Figures as gathered"))
    issued = f" · {_('Issued on')} {report.issued_on}" if report.issued_on else ""
    yield Prose(f"{_('Figures gathered at')} {full(report.gathered_at, actor.zone)}{issued}")
    head = (
        str(_COLUMNS["subject"].label), str(_COLUMNS["verdict"].label),
        *(str(_COLUMNS[key].label) for key in _COUNTS), _("Share kept"), _("In the report before"),
    )  # fmt: skip
    for part in parts_of(report):
        yield Heading(part.label, 2)
        rows = tuple(
            (each.text, _verdict(each.verdict), each.judged, each.breached, each.due, each.share, each.was)
            for each in part.lines
        )
        yield Table(head, rows, numbers=(2, 3, 4, 5, 6), widths=(5, 1.6, 1, 1, 1, 1, 1.4))


def parts_of(report: PerformanceReport) -> list[Part]:
    """Every part in the reader's words."""
    said = {row["part"]: row.get("assessment", "") for row in report.assessments}
    return [_part(key, str(label), said.get(key, ""), report) for key, label in PARTS]


def _part(key: str, label: str, said: str, report: PerformanceReport) -> Part:
    rows = [row for row in report.found if row["part"] == key]
    judged = [Verdict(row["verdict"]) for row in rows if "verdict" in row and "record" not in row]
    # A part stands as what is judged of it; what the product lacks decides only where there is nothing else.
    built = [verdict for verdict in judged if verdict != Verdict.NOT_BUILT]
    return Part(key, label, standing.worst(built).value, said, tuple(_line(row) for row in rows))


def _line(row: dict[str, Any]) -> Line:
    text, url = _named(row)
    verdict = row.get("verdict", "")
    # Nothing was counted where there is nothing to judge yet.
    told = {key: str(row[key]) if key in row and verdict not in _UNCOUNTED else "" for key in _COUNTS}
    was = _share(row.get("was_judged"), row.get("was_breached")) or str(row.get("was_judged") or "")
    share = _share(row.get("judged"), row.get("breached"))
    return Line(text, url, verdict, **told, share=share, was=was, until=row.get("until", ""))


def _named(row: dict[str, Any]) -> tuple[str, str]:
    if "record" in row:
        return f"{row['record']} {row.get('subject', '')}"[:LONGEST], _page_of(row["record"])
    if "clause" in row:
        return f"{row['clause']} {clause(row['clause']).title}", f"/conformity/{row['clause']}/"
    if "process" in row:
        return str(_COLUMNS["process"].shown(row["process"])), ""
    return str(dict(FIGURES)[row["figure"]]), ""


def _page_of(number: str) -> str:
    prefix = number.partition("-")[0]
    return next((f"/{each.kind}/{number}/" for each in all_processes() if each.prefix == prefix), "")


def _share(judged: int | None, breached: int | None) -> str:
    """So many per cent were as they should be; nothing of nothing, and where nothing can be wrong."""
    if not judged or breached is None:
        return ""
    return f"{100 * (judged - breached) / judged:.0f} %"


def _verdict(key: str) -> str:
    return str(Verdict(key).label) if key else ""
