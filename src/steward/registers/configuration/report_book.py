"""The configuration management report as a book: items, dependencies, versions, totals, each headed (manual 8.1.8)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.people.context import now
from steward.surface import cells, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.configuration.report_page import Wanted
    from steward.registers.configuration.reporting import Line, Master

Pairs = list[tuple[str, str]]
_WIDE = 22


def heading(wanted: Wanted, actor: Actor) -> Pairs:
    """What is told, of when, when it was issued and by whom: labels with their texts."""
    project, service = wanted.project, wanted.service
    return [
        (_("Service project"), f"{project.code} {project.name}" if project else ""),
        (_("Service"), f"{service['number']} {cells.title_of(service)}" if service else _("All services")),
        (_("As of"), times.full(wanted.at, actor.zone)),
        (pgettext("report", "Issued at"), times.full(now(), actor.zone)),
        (_("Issued by"), f"{actor.name} ({actor.username})"),
    ]


def book(head: Pairs, counted: Iterable[Any], lines: Sequence[Line], process: Process, zone: str) -> bytes:
    """An Excel book in the reader's language; no text becomes a formula or an address."""
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The same report is the same file: by the clock of the report, not that of the machine.
    made.set_properties({"created": now()})
    bold = made.add_format({"bold": True})
    for name, labels, rows in sheets(counted, lines, process, zone):
        sheet = made.add_worksheet(name)
        sheet.set_column(0, len(labels) - 1, _WIDE)
        for place, pair in enumerate(head):
            sheet.write_row(place, 0, pair)
        sheet.write_row(len(head) + 1, 0, labels, bold)
        for place, row in enumerate(rows, len(head) + 2):
            sheet.write_row(place, 0, row)
    made.close()
    return out.getvalue()


def sheets(
    counted: Iterable[Any], lines: Sequence[Line], process: Process, zone: str
) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """Name, labels and rows of each part: items, dependencies, versions, totals."""
    number, title, version = _("Number"), _("Title"), _("Version of the item")
    yield (
        pgettext("sheet", "Items"),
        [number, title, _("Class"), _("State"), version, _("Revision"), _("Place"), _("Lowest rack unit"),
         _("Masters"), _("Place of the masters")],
        [[each.number, each.title, each.ci_class, str(process.state(each.state).label), each.version, each.revision,
          each.place, each.unit or "", "; ".join(map(master, each.masters)),
          "; ".join(kept.place for kept in each.masters if kept.place)] for each in lines],
    )  # fmt: skip
    yield (
        _("Dependencies"),
        [number, title, _("Relation"), _("Other item"), _("Its title"), _("Redundancy group"), _("Of these needed")],
        [[each.number, each.title, tie.label, tie.number, tie.title, tie.group, tie.needed or ""]
         for each in lines for tie in each.ties],
    )  # fmt: skip
    yield (
        _("Version history"),
        [number, title, version, _("Revision"), _("From"), _("Authorising change")],
        [[each.number, each.title, past.version, past.revision, times.full(past.since, zone), past.change]
         for each in lines for past in each.versions],
    )  # fmt: skip
    yield (
        _("Totals"),
        [_("Class"), _("State"), _("Items")],
        [[name, str(process.state(state).label), count] for name, state, count in counted],
    )


def master(kept: Master) -> str:
    """A master in one line: number, title, version."""
    return " ".join(filter(None, (kept.number, kept.title, kept.version)))
