"""Configuration reports that the demo company has issued: two read, the newest waits for a reader (8.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.registers.configuration.issuing.process import CONFIGURATION_REPORT

if TYPE_CHECKING:
    from steward.demo.ground import Ids

REPORTER, SERVICE, REPRESENTATIVE = "E1008", "E1005", "E1002"
# Days ago: issued, then read by each reader; a reader without a day has not read it yet.
REPORTS: tuple[dict[str, Any], ...] = (
    {
        "project": "BLB-OPS", "days": 124, "read": {SERVICE: 122, REPRESENTATIVE: 121},
        "title": "滨陵银行配置报告（夏季）", "title_en": "Configuration report of Binling Bank, summer",
        "remark": "两台服务器待补登记位置，其余与年中抽样审核一致。",
    },
    {
        "project": "BLB-OPS", "days": 36, "read": {SERVICE: 34, REPRESENTATIVE: 33},
        "title": "滨陵银行配置报告（秋季）", "title_en": "Configuration report of Binling Bank, autumn",
        "remark": "版本与位置齐全；防火墙版本按变更更新。",
    },
    {
        "project": "KXM-CARE", "days": 9, "read": {SERVICE: 8, REPRESENTATIVE: None},
        "title": "康序医疗配置报告（秋季）", "title_en": "Configuration report of Kangxu Medical, autumn",
        "remark": "首次报告，依赖关系已在首次审核中核对。",
    },
)  # fmt: skip


def load_configuration_reports(ids: Ids) -> None:
    """Each drafted and issued on one day, then confirmed by its readers."""
    for report in REPORTS:
        _load(report, ids)


def _load(report: dict[str, Any], ids: Ids) -> None:
    actor, process = ids.actor(REPORTER), CONFIGURATION_REPORT
    raw = {name: report[name] for name in ("title", "title_en", "project", "remark")} | {"owner": REPORTER}
    issued = {"members": [{"person": code} for code in report["read"]], "remark": report["remark"]}
    with acting_at(actor, ids.at(report["days"], 11)):
        number = acts.open_record(process, actor=actor, raw=raw).number
        acts.move(process, number, "issue", actor=actor, raw=issued, version=None)
    for code, days in report["read"].items():
        if days is not None:
            with acting_at(ids.actor(code), ids.at(days, 15)):
                acts.move(process, number, "confirm_reading", actor=ids.actor(code), raw={}, version=None)
