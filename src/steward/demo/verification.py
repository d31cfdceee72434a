"""What the demo company approved as its baseline, and what a scan found otherwise last week (manual 8.1.2, 8.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.demo.configuration import DECIDER, KEEPER, PLANNER
from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import ServiceProject
from steward.registers.configuration.bulk.reading import rows_given
from steward.registers.configuration.discovering import Seen, discover

if TYPE_CHECKING:
    from steward.demo.ground import Ids

PROJECT = "BLB-OPS"
# Days ago: the moment of a baseline and its approval; the scan.
BASELINES = (
    (285, 262, {
        "title": "滨陵银行生产环境年度基线",
        "title_en": "Annual production baseline of Binling Bank",
        "purpose": "年度配置审核与版本上线的对照基准。",
        "project": PROJECT,
        "owner": PLANNER,
    }),
    (125, 119, {
        "title": "康序医疗运行环境基线",
        "title_en": "Baseline of Kangxu Medical's environment",
        "purpose": "配置管理计划生效后的首次基线。",
        "project": "KXM-CARE",
        "owner": "E1015",
    }),
)  # fmt: skip
SCANNED = 5
SEEN = (
    {"name": "BL-SRV-01", "class": "virtual_machine", "attributes.vcpus": "16", "attributes.memory_gb": "96"},
    {"name": "BL-SRV-02", "class": "virtual_machine", "attributes.vcpus": "16", "attributes.memory_gb": "64"},
    {"name": "BL-SW-03", "class": "network_device", "version": "7.1.075"},
    {"name": "BL-TMP-07", "class": "virtual_machine", "attributes.ip_address": "10.20.4.77"},
)


def load_verification(ids: Ids) -> None:
    """Draw up and approve the baselines, then let the scan tell what it saw."""
    for moment, approved, raw in BASELINES:
        _load_baseline(moment, approved, raw, ids)
    keeper, at = ids.actor(KEEPER), ids.at(SCANNED, 2, 30)
    with acting_at(keeper, at):
        project = ServiceProject.objects.get(code=PROJECT)
        discover([rows_given("items", SEEN)], project, Seen("nmap 7.95", at), keeper)


def _load_baseline(moment: int, approved: int, raw: dict[str, str], ids: Ids) -> None:
    process, planner, decider = (process_of("baseline"), *map(ids.actor, (raw["owner"], DECIDER)))
    with acting_at(planner, ids.at(moment, 18, 0)):
        number = acts.open_record(process, actor=planner, raw=raw).number
        acts.move(process, number, "submit", actor=planner, raw={}, version=None)
    with acting_at(decider, ids.at(approved, 10, 20)):
        acts.decide(process, number, "approve", actor=decider, verdict="approved", version=None)
