"""What a relation may be chosen from, within the actor's sight: few ones as a list, many by search."""

# ruff: noqa: E501, S608  one question a line; names and conditions are our own texts

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import connection

from steward.kernel import seen
from steward.kernel.catalogue import all_processes, all_registers
from steward.kernel.nouns import seen_if
from steward.people.bilingual import in_chinese

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from steward.kernel.process import Declared

MOST = 400
FOUND = 20
PERSONS, UNITS, RECORDS = "/choices/person/", "/choices/unit/", "/choices/record/"
# Nouns short enough for a list; each answers (noun, key, Chinese name, English name, depth).
_LISTS = {
    "team": "select 'team', code, name_zh, name_en, 0, sort from (select code, name_zh, name_en, code as sort from people_team where is_active order by code limit 400) t",
    "party": f"select 'party', code, name_zh, name_en, 0, sort from (select code, name_zh, name_en, sort_key || code as sort from people_party where (is_customer or is_own) and {seen.PARTY} order by 4 limit 400) p",
    "supplier": f"select 'supplier', code, name_zh, name_en, 0, sort from (select code, name_zh, name_en, sort_key || code as sort from people_party where is_supplier and {seen.PARTY} order by 4 limit 400) s",
    "project": f"select 'project', code, name_zh, name_en, 0, code from (select * from people_serviceproject where {seen.PROJECT} order by code limit 400) j",
    "calendar": "select 'calendar', code, name_zh, name_en, 0, code from (select * from kernel_calendar order by code limit 400) c",
    "record": f"select 'record', number, title, title_en, 0, title from (select * from kernel_record where kind = 'service' and state = 'active' and {seen.RECORD} order by title limit 400) r",
}
_LISTS["unit"] = (
    f"select 'unit', code, name_zh, name_en, 0, code from (select * from people_unit where {seen.OF_PARTY} order by code limit 400) u"
)
_LISTS["duty"] = (
    f"select 'duty', d.id::text, p.name_zh || ' · ' || d.role, p.name_en || ' · ' || d.role, 0, p.code from (select * from people_duty order by id desc limit 400) d join people_person p on p.id = d.person_id and p.{seen.OF_PARTY}"
)
_TREE = """select 'category', code, name_zh, name_en, length(path) - length(replace(path, '/', '')), path
    from (select * from kernel_category where kind = %s::text and is_active order by path limit 400) k"""


def lists(process: Declared, nouns: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Key and label of every choice of these nouns, in one statement; a tree is indented by depth."""
    wanted = list(dict.fromkeys(nouns))
    if not wanted:
        return {}
    params = [getattr(process, "categories_of", process.kind)] if "category" in wanted else []
    questions = [_TREE if noun == "category" else _LISTS.get(noun) or _of_register(noun) for noun in wanted]
    with connection.cursor() as cursor:
        cursor.execute(f"select * from ({' union all '.join(questions)}) found order by 1, 6", params)
        rows = cursor.fetchall()
    chinese = in_chinese()
    found: dict[str, list[tuple[str, str]]] = {noun: [] for noun in wanted}
    for noun, key, zh, en, depth, _sort in rows:
        found[noun].append((key, "\u2003" * depth + ((zh or en) if chinese else (en or zh))))
    return found


def _of_register(noun: str) -> str:
    """The rows of a chapter's register, as a tree where they have a path."""
    register = next(each for each in all_registers() if each.kind == noun)
    table = register.model._meta.db_table  # noqa: SLF001  Django's documented interface
    is_tree = any(column.name == "path" for column in register.model._meta.concrete_fields)  # noqa: SLF001  Django's documented interface
    depth, order = ("length(path) - length(replace(path, '/', ''))", "path") if is_tree else ("0", register.key)
    return (
        f"select '{noun}', {register.key}, name_zh, name_en, {depth}, {order}"
        f" from (select * from {table} where {seen_if(register)} order by {order} limit {MOST}) r"
    )


_PERSONS = f"""
select p.code, p.name_zh, p.name_en, y.name_zh, y.name_en from people_person p join people_party y on y.id = p.party_id
where p.left_on is null and p.{seen.OF_PARTY} and (p.code ilike %s::text or p.name_zh like %s::text or p.name_en ilike %s::text
    or p.sort_key like %s::text or p.phone like %s::text or p.email ilike %s::text)
order by p.sort_key, p.code limit %s::integer
"""


_ADDRESSES: dict[tuple[str, ...], str] = {("person",): PERSONS, ("unit",): UNITS}


def address_of(kinds: Collection[str]) -> str:
    """Where persons, units or records of these kinds are searched for."""
    return _ADDRESSES.get(tuple(kinds)) or f"{RECORDS}?{urlencode({'kinds': ','.join(kinds)})}"


def persons(question: str) -> list[dict[str, Any]]:
    """Persons by number, name, pinyin, phone or mail, with their company; at most twenty."""
    start, inside = _patterns(question)
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS, [start, inside, inside, start, inside, start, FOUND])
        return _labelled(cursor.fetchall())


_FOUND_UNITS = f"""
select u.code, u.name_zh, u.name_en, y.name_zh, y.name_en from people_unit u join people_party y on y.id = u.party_id
where u.{seen.OF_PARTY} and (u.code ilike %s::text or u.name_zh like %s::text or u.name_en ilike %s::text)
order by y.is_own desc, u.code limit %s::integer
"""


def units(question: str) -> list[dict[str, Any]]:
    """Units by code or name, ours first, with their company; at most twenty."""
    start, inside = _patterns(question)
    with connection.cursor() as cursor:
        cursor.execute(_FOUND_UNITS, [start, inside, inside, FOUND])
        return _labelled(cursor.fetchall())


def _patterns(question: str) -> tuple[str, str]:
    """What a text begins with, and what it holds, as LIKE takes it."""
    text = question.strip().replace("\\", "").replace("%", "").replace("_", r"\_")[:60]
    return f"{text.lower()}%", f"%{text}%"


def _labelled(rows: Iterable[tuple[str, str, str, str, str]]) -> list[dict[str, Any]]:
    """Keys with names in the reader's language, each with its company's."""
    chinese = in_chinese()
    return [
        {"value": code, "label": f"{zh or en} · {party_zh}" if chinese else f"{en or zh} · {party_en}"}
        for code, zh, en, party_zh, party_en in rows
    ]


_HITS = 200
_FOUND = f"""
select kind, number, title, title_en, state from kernel_record where {seen.RECORD} and kind = any(%(kinds)s::text[])
    and id = any(array(select id from kernel_record where number = any(%(numbers)s::text[])
        union all select steward.search(%(text)s::text, %(kinds)s::text[], {_HITS})))
order by number = any(%(numbers)s::text[]) desc, is_open desc, id desc limit {FOUND}
"""


def records(question: str, kinds: Iterable[str]) -> list[dict[str, Any]]:
    """Records of these kinds by number (its digits will do) or words, open ones first; at most twenty."""
    wanted = [process for process in all_processes() if process.kind in set(kinds)]
    text = question.strip()[:60]
    digits = re.fullmatch(r"(?:[A-Za-z]{2,6}-?)?(\d{1,9})", text)
    numbers = [f"{process.prefix}-{int(digits[1]):06d}" for process in wanted] if digits else []
    of = [process.kind for process in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {"kinds": of, "numbers": numbers, "text": text})
        rows = cursor.fetchall()
    states = {process.kind: process for process in wanted}
    return [
        {"value": number, "label": f"{title if in_chinese() else en or title} · {states[kind].state(state).label}"}
        for kind, number, title, en, state in rows
    ]
