"""Forms of any process: new, amend, move; fields come from the model, locks from the state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.attributes import AttributesField
from steward.kernel.intake.values import field_of
from steward.kernel.models import RecordKey
from steward.kernel.names import names_of
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import SheetField
from steward.people.grid import GridField
from steward.surface import cells, choices
from steward.surface.described import attributes_of, posted_attributes
from steward.surface.grids import grid_of, posted_cells, posted_grid
from steward.surface.sheets import as_typed, keys_in, posted_sheet, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steward.kernel.models import Record
    from steward.kernel.names import Names
    from steward.kernel.process import Declared, Process
    from steward.people.actor import Actor

LONG = 1_000


def _noun(process: Declared, name: str) -> str | None:
    return "supplier" if name == "supplier" else cells.noun_of(process, name)


def relation_nouns(process: Declared, names: Iterable[str]) -> list[str]:
    """The nouns whose lists a form of these fields offers; persons are searched."""
    listed = (name for name in names if not isinstance(field_of(process, name), RecordKey))
    return [noun for name in listed if (noun := _noun(process, name)) and noun != "person"]


def fields(
    process: Declared,
    names: Sequence[str],
    *,
    values: Mapping[str, str],
    required: Iterable[str] = (),
    faults: Mapping[str, Sequence[Any]] | None = None,
    locks: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """The fields as surface/form.html shows them; `values` are texts as they were typed or stand in the record."""
    offered = choices.lists(process, relation_nouns(process, names))
    sheets = ((field_of(process, name), _rows(values.get(name, ""))) for name in names if _is_sheet(process, name))
    called = names_of({}, keys_in(sheets))
    made = []
    for name in names:
        field = _field(process, name, values.get(name, ""), offered, called)
        if isinstance(column := field_of(process, name), AttributesField):
            field["cells"] = attributes_of(column, field["value"], values.get(column.by, ""))
        field["required"] = name in required
        field["errors"] = [str(sentence) for sentence in (faults or {}).get(name, ())]
        if name in locks:
            field["locked_reason"] = _("This may no longer be altered in the present state.")
        made.append(field)
    return made


def _is_sheet(process: Declared, name: str) -> bool:
    return isinstance(field_of(process, name), SheetField)


def _field(
    process: Declared, name: str, value: str, offered: Mapping[str, list[tuple[str, str]]], called: Names
) -> dict[str, Any]:
    column = field_of(process, name)
    made: dict[str, Any] = {
        "name": name,
        "label": str(column.verbose_name),
        "value": value,
        "kind": "text",
        "help": str(column.help_text),
    }
    return made | (_table(column, value, called) or _control(process, name, column, value, offered))


def _control(
    process: Declared,
    name: str,
    column: models.Field[Any, Any],
    value: str,
    offered: Mapping[str, list[tuple[str, str]]],
) -> dict[str, Any]:
    """What is typed or chosen in: by what the column holds."""
    noun = _noun(process, name)
    if noun:
        return _relation(noun, column, value, offered)
    if column.choices:
        return {"kind": "choice", "options": options([(str(k), str(v)) for k, v in column.flatchoices], value)}
    if isinstance(column, models.BooleanField):
        return {"kind": "flag", "value": value in ("on", "true", "True", "1")}
    return next(
        (dict(shown) for kind, shown in _CONTROLS if isinstance(column, kind)), {"maxlength": column.max_length}
    )


def _table(column: models.Field[Any, Any], value: str, called: Names) -> dict[str, Any] | None:
    """The control of a grid or a sheet, from the text that stands for it; None for other columns."""
    if isinstance(column, GridField):
        return {"kind": "grid", "grid": grid_of(column, _grid(value))}
    if isinstance(column, SheetField):
        return {"kind": "sheet", "sheet": sheet_of(column, _rows(value), called)}
    return None


def _relation(
    noun: str, column: models.Field[Any, Any], value: str, offered: Mapping[str, list[tuple[str, str]]]
) -> dict[str, Any]:
    """People are searched for, records named by their number, the rest is chosen from a list."""
    if noun == "person":
        return {"kind": "relation", "search_url": choices.PERSONS, "help": _("Number, name or pinyin")}
    if isinstance(column, RecordKey):
        return {
            "kind": "relation",
            "search_url": choices.address_of(column.kinds),
            "placeholder": _("Number of the record"),
        }
    return {"kind": "choice", "options": options(offered.get(noun, []), value)}


# Columns without a choice of their own, the narrower type first.
_CONTROLS: tuple[tuple[type[models.Field[Any, Any]], dict[str, Any]], ...] = (
    (models.DateTimeField, {"kind": "datetime"}),
    (models.DateField, {"kind": "date"}),
    (AttributesField, {"kind": "attributes"}),
    (models.JSONField, {"kind": "long", "rows": 8}),
    (models.TextField, {"kind": "long", "rows": 6}),
    (models.IntegerField, {"kind": "number"}),
)


def _rows(text: str) -> Any:
    """The rows behind the text that stands for a sheet; None where somebody sent something else."""
    try:
        return json.loads(text or "[]")
    except (ValueError, RecursionError):
        return None


def _grid(text: str) -> dict[str, dict[str, int | str]] | None:
    """What can be shown of the text that stands for a grid; None where somebody sent something else."""
    try:
        grid = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(grid, dict):
        return None
    rows = ((row, cells) for row, cells in grid.items() if isinstance(cells, dict))
    return {
        row: {column: value for column, value in cells.items() if isinstance(value, int | str)} for row, cells in rows
    }


def options(pairs: Iterable[tuple[str, str]], value: str) -> list[dict[str, Any]]:
    """The options of a choice, an empty one first."""
    blank = [{"value": "", "label": "—", "selected": not value}]
    return blank + [{"value": key, "label": label, "selected": key == value} for key, label in pairs]


def present(
    process: Declared, record: models.Model, names: Iterable[str], found: Names, actor: Actor
) -> dict[str, str]:
    """What stands in the record, as the texts of its form."""
    return {name: _present(process, record, name, found, actor) for name in names}


def _present(process: Declared, record: models.Model, name: str, found: Names, actor: Actor) -> str:
    noun = cells.noun_of(process, name)
    if noun:
        pk = getattr(record, f"{name}_id")
        return "" if name == "supplier" and pk == actor.own_party_id else found.key(noun, pk) or ""
    value, column = getattr(record, name), field_of(process, name)
    if value is None:
        return ""
    if isinstance(column, SheetField):
        return _json(as_typed(column, value, actor.zone))
    if isinstance(column, models.DateTimeField):
        return str(value.astimezone(ZoneInfo(actor.zone)).strftime("%Y-%m-%dT%H:%M:%S"))
    if isinstance(value, (dict, list)):
        return _json(value) if isinstance(value, dict) else ", ".join(value)
    return str(value)


def typed(process: Declared, names: Iterable[str], posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as it was: a grid as the text that the form reads it from, readable or not."""
    found = {name: posted.get(name, "") for name in names}
    for name in found:
        column = field_of(process, name)
        try:
            grid: Mapping[str, Mapping[str, int | str]] | None = posted_grid(column, name, posted)
        except Invalid:
            grid = posted_cells(cast("GridField", column), posted)
        if grid is not None:
            found[name] = _json(grid)
        if (rows := posted_sheet(column, name, posted)) is not None:
            found[name] = _json(rows)
        if (values := posted_attributes(column, name, posted)) is not None:
            found[name] = _json(values)
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def from_json(process: Declared, name: str, text: str) -> Any:
    """A typed value: JSON where the column holds JSON. Raises Invalid."""
    if not isinstance(field_of(process, name), models.JSONField):
        return text
    try:
        return json.loads(text or ("[]" if isinstance(field_of(process, name), SheetField) else "{}"))
    except (ValueError, RecursionError):
        raise Invalid({name: [_("This is no valid JSON.")]}) from None


def locked(process: Process, record: Record, actor: Actor) -> tuple[list[str], tuple[str, ...]]:
    """The fields that this actor may amend, and those among them that the state locks."""
    names = process.fields if actor.is_provider else process.contact_fields
    return list(names), process.state(record.state).locks


def conflict(
    process: Declared,
    names: Iterable[str],
    was: Mapping[str, str],
    theirs: Mapping[str, str],
    yours: Mapping[str, str],
) -> dict[str, Any]:
    """The three-way difference of a stale form: only fields on which the three do not agree."""
    rows = [
        {
            "label": cells.label_of(process, name),
            "was": was.get(name, ""),
            "theirs": theirs.get(name, ""),
            "yours": yours.get(name, ""),
        }
        for name in names
        if len({was.get(name, ""), theirs.get(name, ""), yours.get(name, "")}) > 1
    ]
    return {"rows": rows, "text": None}


def why_no_new(process: Process, actor: Actor) -> str | None:
    """Why this actor may open no record of the process at all; None where he may."""
    reasons = policy.why_not_open(process, actor, None)
    return " ".join(map(str, reasons)) or None
