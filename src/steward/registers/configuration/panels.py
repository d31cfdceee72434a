"""What the page of an item shows at a glance: what it needs, who needs it, what happened to it (manual 8.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext

from steward.registers.configuration import queries
from steward.registers.configuration.relation_types import TYPES
from steward.surface import times

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.registers.configuration.models import Baseline
    from steward.registers.configuration.queries import Neighbour


def dependencies(record: Record, actor: Actor) -> SafeString | None:
    """What the item states of others and others of it; for the provider alone."""
    if not actor.is_provider:
        return None
    found = queries.neighbours(record.pk)
    context = {
        "number": record.number,
        "place_url": f"/registers/place/{record.place_id}/view/" if record.place_id else None,  # type: ignore[attr-defined]  # a configuration item
        "out": [_line(each) for each in found if each.outward],
        "into": [_line(each) for each in found if not each.outward],
    }
    return mark_safe(render_to_string("configuration/dependencies.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _line(each: Neighbour) -> dict[str, Any]:
    kind = TYPES[each.relation]
    return {
        "relation": str(kind.label if each.outward else kind.inverse),
        "url": f"/ci/{each.number}/",
        "label": f"{each.number} {each.title}",
        "state": pgettext("state", each.state.replace("_", " ").capitalize()),
        "group": each.group,
        "needed": each.needed,
    }


_LIFE = """
(select 'linked', o.kind, o.number, o.title, o.state, o.opened_at
    from (select target_id as other from kernel_link where source_id = %(item)s::bigint
        union select source_id from kernel_link where target_id = %(item)s::bigint) l
    join kernel_record o on o.id = l.other
    where o.kind <> 'ci' order by o.id desc limit 10)
union all
(select 'agreed', a.kind, a.number, a.title, a.state, a.opened_at from kernel_record a
    where a.kind = 'agreement' and a.state = 'in_force' and a.customer_id = %(customer)s::bigint
        and (a.service_id is null or a.service_id = %(service)s::bigint) order by a.service_id nulls last limit 2)
union all
(select 'audited', a.kind, a.number, a.title, l.verdict, a.opened_at from configuration_auditline l
    join kernel_record a on a.id = l.record_id join configuration_configurationaudit c on c.record_id = a.id
    where l.item_id = %(item)s::bigint and a.state = 'being_checked' and c.auditor_id = %(person)s::bigint limit 3)
order by 1 desc, 6 desc
"""


def life(record: Record, actor: Actor) -> SafeString | None:
    """Incidents, problems and changes tied to the item, its agreement, its revisions; for the provider alone.

    First the running audits of the reader that hold it: whoever scanned its label ticks it off there.
    """
    if not actor.is_provider:
        return None
    with connection.cursor() as cursor:
        given = {
            "item": record.pk, "customer": record.customer_id, "service": record.service_id,
            "person": actor.person_id,
        }  # fmt: skip
        cursor.execute(_LIFE, given)
        rows = cursor.fetchall()
    lines = [
        {
            "url": f"/{kind}/{number}/",
            "label": f"{number} {title}",
            "state": pgettext("state", state.replace("_", " ").capitalize()),
            "when": times.short(opened, actor.zone),
            "is_agreement": what == "agreed",
        }
        for what, kind, number, title, state, opened in rows
        if what != "audited"
    ]
    mine = [{"audit": row[2], "is_checked": bool(row[4])} for row in rows if row[0] == "audited"]
    context = {"number": record.number, "revision": record.revision, "lines": lines, "mine": mine}  # type: ignore[attr-defined]  # a configuration item
    return mark_safe(render_to_string("configuration/life.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def content_of_baseline(record: Record, actor: Actor) -> SafeString | None:
    """What a baseline holds, whether its seal still fits, and where it is compared with now."""
    baseline = cast("Baseline", record)
    if not actor.is_provider or baseline.moment is None:
        return None
    items, relations, seal = queries.seal_of_baseline(baseline.pk)
    context = {
        "number": baseline.number,
        "at": times.full(baseline.moment, actor.zone),
        "items": items,
        "relations": relations,
        "is_sealed": baseline.seal is not None,
        "is_unaltered": baseline.seal is not None and bytes(baseline.seal) == seal,
    }
    return mark_safe(render_to_string("configuration/baseline.html", context))  # noqa: S308  the template escapes  # nosec B308, B703
