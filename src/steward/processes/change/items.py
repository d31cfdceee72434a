"""What a change covers: configuration items, their planned values, and whether these were recorded (manual 8.1.10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import seen
from steward.kernel.named import key_of, keyed
from steward.kernel.refusal import Invalid
from steward.processes.change.words import ITEMS
from steward.registers.configuration import planned, queries
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from steward.kernel.models import Record
    from steward.kernel.process import Text
    from steward.people.actor import Actor
    from steward.registers.configuration.planned import Tie

GONE = frozenset({"dismantled", "disposed", "cancelled"})
VALUES, TIES = ("create", "alter"), ("relate", "remove")


@dataclass(frozen=True, slots=True)
class Item:
    """An item that the reader sees, with all that its record says and how often a change of it was backed out of."""

    pk: int
    number: str
    title: str
    state: str
    criticality: int
    failures: int
    values: Mapping[str, Any]


# What an item names stands by its key, as a plan states it.
_ITEMS = f"""select r.id, r.number, r.title, r.state, i.criticality,
    (select count(*) from change_changeitem c join change_change o on o.record_id = c.record_id
        where c.ci_id = r.id and o.outcome = 'backed_out'),
    to_jsonb(i) || to_jsonb(r) || jsonb_build_object(
        'owner', (select code from people_person where id = r.owner_id),
        'team', (select code from people_team where id = r.team_id),
        'supplier', (select code from people_party where id = r.supplier_id),
        'service', (select s.number from kernel_record s where s.id = r.service_id),
        'ci_class', (select code from configuration_ciclass where id = i.ci_class_id),
        'place', (select code from configuration_place where id = i.place_id))
    from (select * from kernel_record where kind = 'ci' and {seen.RECORD}) r
    join configuration_configurationitem i on i.record_id = r.id
    where r.project_id = %s::bigint"""  # noqa: S608  our own text

_MADE = f"{_ITEMS} and r.title = any(%s::text[]) order by i.change_id is not distinct from %s::bigint, r.id"


def by_number(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with numbers for names of items that are there. Raises Invalid where several items bear one."""
    at = next(column for column in ITEMS if column.key == "ci")
    there = {row.get("ci", "") for row in rows if row["action"] != "create"}
    names, faults = keyed(there, at.names), list[str]()
    found = [dict(row) for row in rows]
    for line, row in enumerate(found, 1):
        if row.get("ci") and row["action"] != "create":
            row["ci"] = key_of(row["ci"], names, faults, line, at)
    if faults:
        raise Invalid({"items": faults})
    return found


def known(rows: Iterable[Mapping[str, Any]], project_id: int) -> dict[str, Item]:
    """The items of the project that a sheet names, by number; those that the reader does not see are absent."""
    numbers = sorted({row["ci"] for row in rows if row.get("ci") and row["action"] != "create"})
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"{_ITEMS} and r.number = any(%s::text[])", [project_id, numbers])
        found = [_item(row) for row in cursor.fetchall()]
    return {item.number: item for item in found}


def _item(row: Sequence[Any]) -> Item:
    return Item(*(*row[:6], json.loads(row[6]) if isinstance(row[6], str) else row[6]))


def faults(rows: Sequence[Mapping[str, Any]], items: Mapping[str, Item], change: Record, actor: Actor) -> list[Text]:
    """What is wrong with a sheet, row by row: items that there are not, values that can't be planned."""
    found = [(line, said) for line, row in enumerate(rows, 1) for said in _row_faults(row, items)]
    if not found:
        found = sorted([*_value_faults(rows, items, change, actor), *_tie_faults(rows, items, change, actor)])
    return [_("Row %(row)d: %(fault)s") % {"row": line, "fault": said} for line, said in found]


def _row_faults(row: Mapping[str, Any], items: Mapping[str, Item]) -> Iterator[str]:
    named, field, value = row.get("ci"), row.get("field", ""), row.get("value", "")
    if not named:
        yield _("Each row names its configuration item; a new one by its name to be.")
    elif row["action"] != "create" and named not in items:
        yield _("There is no configuration item “%(number)s” in this service project.") % {"number": named}
    if field and row["action"] in VALUES and not planned.is_plannable(field):
        text = _("“%(field)s” is no field whose value may be planned. These are: %(fields)s.")
        yield text % {"field": field, "fields": ", ".join((*planned.fields(), f"{planned.ATTRIBUTE}…"))}
    is_cleared = bool(row.get("cleared"))
    if is_cleared and row["action"] != "alter":
        yield _("Only a field of an item that is there can be emptied.")
    if bool(field) != (bool(value) or is_cleared) or (value and is_cleared):
        yield _("A planned value needs the field and the value, or the field and that it is to be empty.")
    elif field and row["action"] in TIES:
        try:
            planned.tie_of(field, value)
        except Invalid as invalid:
            yield from map(str, invalid.reasons)


