"""What the demo company audited: a whole rack last year, a sample this month, and one that is being checked (8.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Person
from steward.registers.configuration.auditing.checking import Check, check
from steward.registers.configuration.auditing.process import AUDIT
from steward.registers.configuration.models import AuditLine, Discrepancy

if TYPE_CHECKING:
    from steward.demo.ground import Ids

AUDITOR = "E1006"
PROJECT = "BLB-OPS"
RESULT = {
    "conclusion": "登记与现场基本一致；差异已逐项转为差异单处理。",
    "resources": "人员与时间充足；下次审核增配一台扫码终端。",
}
# Days ago; the first lines of the draw that are not as recorded: place of the line, field, what was seen.
AUDITS: tuple[dict[str, Any], ...] = (
    {
        "days": 205, "title": "滨陵银行配置项年中抽样审核", "title_en": "Mid-year sample audit of Binling Bank",
        "size": 8, "found": {2: ("version", "6.1.5"), 5: ("serial", "2102351BL0X3")}, "left": 0,
    },
    {
        "days": 61, "title": "康序医疗运行环境首次审核", "title_en": "First audit of Kangxu Medical's environment",
        "project": "KXM-CARE", "size": 8, "found": {}, "left": 0,
    },
    {
        "days": 33, "title": "滨陵银行配置项秋季抽样审核", "title_en": "Autumn sample audit of Binling Bank",
        "size": 10, "found": {4: ("version", "7.2.0")}, "left": 0,
    },
    {
        "days": 2, "title": "滨陵银行机房设备年终审核", "title_en": "Year-end audit of Binling Bank's equipment",
        "size": 12, "found": {3: ("serial", "SN-88120")}, "left": 7,
    },
)  # fmt: skip


def load_audits(ids: Ids) -> None:
    """Plan, draw and check each; those without a line left are completed, and the oldest is closed."""
    for audit in AUDITS:
        _load(audit, ids)


def _load(audit: dict[str, Any], ids: Ids) -> None:
    actor = ids.actor(AUDITOR)
    days = audit["days"]
    with acting_at(actor, ids.at(days + 4, 9, 10)):
        raw = {
            "title": audit["title"], "title_en": audit["title_en"], "extent": "sample",
            "project": audit.get("project", PROJECT), "sample_size": audit["size"],
            "auditor": Person.objects.get(code=AUDITOR).pk,
            "planned_on": ids.at(days, 9, 0).date().isoformat(),
            "goal": "核实登记与现场一致，并评估资源是否充足。",
        }  # fmt: skip
        number = acts.open_record(AUDIT, actor=actor, raw=raw).number
    with acting_at(actor, ids.at(days, 9, 30)):
        acts.move(AUDIT, number, "begin", actor=actor, raw={}, version=None)
        _check_lines(audit, number, actor)
    if audit["left"]:
        return
    with acting_at(actor, ids.at(days - 1, 16, 40)):
        acts.move(AUDIT, number, "complete_check", actor=actor, raw=RESULT, version=None)
        _decide(number, actor)
        acts.move(AUDIT, number, "close", actor=actor, raw={}, version=None)


def _check_lines(audit: dict[str, Any], number: str, actor: Any) -> None:
    lines = AuditLine.objects.filter(record__number=number).select_related("item").order_by("place")
    for line in lines[: audit["size"] - audit["left"]]:
        field, seen = audit["found"].get(line.place, ("", ""))
        told = Check(
            "differs" if field else "as_recorded", item=line.item.number if line.item else "",
            differences=((field, seen),) if field else (),
        )  # fmt: skip
        check(number, told, actor=actor)


def _decide(number: str, actor: Any) -> None:
    process = process_of("discrepancy")
    for each in Discrepancy.objects.filter(seen_by=number, state="open").order_by("pk"):
        raw = {"reject_reason": "复核：铭牌磨损致误读，登记无误。"}
        acts.move(process, each.number, "reject", actor=actor, raw=raw, version=None)
