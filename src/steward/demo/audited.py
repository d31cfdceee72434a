"""Who audits the demo company: last year's surveillance with its answered finding, and the audits to come (A2.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts, raising
from steward.kernel.catalogue import process_of
from steward.oversight.audit.external.process import EXTERNAL_AUDIT

if TYPE_CHECKING:
    from steward.demo.ground import Ids

REPRESENTATIVE, OWNER = "E1002", "E1006"
BODY = {"body": "安准体系认证中心", "lead_auditor": "顾明远"}
# Days ago (to come: below zero) on which each begins, by certificate.
AUDITS: tuple[dict[str, Any], ...] = (
    {
        "certificate": "AZ-ITSM-2024-0187", "from": 392, "title": "服务管理体系监督审核（上年度）",
        "title_en": "Surveillance of the service management system, last year", "occasion": "surveillance",
        "standard": "ISO/IEC 20000-1:2018",
    },
    {
        "certificate": "AZ-ISMS-2023-0942", "from": -20, "title": "信息安全管理体系再认证审核",
        "title_en": "Renewal of the information security certificate", "occasion": "renewal",
        "standard": "ISO/IEC 27001:2022",
    },
    {
        "certificate": "AZ-ITSM-2024-0187", "from": -54, "title": "服务管理体系监督审核",
        "title_en": "Surveillance of the service management system", "occasion": "surveillance",
        "standard": "ISO/IEC 20000-1:2018",
    },
    {
        "certificate": "AZ-QMS-2025-0313", "from": -190, "title": "质量管理体系监督审核",
        "title_en": "Surveillance of the quality management system", "occasion": "surveillance",
        "standard": "ISO 9001:2015",
    },
)  # fmt: skip
RESULT = {
    "outcome": "conditions",
    "report": "体系符合标准要求，同意保持证书；一项一般不符合项须在九十日内整改。",
    "findings": [
        {"clause": "7.2.1", "grade": "minor", "what": "两单事件的分类与实际不符，未见更正记录。"},
        {"clause": "8.1.5", "grade": "potential", "what": "个别设备的机位登记可更细。"},
    ],
}
ANSWER = {"title": "事件分类与实际不符", "found_by": "audit", "grade": "minor", "clause": "7.2.1", "owner": "E1017"}
# What was done about the finding: the move, days ago, and its answers.
WAY: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("contain", 387, {"containment": "当周更正两单事件的分类。"}),
    ("analyse", 380, {"root_cause": "关闭时没有复核分类的步骤。"}),
    ("agree_on_actions", 378, {"measure": "抽查三十单已关闭事件的分类", "expected": "无差错"}),
    ("report_done", 350, {}),
    ("confirm_effect", 320, {"measured": "三十单全部正确。"}),
)
DONE = {"kind": "corrective", "what": "关闭核对表增加分类复核", "who": "E1017", "result": "核对表已启用"}


def load_external_audits(ids: Ids) -> None:
    """Each is dated weeks before it begins; the one that was held is reported, answered and closed."""
    for told in AUDITS:
        number = _plan(told, ids)
        if told["from"] > 0:
            _hold(number, told["from"], ids)


def _plan(told: dict[str, Any], ids: Ids) -> str:
    actor, days = ids.actor(REPRESENTATIVE), told["from"]
    named = {name: told[name] for name in ("title", "title_en", "occasion", "standard", "certificate")}
    raw = {**named, **BODY, "project": "LANGU-IT", "owner": OWNER, "scope": "北京总部与亦庄数据中心的全部服务过程"}
    raw |= {"planned_from": _day(days, ids), "planned_until": _day(days - 2, ids)}
    with acting_at(actor, ids.at(max(days, 0) + 40, 14)):
        return acts.open_record(EXTERNAL_AUDIT, actor=actor, raw=raw).number


def _hold(number: str, days: int, ids: Ids) -> None:
    _moved(EXTERNAL_AUDIT.kind, number, "begin", days, REPRESENTATIVE, ids)
    answers = {**RESULT, "reported_on": _day(days - 2, ids)}
    _moved(EXTERNAL_AUDIT.kind, number, "report", days - 2, REPRESENTATIVE, ids, **answers)
    actor = ids.actor(OWNER)
    with acting_at(actor, ids.at(days - 2, 17)):
        raw = {**ANSWER, "description": RESULT["findings"][0]["what"]}  # type: ignore[index]  # rows of texts
        made = raising.raise_from(EXTERNAL_AUDIT, number, process_of("nonconformity"), actor=actor, raw=raw).number
    for name, ago, said in WAY:
        _moved("nonconformity", made, name, ago, OWNER if name == "confirm_effect" else "E1017", ids, **{
            **said, **_asked(name, ids)})  # fmt: skip
    _moved(EXTERNAL_AUDIT.kind, number, "close", 310, REPRESENTATIVE, ids)


def _asked(name: str, ids: Ids) -> dict[str, Any]:
    row = {**{key: DONE[key] for key in ("kind", "what", "who")}, "until": _day(360, ids)}
    if name == "agree_on_actions":
        return {"actions": [row], "measure_from": _day(330, ids)}
    if name == "report_done":
        return {"actions": [{**row, "done_on": _day(362, ids), "result": DONE["result"]}]}
    return {"measured_on": _day(322, ids)} if name == "confirm_effect" else {}


def _moved(kind: str, number: str, name: str, days: int, by: str, ids: Ids, **raw: Any) -> None:
    actor = ids.actor(by)
    with acting_at(actor, ids.at(days, 16)):
        acts.move(process_of(kind), number, name, actor=actor, raw=raw, version=None)


def _day(days: int, ids: Ids) -> str:
    """The working day so many days ago, or the day so many days ahead."""
    return str(ids.at(days, 9).astimezone(ZONE).date() if days > 0 else ids.day(days))
