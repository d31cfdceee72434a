"""A list as CSV or Excel: the same narrowing, the same columns, read in keyset chunks."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from steward.kernel.names import Names
from steward.kernel.refusal import Refused
from steward.people.context import current_actor, now
from steward.surface import cells, listing
from steward.surface.list_page import listing_columns
from steward.surface.narrowing import MOST_A_PAGE, narrow
from steward.surface.sorting import read_cursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.narrowing import Narrowed

# What a page answers within its time; more is asked for in parts, by month say.
MOST = 5_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(request: HttpRequest, process: Process, form: str) -> HttpResponse:
    """The list as a file. Refused beyond 5,000 rows, with the way to ask for less."""
    if form not in ("csv", "xlsx"):
        raise Refused([_("A list is exported as csv or xlsx.")])
    actor = current_actor()
    narrowed = narrow(process, actor, dict(request.GET.lists()))
    columns = listing_columns(process, actor)
    head = [cells.label_of(process, name) for name in columns]
    rows = [[_value(process, name, row, names, actor) for name in columns] for row, names in _all(narrowed, columns)]
    content, kind = (_csv(head, rows), "text/csv; charset=utf-8") if form == "csv" else (
        _xlsx(head, rows), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")  # fmt: skip
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{process.kind}.{form}"'
    return response


def _all(narrowed: Narrowed, columns: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], Names]]:
    """Every row with the names on its page."""
    narrowed = replace(narrowed, limit=MOST_A_PAGE, cursor=None)
    seen = 0
    while True:
        page = listing.page(narrowed, columns)
        seen += len(page.rows)
        if seen > MOST:
            raise Refused(
                [_("More than %(most)d rows: narrow the list first, by a span of time say.") % {"most": MOST}]
            )
        for row in page.rows:
            yield row._asdict(), page.names
        if page.next is None:
            return
        narrowed = replace(narrowed, cursor=read_cursor(page.next, narrowed.sort))


def _value(process: Process, name: str, row: dict[str, Any], names: Names, actor: Actor) -> Any:
    raw = row.get(name)
    if isinstance(raw, datetime):
        return raw.astimezone(ZoneInfo(actor.zone)).replace(tzinfo=None)
    return cells.cell(process, name, row, names, actor, now())["text"]


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv(head: list[str], rows: list[list[Any]]) -> bytes:
    """With a byte-order mark, for spreadsheets take it as UTF-8 then."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(head: list[str], rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, head, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, place, value, date)
                else:
                    sheet.write(number, place, value)
        sheet.autofit()
    return out.getvalue()
