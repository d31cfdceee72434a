"""What tests of configuration audits begin with: items on hand, an audit planned and begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.registers.configuration.models import AuditLine
from tests.people import as_
from tests.registers.configuration.items import ci, move

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULT = {"conclusion": "Checked.", "resources": "Enough people and time."}


def on_hand(*titles: str, ci_class: str = "server", **raw: Any) -> list[Any]:
    """Items of alpha's that have arrived."""
    items = [ci(title, ci_class, **raw) for title in titles]
    for item in items:
        move(item.number, "receive")
    return items


def planned(who: str = "quality", **raw: Any) -> str:
    """An audit of alpha's project that somebody planned; its number."""
    values = {
        "title": "Yearly audit", "project": "alpha-ops", "extent": "whole", "auditor": "p-quality",
        "planned_on": "2027-01-15", **raw,
    }  # fmt: skip
    with as_(who) as actor:
        return str(acts.open_record(process_of("configuration_audit"), actor=actor, raw=values).number)


def go(number: str, name: str, who: str = "quality", **raw: Any) -> Any:
    """A move of an audit."""
    with as_(who) as actor:
        process = process_of("configuration_audit")
        return acts.move(process, number, name, actor=actor, raw=raw, version=None)


def begun(**raw: Any) -> str:
    """An audit with its lines drawn."""
    number = planned(**raw)
    go(number, "begin")
    return number


def lines_of(number: str) -> Sequence[AuditLine]:
    """The lines, in the order of the draw."""
    with as_("quality"):
        rows = AuditLine.objects.filter(record__number=number).select_related("item")
        return list(rows.order_by("place", "pk"))
