"""Items in bulk under an authorised change: what it covers, as many new ones as it allows (8.1.2, 8.1.4)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel.refusal import Refused
from steward.registers.configuration.bulk.planning import Plan, plan_of
from steward.registers.configuration.bulk.reading import rows_given
from steward.registers.configuration.bulk.writing import carry_out
from steward.registers.configuration.models import ConfigurationItem, Revision
from tests.people import as_
from tests.processes.change.changes import authorised
from tests.registers.configuration.items import ci, plan_in_force, settle

pytestmark = pytest.mark.django_db


def bring_in(change: Any, *rows: dict[str, str]) -> Plan:
    with as_("engineer") as actor:
        plan = plan_of([rows_given("items", rows)], "alpha-ops", change.number, actor, lock=True)
        carry_out(plan, actor)
        settle()
        return plan


def _new(*names: str) -> list[dict[str, str]]:
    return [{"class": "virtual_machine", "name": name} for name in names]


def test_what_the_change_covers_is_written_under_it() -> None:
    item, other = ci("sh1-vm"), ci("sh1-other")
    plan_in_force()
    change = authorised(items=[{"ci": item.number, "action": "alter"}])
    bring_in(change, {"number": item.number, "serial": "SN-1"})
    with as_("engineer"):
        assert Revision.objects.filter(record=item.pk).latest("id").change_id == change.pk
        assert ConfigurationItem.objects.get(pk=item.pk).serial == "SN-1"
    with pytest.raises(Refused):
        bring_in(change, {"number": other.number, "serial": "SN-2"})


def test_as_many_new_items_as_the_change_allows_and_never_more() -> None:
    plan_in_force()
    change = authorised(items=[{"ci": name, "action": "create"} for name in ("sh1-vm-1", "sh1-vm-2")])
    with pytest.raises(Refused, match="数据库拒绝"):
        bring_in(change, *_new("sh1-vm-1", "sh1-vm-2", "sh1-vm-3"))
    with as_("engineer"):
        assert not ConfigurationItem.objects.exists()
    bring_in(change, *_new("sh1-vm-1", "sh1-vm-2"))
    with as_("engineer"):
        assert ConfigurationItem.objects.count() == 2
    with pytest.raises(Refused):
        bring_in(change, *_new("sh1-vm-3"))
