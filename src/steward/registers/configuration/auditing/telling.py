"""What pages and programs are told of an audit: its figures, its draw, its lines as recorded and as found (8.1.9)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import pgettext

from steward.people.bilingual import in_chinese
from steward.registers.configuration.auditing.findings import columns_of, recorded_in
from steward.registers.configuration.auditing.lines import COUNTED, Counts
from steward.registers.configuration.bulk.columns import ATTRIBUTE, field_label
from steward.registers.configuration.models import AuditLine, Verdict
from steward.surface import times

if TYPE_CHECKING:
    from steward.people.actor import Actor

TONES = {"as_recorded": "good", "differs": "warn", "missing": "bad", "excused": "neutral", "unrecorded": "warn"}
MOST_TOLD = 200
# What a line says of a tool that checked it.
SCAN = "scan: "


@dataclass(frozen=True, slots=True)
class Told:
    """A line as its reader sees it; `where` is the place as recorded, `times` how often it was checked."""

    number: str
    title: str
    class_label: str
    where: str
    verdict: str
    verdict_label: str
    tone: str
    differences: list[str]
    note: str
    who: str
    when: str
    times: int
    state: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The audit of the same project that was drawn before and is concluded, with its result."""

    number: str
    checked: int
    right: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How an audit stands: in all and by class (label, counts), against the one before, its lines as asked for."""

    counts: Counts
    classes: list[tuple[str, Counts]]
    earlier: Earlier | None
    is_drawn_again: bool
    lines: list[Told]


# What is left first, in the order in which one walks: by place and rack unit; then what is not right, then the rest.
_STANDING = f"""
with own as (select * from configuration_auditline where record_id = %(audit)s::bigint),
classes as (
    select c.path, c.name_zh as zh, c.name_en as en, {COUNTED}
    from own l left join configuration_ciclass c on c.id = (l.snapshot ->> 'ci_class_id')::bigint group by c.id
),
earlier as (
    select r.number, b.lines_checked as checked, b.lines_right as "right"
    from configuration_configurationaudit a join kernel_record r on r.project_id = a.project_id
    join configuration_configurationaudit b on b.record_id = r.id
    where a.record_id = %(audit)s::bigint and b.lines_checked > 0 and b.drawn_at < a.drawn_at
    order by b.drawn_at desc limit 1
),
told as (
    select i.number, l.snapshot ->> 'title' as title, c.name_zh as zh, c.name_en as en, p.code as place,
        l.snapshot ->> 'rack_unit' as unit, i.state, l.verdict, l.differences, l.note, l.seen_by, l.checked_at, l.times,
        n.name_zh as who_zh, n.name_en as who_en
    from own l left join kernel_record i on i.id = l.item_id
    left join configuration_ciclass c on c.id = (l.snapshot ->> 'ci_class_id')::bigint
    left join configuration_place p on p.id = (l.snapshot ->> 'place_id')::bigint
    left join people_user u on u.id = l.checked_by left join people_person n on n.id = u.person_id
    where (%(item)s::text = '' or i.number = %(item)s::text) and (not %(left)s::boolean or l.verdict = '')
    order by array_position(array['', 'missing', 'differs', 'unrecorded', 'excused', 'as_recorded'], l.verdict::text),
        p.path nulls last, (l.snapshot ->> 'rack_unit')::integer desc nulls last, l.place limit %(most)s::integer
)
select jsonb_build_object(
    'classes', (select coalesce(jsonb_agg(to_jsonb(c) order by c.path), '[]') from classes c),
    'earlier', (select to_jsonb(e) from earlier e),
    'again', coalesce((select array_agg(item_id order by place) from steward.draw_of_audit(%(audit)s::bigint))
        = (select array_agg(item_id order by place) from own where item_id is not null), false),
    'labels', (select jsonb_object_agg(e ->> 'key', e)
        from configuration_ciclass c, jsonb_array_elements(c.attributes) e),
    'lines', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from told t))
"""  # noqa: S608  our own texts


def standing_of(audit_id: int, actor: Actor, *, item: str = "", left: bool = False, most: int = MOST_TOLD) -> Standing:
    """The standing of an audit with the lines of one item, or those left, where so asked; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"audit": audit_id, "item": item, "left": left, "most": most})
        found = json.loads(cursor.fetchone()[0])
    classes = [(_named(each), Counts.of(each)) for each in found["classes"]]
    labels = {key: _named({"zh": each["zh"], "en": each["en"]}) for key, each in (found["labels"] or {}).items()}
    return Standing(
        counts=Counts.sum_of(counts for _label, counts in classes),
        classes=[(label, counts) for label, counts in classes if label],
        earlier=Earlier(**found["earlier"]) if found["earlier"] else None,
        is_drawn_again=found["again"],
        lines=[_told(each, labels, actor) for each in found["lines"]],
    )


def _named(row: dict[str, Any]) -> str:
    return ((row["zh"] or row["en"]) if in_chinese() else (row["en"] or row["zh"])) or ""


def _told(row: dict[str, Any], labels: dict[str, str], actor: Actor) -> Told:
    state, verdict = row["state"] or "", row["verdict"]
    return Told(
        number=row["number"] or "",
        title=row["title"] or row["note"].split("\n")[0][:120],
        class_label=_named(row),
        where=" · U".join(filter(None, (row["place"], row["unit"]))),
        verdict=verdict,
        verdict_label=str(Verdict(verdict).label) if verdict else pgettext("audit", "Not checked yet"),
        tone=TONES.get(verdict, "info"),
        differences=[
            f"{_label(each['field'], labels)}: {each['recorded'] or '—'} → {each['found'] or '—'}"
            for each in row["differences"]
        ],
        note=row["note"],
        who=_who(row),
        when=times.short(datetime.fromisoformat(row["checked_at"]), actor.zone) if row["checked_at"] else "",
        times=row["times"],
        state=pgettext("state", state.replace("_", " ").capitalize()) if state else "",
    )


def _who(row: dict[str, Any]) -> str:
    """A person in the reader's language; a tool as it was told, and whoever the reader may not see."""
    person = "" if row["seen_by"].startswith(SCAN) else _named({"zh": row["who_zh"], "en": row["who_en"]})
    return person or row["seen_by"]


def _label(column: str, labels: dict[str, str]) -> str:
    return labels.get(column.removeprefix(ATTRIBUTE)) or field_label(column)


# What stands in the head of the line already.
_HEAD = ("name", "class")


@dataclass(frozen=True, slots=True)
class Facts:
    """A line opened for its check: what was recorded, column by column, and what may differ."""

    recorded: list[tuple[str, str, str]]
    columns: list[tuple[str, str]]
    differences: list[dict[str, str]]


def facts_of(audit_id: int, number: str) -> Facts | None:
    """What was recorded of the item of a line; None where the audit has none of that number. Three statements."""
    line = AuditLine.objects.filter(record_id=audit_id, item__number=number).first()
    if line is None:
        return None
    labels = columns_of(line)
    told = recorded_in(line.snapshot, labels)
    shown = [(column, label, told[column]) for column, label in labels.items() if told[column] and column not in _HEAD]
    return Facts(shown, list(labels.items()), line.differences)
