"""Cells of a sheet that name a person, a unit or a record: a name that one alone bears becomes its key (manual 8.2)."""

# ruff: noqa: S608  one question a line; names and conditions are our own texts

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import seen

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from steward.kernel.sheet import Column, SheetField

PERSON, UNIT, RECORD = "person", "unit", "record"
NUMBER = re.compile(r"[A-Z]{2,6}-\d{6,}")
_HITS, _SHOWN = 200, 5
_PERSONS = f"""select words.typed, p.code from unnest(%s::text[]) as words(typed)
    join (select * from people_person where left_on is null and {seen.OF_PARTY}) p
    on lower(words.typed) in (lower(p.code), p.name_zh, lower(p.name_zh), lower(p.name_en))"""
_UNITS = f"""select words.typed, u.code from unnest(%s::text[]) as words(typed)
    join (select * from people_unit where {seen.OF_PARTY}) u
    on lower(words.typed) in (lower(u.code), lower(u.name_zh), lower(u.name_en))"""
_RECORDS = f"""select words.typed, r.number from unnest(%s::text[]) as words(typed),
    lateral steward.search(words.typed, %s::text[], %s::integer) as hit
    join (select * from kernel_record where {seen.RECORD}) r on r.id = hit
    where lower(words.typed) in (lower(r.title), lower(r.title_en))"""


def noun_of(column: Column) -> str:
    """The noun whose keys a column holds (see kernel.names); empty where it names nothing."""
    if not column.names:
        return ""
    return column.names[0] if column.names in ((PERSON,), (UNIT,)) else RECORD


def keyed(texts: Collection[str], names: tuple[str, ...]) -> dict[str, list[str]]:
    """The keys of persons, units or records in the actor's sight that bear a name typed; a statement at most."""
    asked = sorted({text for text in texts if text and not NUMBER.fullmatch(text.upper())})
    if not asked:
        return {}
    with connection.cursor() as cursor:
        if names in ((PERSON,), (UNIT,)):
            cursor.execute(_PERSONS if names == (PERSON,) else _UNITS, [asked])
        else:
            cursor.execute(_RECORDS, [asked, list(names), _HITS])
        found: dict[str, list[str]] = defaultdict(list)
        for typed, key in cursor.fetchall():
            found[typed].append(key)
    return dict(found)


def with_keys(field: SheetField, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with keys for names. Raises ValidationError where several bear one; what nobody bears stays as typed."""
    faults: list[str] = []
    for column in (each for each in field.columns if each.names and not each.free):
        known = keyed({row.get(column.key, "") for row in rows}, column.names)
        for number, row in enumerate(rows, 1):
            if typed := row.get(column.key):
                row[column.key] = key_of(typed, known, faults, number, column)
    if faults:
        raise ValidationError(faults)
    return rows


def key_of(typed: str, known: dict[str, list[str]], faults: list[str], number: int, column: Column) -> str:
    """The key for what was typed in a row; a fault is added where several could be meant."""
    keys = list(dict.fromkeys(known.get(typed, ())))
    if len(keys) > 1 and typed not in keys:
        faults.append(_ambiguous(number, column, typed, keys))
    if NUMBER.fullmatch(typed.upper()):
        return typed.upper()
    return keys[0] if len(keys) == 1 else typed


def _ambiguous(number: int, column: Column, typed: str, keys: Sequence[str]) -> str:
    text = _("Row %(row)d, “%(column)s”: several are called “%(name)s”; name one of them by its number: %(keys)s.")
    return text % {"row": number, "column": column.label, "name": typed, "keys": _(", ").join(sorted(keys)[:_SHOWN])}
