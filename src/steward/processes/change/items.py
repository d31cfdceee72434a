"""What a change covers: configuration items, their planned values, and whether these were recorded (manual 8.1.10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.process import Text

GONE = frozenset({"dismantled", "disposed", "cancelled"})
# Plain columns of an item whose value may be planned; `ci_class` of a new one alone.
PLANNABLE = (
    "title",
    "title_en",
    "serial",
    "version_label",
    "criticality",
    "rack_unit",
    "rack_height",
    "warranty_until",
)
OF_NEW = ("ci_class", *PLANNABLE)


@dataclass(frozen=True, slots=True)
class Item:
    """An item that the reader sees, with its plain columns and how often a change of it was backed out of late."""

    pk: int
    number: str
    title: str
    state: str
    criticality: int
    failures: int
    values: Mapping[str, Any]


_ITEMS = f"""select r.id, r.number, r.title, r.state, i.criticality,
    (select count(*) from change_changeitem c join change_change o on o.record_id = c.record_id
        where c.ci_id = r.id and o.outcome = 'backed_out'), to_jsonb(i) || to_jsonb(r)
    from (select * from kernel_record where kind = 'ci' and {seen.RECORD}) r
    join configuration_configurationitem i on i.record_id = r.id
    where r.project_id = %s::bigint and r.number = any(%s::text[])"""  # noqa: S608  our own text


def known(rows: Iterable[Mapping[str, Any]], project_id: int) -> dict[str, Item]:
    """The items of the project that a sheet names, by number; those that the reader does not see are absent."""
    numbers = sorted({row["ci"] for row in rows if row.get("ci") and row["action"] != "create"})
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [project_id, numbers])
        found = cursor.fetchall()
    return {row[1]: Item(*(*row[:6], _values(row[6]))) for row in found}


def _values(row: Any) -> dict[str, Any]:
    whole = json.loads(row) if isinstance(row, str) else row
    return {name: whole.get(name) for name in PLANNABLE}


def faults(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> list[Text]:
    """What is wrong with a sheet: items that there are not, values that can't be planned."""
    found: list[Text] = []
    for row in rows:
        named, is_new, field = row.get("ci"), row["action"] == "create", row.get("field")
        if not named:
            found.append(_("Each row names its configuration item; a new one by its name to be."))
        elif not is_new and named not in items:
            text = _("There is no configuration item “%(number)s” in this service project.")
            found.append(text % {"number": named})
        if field and field not in (OF_NEW if is_new else PLANNABLE):
            text = _("“%(field)s” is no field whose value may be planned. These are: %(fields)s.")
            found.append(text % {"field": field, "fields": ", ".join(OF_NEW if is_new else PLANNABLE)})
        if bool(field) != bool(row.get("value")):
            found.append(_("A planned value needs the field and the value."))
    return list(dict.fromkeys(found))


def differences(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item]) -> list[str]:
    """What was planned and does not stand in the record of the item."""
    found = []
    for row in rows:
        item = items.get(row.get("ci", ""))
        if item is None:
            continue
        if row["action"] == "remove" and item.state not in GONE:
            found.append(_("%(number)s was to be removed and is still there.") % {"number": item.number})
        stands = item.values.get(row.get("field", ""))
        if row["action"] == "alter" and row.get("field") and str(stands) != row["value"]:
            text = _("%(number)s: %(field)s was to be “%(planned)s” and is “%(recorded)s”.")
            more = {"planned": row["value"], "recorded": "" if stands is None else stands}
            found.append(text % {"number": item.number, "field": row["field"], **more})
    return found
