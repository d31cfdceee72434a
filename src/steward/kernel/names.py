"""Names by id of everything that pages show beside a record, for a whole page in one statement."""

# ruff: noqa: E501, S608  one question a line; names and conditions are our own texts

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import seen
from steward.people.bilingual import in_chinese

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SOURCES = {
    "person": f"select 'person', id, name_zh, name_en, code from people_person where id = any(%s::bigint[]) and {seen.OF_PARTY}",
    "party": f"select 'party', id, name_zh, name_en, code from people_party where id = any(%s::bigint[]) and {seen.PARTY}",
    "team": "select 'team', id, name_zh, name_en, code from people_team where id = any(%s::bigint[])",
    "project": f"""select 'project', id, name_zh, name_en, code from people_serviceproject
        where id = any(%s::bigint[]) and {seen.PROJECT}""",
    "unit": "select 'unit', id, name_zh, name_en, code from people_unit where id = any(%s::bigint[])",
    "duty": """select 'duty', d.id, p.name_zh || ' · ' || d.role, p.name_en || ' · ' || d.role, d.id::text
        from people_duty d join people_person p on p.id = d.person_id where d.id = any(%s::bigint[])""",
    "category": "select 'category', id, name_zh, name_en, code from kernel_category where id = any(%s::bigint[])",
    "calendar": "select 'calendar', id, name_zh, name_en, code from kernel_calendar where id = any(%s::bigint[])",
    "record": f"select 'record', id, title, title_en, number from kernel_record where id = any(%s::bigint[]) and {seen.RECORD}",
    "user": f"""select 'user', u.id, coalesce(p.name_zh, u.username), coalesce(p.name_en, u.username), u.username
        from people_user u left join people_person p on p.id = u.person_id
        and p.{seen.OF_PARTY} where u.id = any(%s::bigint[])""",
}
# The same by key, for keys that stand in rows of a sheet.
_KEYED = {
    "person": f"select 'person', id, name_zh, name_en, code from people_person where code = any(%s::text[]) and {seen.OF_PARTY}",
    "unit": f"select 'unit', id, name_zh, name_en, code from people_unit where code = any(%s::text[]) and {seen.OF_PARTY}",
    "record": f"select 'record', id, title, title_en, number from kernel_record where number = any(%s::text[]) and {seen.RECORD}",
}
# The noun behind each relation of a record, by the model's table.
NOUNS = {
    "people_person": "person",
    "people_party": "party",
    "people_team": "team",
    "people_unit": "unit",
    "people_duty": "duty",
    "people_serviceproject": "project",
    "people_user": "user",
    "kernel_category": "category",
    "kernel_calendar": "calendar",
    "kernel_record": "record",
}


class Names:
    """What was found: the name in the reader's language and the key of each (noun, id)."""

    def __init__(self, rows: Mapping[tuple[str, int], tuple[str, str]]) -> None:
        """Keeps the rows."""
        self._rows = rows
        self._by_key = {(noun, key): name for (noun, _pk), (name, key) in rows.items()}

    def name(self, noun: str, pk: int | None) -> str:
        """The name; empty where the reader may not see it or there is none."""
        return self._rows.get((noun, pk or 0), ("", ""))[0]

    def key(self, noun: str, pk: int | None) -> str | None:
        """The key that REST and forms use; None where the reader may not see it or there is none."""
        return self._rows.get((noun, pk or 0), (None, None))[1]

    def called(self, noun: str, key: str) -> str:
        """The name of what a key names; empty where the reader may not see it or there is none."""
        return self._by_key.get((noun, key), "")


def names_of(wanted: Mapping[str, Collection[int | None]], keys: Mapping[str, Collection[str]] | None = None) -> Names:
    """Names and keys by noun (see `NOUNS`) and id, in the reader's language, in one statement.

    `keys` asks for persons, units and records by key beside.
    """
    ids = {noun: sorted({i for i in numbers if i is not None}) for noun, numbers in wanted.items()}
    asked: list[tuple[str, list[Any]]] = [(SOURCES[noun], numbers) for noun, numbers in ids.items() if numbers]
    asked += [(_KEYED[noun], sorted(given)) for noun, given in (keys or {}).items() if given]
    if not asked:
        return Names({})
    chinese = in_chinese()
    with connection.cursor() as cursor:
        cursor.execute(
            " union all ".join(question for question, _given in asked), [given for _question, given in asked]
        )
        rows = cursor.fetchall()
    return Names({(noun, i): (((zh or en) if chinese else (en or zh)), key) for noun, i, zh, en, key in rows})
