"""What of a record needs room on its page: long texts, grids of numbers, sheets of rows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from steward.kernel.attributes import AttributesField
from steward.kernel.sheet import SheetField
from steward.people.grid import GridField
from steward.surface.described import shown_attributes
from steward.surface.grids import grid_of
from steward.surface.prose import prose
from steward.surface.sheets import cell_text

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.kernel.process import Process
    from steward.people.actor import Actor

# The page begins with it.
DESCRIPTION = "description"


@cache
def names_of_texts(process: Process) -> frozenset[str]:
    """The names of a chapter's own columns that need room, the description among them."""
    return frozenset(column.name for column in columns_of_texts(process)) | {DESCRIPTION}


@cache
def columns_of_texts(process: Process) -> tuple[models.Field[Any, Any], ...]:
    """A chapter's own columns that need room, in the order of its fields."""
    own = process.model._meta.local_fields  # noqa: SLF001  Django's documented interface
    roomy = (models.TextField, GridField, SheetField, AttributesField)
    order = {name: at for at, name in enumerate(process.fields)}
    found = (column for column in own if isinstance(column, roomy))
    return tuple(sorted(found, key=lambda column: order.get(column.name, len(order))))


def texts_of(process: Process, record: Record, actor: Actor) -> list[SafeString]:
    """Each of them that is filled in, under its label; contacts see what the process shows them."""
    return [
        _attributes(column, record, value, actor)
        if isinstance(column, AttributesField)
        else _shown(column, value, actor)
        for column in columns_of_texts(process)
        if column.name != DESCRIPTION
        and getattr(column, "on_page", True)
        and (value := getattr(record, column.name))
        and (actor.is_provider or column.name in process.contact_sees)
    ]


def _shown(column: models.Field[Any, Any], value: Any, actor: Actor) -> SafeString:
    if isinstance(column, GridField):
        return _grid(column, value)
    if isinstance(column, SheetField):
        return _sheet(column, value, actor)
    return format_html("<h2>{}</h2><div class='prose'>{}</div>", column.verbose_name, prose(value))


def _attributes(column: AttributesField, record: Record, value: Any, actor: Actor) -> SafeString:
    """Attributes with the labels that another row states."""
    context = {"label": column.verbose_name, "lines": shown_attributes(column, record, value, actor.zone)}
    return mark_safe(render_to_string("surface/attributes.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _sheet(column: SheetField, value: Any, actor: Actor) -> SafeString:
    context = {
        "label": column.verbose_name,
        "columns": [{"label": each.label, "kind": each.kind} for each in column.columns],
        "rows": [
            [
                {"kind": each.kind, "on": value is True, "text": cell_text(each, value, actor.zone)}
                for each in column.columns
                for value in (row.get(each.key),)
            ]
            for row in value
        ],
    }
    return mark_safe(render_to_string("surface/sheet.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _grid(column: GridField, value: Any) -> SafeString:
    """A grid as a table."""
    shown = grid_of(column, value)
    assert shown is not None  # noqa: S101  it is a grid
    head = format_html_join("", "<th scope='col' class='number'>{}</th>", ((label,) for label in shown["columns"]))
    rows = format_html_join(
        "",
        "<tr><th scope='row'>{}</th>{}</tr>",
        (
            (
                row["label"],
                format_html_join("", "<td class='number'>{}</td>", ((c["value"] or "–",) for c in row["cells"])),
            )
            for row in shown["rows"]
        ),
    )
    return format_html(
        "<h2>{}</h2><div class='scroll' tabindex='0' role='region' aria-label='{}'>"
        "<table class='grid'><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></div>",
        column.verbose_name, column.verbose_name, head, rows,
    )  # fmt: skip