def values_by_item(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, str]]:
    """Planned values by field, by action and item (a new one by its name)."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["action"] in VALUES and row.get("ci"):
            of_item = found.setdefault((row["action"], row["ci"]), {})
            of_item |= {row["field"]: row.get("value", "")} if row.get("field") else {}
    return found


def ties(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Tie]]:
    """The rows that plan the begin or the end of a relation, with that. Raises Invalid where one is none."""
    return [
        (row, planned.tie_of(row["field"], row["value"])) for row in rows if row["action"] in TIES and row.get("field")
    ]


def _value_faults(
    rows: Sequence[Mapping[str, Any]], items: Mapping[str, Item], change: Record, actor: Actor
) -> Iterator[tuple[int, str]]:
    lines: dict[tuple[str, str, str], int] = {}
    for line, row in enumerate(rows, 1):
        key = (row["action"], row["ci"], row.get("field", ""))
        if row.get("field") and row["action"] in VALUES and lines.setdefault(key, line) != line:
            yield line, _("The same field of this item stands in row %(row)d already.") % {"row": lines[key]}
    for (action, name), values in values_by_item(rows).items():
        stands = items[name].values if action != "create" else {}
        for field, said in planned.faults_of(values, stands, change, actor).items():
            for sentence in said:
                yield lines[action, name, field], f"{field}: {sentence}"


def _tie_faults(
    rows: Sequence[Mapping[str, Any]], items: Mapping[str, Item], change: Record, actor: Actor
) -> Iterator[tuple[int, str]]:
    stated = ties(rows)
    others = queries.items_numbered({tie.target for _row, tie in stated}, actor, change.customer_id)
    lines: dict[tuple[str, str, str], int] = {}
    for line, row in enumerate(rows, 1):
        for tie in (tie for one, tie in stated if one is row):
            if tie.target not in others or others[tie.target] == items[row["ci"]].pk:
                text = _("There is no configuration item “%(number)s” that this one may name.")
                yield line, text % {"number": tie.target}
            key = (row["ci"], tie.relation, tie.target)
            if lines.setdefault(key, line) != line:
                yield line, _("The same relation stands in row %(row)d already.") % {"row": lines[key]}


def left(
    rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item], actor: Actor
) -> list[tuple[Mapping[str, Any], str]]:
    """Each row whose plan does not stand in the record of the item, with the sentence that says so."""
    pairs = [(row, items[row["ci"]]) for row in rows if row["action"] != "create" and row.get("ci") in items]
    return [(row, said) for row, item in pairs if (said := _difference(row, item, actor))]


def unmade(rows: Sequence[Mapping[str, Any]], change: Record, actor: Actor) -> list[str]:
    """What was planned of new items and does not stand so: those that there are not, and values that are others."""
    wanted = {name: values for (action, name), values in values_by_item(rows).items() if action == "create"}
    made = _made({values.get("title", name) for name, values in wanted.items()}, change)
    found = []
    for name, values in wanted.items():
        item = made.get(values.get("title", name))
        if item is None:
            found.append(_("“%(name)s” was to be created, and there is no such item.") % {"name": name})
            continue
        rows_of = ({"action": "create", "field": field, "value": value} for field, value in values.items())
        found += [said for row in rows_of if (said := _difference(row, item, actor))]
    return found


def _made(titles: set[str], change: Record) -> dict[str, Item]:
    """The items of these names in the project of a change, by name; of two the one that the change wrote."""
    if not titles:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [change.project_id, sorted(titles), change.pk])
        found = [_item(row) for row in cursor.fetchall()]
    return {item.title: item for item in found}


def differences(rows: Iterable[Mapping[str, Any]], items: Mapping[str, Item], actor: Actor) -> list[str]:
    """What was planned and does not stand in the record of the item."""
    return [said for _row, said in left(rows, items, actor)]


def _difference(row: Mapping[str, Any], item: Item, actor: Actor) -> str:
    field, value = row.get("field", ""), row.get("value", "")
    if not field:
        if row["action"] == "create":
            return ""
        is_there = row["action"] == "remove" and item.state not in GONE
        return _("%(number)s was to be removed and is still there.") % {"number": item.number} if is_there else ""
    if row["action"] in TIES:
        return _tie_difference(row, item)
    if planned.stands_as_planned(field, value, item.values, actor):
        return ""
    recorded = planned.recorded_of(field, item.values)
    more = {"number": item.number, "field": field, "recorded": "" if recorded is None else recorded}
    if not value:
        return _("%(number)s: %(field)s was to be empty and is “%(recorded)s”.") % more
    return _("%(number)s: %(field)s was to be “%(planned)s” and is “%(recorded)s”.") % {**more, "planned": value}


def _tie_difference(row: Mapping[str, Any], item: Item) -> str:
    tie, relations = planned.tie_of(row["field"], row["value"]), item.values["relations"]
    words = {"number": item.number, "relation": TYPES[tie.relation].label, "other": row["value"]}
    if row["action"] == "relate" and not tie.stands_in(relations):
        return _("%(number)s was to have the relation “%(relation)s %(other)s” and has not.") % words
    if row["action"] == "remove" and any(map(tie.is_stated_by, relations)):
        return _("%(number)s was to lose the relation “%(relation)s %(other)s” and still has it.") % words
    return ""
