"""What tests of configuration management begin with: items, racks, a project under control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Party
from steward.registers.configuration.models import Place
from tests.people import as_

if TYPE_CHECKING:
    from datetime import datetime

PARTS = (
    "scope", "goals", "duties", "change_control", "status_accounting", "verification", "protection", "builds",
    "interfaces", "resources", "suppliers",
)  # fmt: skip


def ci(title: str, ci_class: str = "virtual_machine", at: datetime | None = None, **raw: Any) -> Any:
    """An item of alpha's, as the engineer opens it."""
    with as_("engineer", at) as actor:
        values = {"title": title, "ci_class": ci_class, "project": "alpha-ops", **raw}
        return acts.open_record(process_of("ci"), actor=actor, raw=values)


def amend(number: str, at: datetime | None = None, **raw: Any) -> Any:
    """The engineer changes an item."""
    with as_("engineer", at) as actor:
        return acts.amend(process_of("ci"), number, actor=actor, raw=raw, version=None)


def move(number: str, name: str, at: datetime | None = None, **raw: Any) -> Any:
    """The engineer moves an item on."""
    with as_("engineer", at) as actor:
        return acts.move(process_of("ci"), number, name, actor=actor, raw=raw, version=None)


def needs(*targets: Any, relation: str = "depends_on", **more: Any) -> list[dict[str, Any]]:
    """Rows of relations to items."""
    return [{"relation": relation, "target": target.number, **more} for target in targets]


def rack(code: str = "SH1-R01-A01", units: int = 42, party: str = "own") -> Place:
    """A rack in a room, at our own company unless another is named."""
    with as_("service-head"):
        return Place.objects.create(
            code=code, name_zh=f"机柜{code}", name_en=f"Rack {code}", kind="rack", path=code, units=units,
            party=Party.objects.get(code=party),
        )  # fmt: skip


def plan_submitted() -> str:
    """A plan of alpha's project, drawn up by its manager, before its gate."""
    process = process_of("configuration_plan")
    with as_("manager") as actor:
        parts = dict.fromkeys(PARTS, "…")
        plan = acts.open_record(process, actor=actor, raw={"title": "Plan", "project": "alpha-ops", **parts})
        acts.move(process, plan.number, "submit", actor=actor, raw={"review_on": "2027-12-31"}, version=None)
    return str(plan.number)


def plan_in_force() -> str:
    """Alpha's project comes under control: its plan is approved by the head."""
    plan = plan_submitted()
    with as_("service-head") as actor:
        acts.decide(process_of("configuration_plan"), plan, "approve", actor=actor, verdict="approved", version=None)
    return plan


def settle() -> None:
    """What the database checks at the end of a transaction, now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
