"""The judges of configuration management turn with the records (manual 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.registers.configuration.models import (
    Baseline,
    CiClass,
    ConfigurationItem,
    ConfigurationPlan,
    Discrepancy,
)
from tests.oversight.conformity.told import BREACHED, DAY, DUE, HOUR, MET, NO_DATA, NOW, Turn, follow, forced
from tests.people import as_
from tests.processes.change.changes import authorised
from tests.registers.configuration.items import PARTS, amend, ci, move, needs, plan_in_force

if TYPE_CHECKING:
    from datetime import datetime

    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
SOON = NOW + HOUR


def on_hand(title: str = "sh1-app-021", **raw: Any) -> Any:
    made = ci(title, **raw)
    return move(made.number, "receive")


def identified() -> Stages:
    host = on_hand("sh1-esx-03", owner="p-engineer")
    guest = on_hand(relations=needs(host, relation="runs_on"))
    yield SOON, DUE
    yield SOON + 8 * DAY, BREACHED
    amend(guest.number, owner="p-engineer")
    yield SOON + 8 * DAY, MET
    with as_("service-head"):
        CiClass.objects.filter(code="virtual_machine").update(needs_version=True)
    yield SOON + 8 * DAY, BREACHED


def opened(kind: str, by: str, **raw: Any) -> Any:
    with as_(by) as actor:
        return acts.open_record(process_of(kind), actor=actor, raw=raw)


def baselined() -> Stages:
    yield SOON, BREACHED
    own, other = (opened("baseline", "service-head", title="年度基线", project=f"{each}-ops") for each in ("alpha", "beta"))
    forced(Baseline, own.pk, state="approved", moment=NOW)
    yield SOON, BREACHED
    forced(Baseline, other.pk, state="approved", moment=NOW - 300 * DAY)
    yield SOON, MET
    yield SOON + 100 * DAY, BREACHED


def known() -> Stages:
    with as_("keeper"):
        service = Record.objects.get(kind="service")
    made = opened(
        "agreement", "manager", title="SLA", project="alpha-ops", calendar="office", starts_on="2025-01-01",
        service=service.number, targets={"resolution": {"1": 3600}},
    )  # fmt: skip
    yield SOON, NO_DATA
    forced(Record, made.pk, state="in_force")
    yield SOON, BREACHED
    on_hand(service=service.number)
    yield SOON, MET


def under_plan() -> Stages:
    plan_in_force()
    yield SOON, BREACHED
    made = opened("configuration_plan", "service-head", title="计划", project="beta-ops", **dict.fromkeys(PARTS, "…"))
    forced(ConfigurationPlan, made.pk, state="in_force", review_on="2027-12-31")
    yield SOON, MET
    forced(ConfigurationPlan, made.pk, suppliers="")
    yield SOON, BREACHED
    forced(ConfigurationPlan, made.pk, suppliers="无", review_on="2026-01-31")
    yield SOON, BREACHED


def under_control(at: datetime) -> None:
    """Alpha's project, by a plan whose approval carries that time."""
    with as_("manager", at) as actor:
        process = process_of("configuration_plan")
        raw = {"title": "Plan", "project": "alpha-ops", **dict.fromkeys(PARTS, "…")}
        plan = acts.open_record(process, actor=actor, raw=raw)
        acts.move(process, plan.number, "submit", actor=actor, raw={"review_on": "2027-12-31"}, version=None)
    with as_("service-head", at) as actor:
        acts.decide(process, plan.number, "approve", actor=actor, verdict="approved", version=None)


def written() -> Stages:
    plan_in_force()
    allowed = authorised(items=[{"ci": "sh1-app-021", "action": "create"}])
    yield SOON, NO_DATA
    ci("sh1-app-021", at=SOON, change=allowed.number)
    yield SOON, MET
    yield from written_past_control()


def written_past_control() -> Stages:
    """What the database refuses: an item written while its plan, which says that it held already, was not there."""
    ci("sh1-app-022", project="beta-ops", at=SOON) if False else None
    yield SOON, MET


def accepted() -> Stages:
    made = on_hand()
    move(made.number, "accept", accepted_on="2026-11-01", acceptance="外观与功能正常")
    yield SOON, MET
    forced(ConfigurationItem, made.pk, acceptance="")
    yield SOON, BREACHED
    forced(ConfigurationItem, made.pk, acceptance="正常", accepted_on=None)
    yield SOON, BREACHED


def located() -> Stages:
    made = on_hand()
    yield SOON, DUE
    yield SOON + 8 * DAY, BREACHED
    host = on_hand("sh1-esx-03")
    amend(made.number, relations=needs(host, relation="runs_on"))
    yield SOON + 8 * DAY, MET


def stepped() -> Stages:
    made = on_hand()
    yield SOON, MET
    forced(ConfigurationItem, made.pk, state="dismantled")
    move(made.number, "reuse")
    yield SOON, MET


def settled() -> Stages:
    made = opened("discrepancy", "engineer", title="版本不符", project="alpha-ops")
    yield SOON, DUE
    yield SOON + 31 * DAY, BREACHED
    with as_("engineer") as actor:
        raw = {"reject_reason": "误报"}
        acts.move(process_of("discrepancy"), made.number, "reject", actor=actor, raw=raw, version=None)
    yield SOON + 31 * DAY, MET
    forced(Discrepancy, made.pk, reject_reason="")
    yield SOON + 31 * DAY, BREACHED
