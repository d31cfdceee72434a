"""What the demo company's managers asked top management for: granted, declined, and still to be decided (2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.registers.organisation.requesting.process import RESOURCE_REQUEST

if TYPE_CHECKING:
    from steward.demo.ground import Ids

DECIDER = "E1001"
# Days ago; the verdict, days ago, with its remark, where it is decided on.
REQUESTS: tuple[dict[str, Any], ...] = (
    {
        "by": "E1008", "days": 190, "sort": "people", "needed": 130, "amount": 380_000,
        "title": "增加两名夜班值守工程师", "title_en": "Two more engineers for the night shift",
        "description": "夜班由两人增至三人，覆盖三个机房的告警处置。",
        "benefit": "夜间一级事件平均两小时才有人到位；不增员则与主要客户约定的时限无法保证。",
        "verdict": ("approved", 183, "列入年度编制，优先内部调配一人。"),
    },
    {
        "by": "E1007", "days": 96, "sort": "equipment", "needed": 30, "amount": 126_000,
        "title": "采购备用链路测试仪", "title_en": "A spare tester for lines",
        "description": "第二台链路测试仪，供外地分支使用。",
        "benefit": "目前跨地借用，往返两天。",
        "verdict": ("rejected", 88, "使用频次不足，改为向供应商租用。"),
    },
    {
        "by": "E1008", "days": 6, "sort": "money", "needed": -60, "amount": 900_000,
        "title": "存储扩容预算", "title_en": "Budget for more storage",
        "description": "按容量评估，存储使用率预计三个月内超过阈值。",
        "benefit": "不扩容则新签合同无法上线，备份窗口也将超时。",
    },
)  # fmt: skip


def load_resources(ids: Ids) -> None:
    """Each is asked for, and decided on where the general manager has done so."""
    for told in REQUESTS:
        _load(told, ids)


def _load(told: dict[str, Any], ids: Ids) -> None:
    actor, process = ids.actor(told["by"]), RESOURCE_REQUEST
    named = ("title", "title_en", "sort", "description", "benefit", "amount")
    raw = {name: told[name] for name in named} | {"project": "LANGU-IT", "owner": told["by"]}
    with acting_at(actor, ids.at(told["days"], 10)):
        raw["needed_by"] = str(ids.day(told["needed"]))
        number = acts.open_record(process, actor=actor, raw=raw).number
    if "verdict" not in told:
        return
    verdict, days, remark = told["verdict"]
    decider = ids.actor(DECIDER)
    with acting_at(decider, ids.at(days, 15)):
        acts.decide(process, number, "grant", actor=decider, verdict=verdict, remark=remark, version=None)
