"""A record's long texts, sheets, grids and attributes as blocks of a paper; and one text as a paper of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.attributes import AttributesField
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import SheetField
from steward.people.grid import GridField
from steward.surface import cells
from steward.surface.described import shown_attributes
from steward.surface.grids import grid_of
from steward.surface.paper.content import Facts, Heading, Prose, Table
from steward.surface.sheets import cell_text
from steward.surface.texts import DESCRIPTION, columns_of_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.paper.content import Block

_LONG, _USUAL, _SHORT = 4, 2, 1.2
_SHARES = {"long": _LONG, "text": _USUAL}


def seen_texts(process: Process, record: Record, actor: Actor) -> Iterator[tuple[Any, Any]]:
    """Each column that needs room and is filled in, with its value; contacts see what the process shows them."""
    for column in columns_of_texts(process):
        value = getattr(record, column.name)
        # What a panel of the page shows stands on paper as well; what the program keeps for itself does not.
        kept = getattr(column, "on_page", True) or column.editable
        if value and kept and (actor.is_provider or column.name in process.contact_sees):
            yield column, value


def text_blocks(process: Process, record: Record, actor: Actor) -> Iterator[Block]:
    """Each of them under its label, but for the description, which a record begins with."""
    for column, value in seen_texts(process, record, actor):
        if column.name != DESCRIPTION:
            yield Heading(str(column.verbose_name), 2)
            yield _block(column, record, value, actor)


def _block(column: Any, record: Record, value: Any, actor: Actor) -> Block:
    if isinstance(column, AttributesField):
        return Facts(
            tuple((each["label"], each["text"]) for each in shown_attributes(column, record, value, actor.zone))
        )
    if isinstance(column, SheetField):
        return _sheet(column, value, actor.zone)
    if isinstance(column, GridField):
        return _grid(column, value)
    return Prose(value)


def _sheet(column: SheetField, rows: Any, zone: str) -> Table:
    filled = [each for each in column.columns if any(each.key in row for row in rows)]
    return Table(
        ("#", *(str(each.label) for each in filled)),
        tuple(
            (str(number), *(cell_text(each, row.get(each.key), zone) for each in filled))
            for number, row in enumerate(rows, 1)
        ),
        numbers=(0, *(place for place, each in enumerate(filled, 1) if each.kind == "number")),
        widths=(0, *(_SHARES.get(each.kind, _SHORT) for each in filled)),
    )


def _grid(column: GridField, value: Any) -> Table:
    shown = grid_of(column, value) or {"columns": [], "rows": []}
    rows = tuple((row["label"], *(cell["value"] or "–" for cell in row["cells"])) for row in shown["rows"])
    return Table(("", *shown["columns"]), rows, numbers=tuple(range(1, len(shown["columns"]) + 1)))


def one_text(process: Process, record: Record, name: str, actor: Actor) -> tuple[str, list[Block]]:
    """One text of a record, as release notes are handed out: its label, and itself. Raises Invalid."""
    found = {column.name: (column, value) for column, value in seen_texts(process, record, actor)}
    if name not in found:
        known = ", ".join(found) or "–"
        raise Invalid(
            {"text": [_("This record has no such text to print. Choose from: %(choices)s.") % {"choices": known}]}
        )
    column, value = found[name]
    label = cells.label_of(process, name)
    return label, [_block(column, record, value, actor)]
