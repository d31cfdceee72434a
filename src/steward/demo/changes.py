"""Changes of the demo company: policy, windows, templates, and what was, is and will be changed (manual 8.2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.processes.change.models import ApprovalRule, ChangeWindow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.demo.ground import Ids

DECIDER = "E1008"
ENGLISH = "NOR-PLANT"
# Whose voice a line of the policy waits for; of a customer, its first contact.
VOICES = {"technical_operations_manager": "E1008", "service_department_manager": "E1007", "finance_manager": "E1010"}
QUESTIONS = ("risk_reach", "risk_redundancy", "risk_experience", "risk_way_back", "risk_timing")
# So many days (in an emergency: thirds of an hour) before its window, or before three days from now where that is
# nearer, a change is drawn up, submitted and decided on.
DRAWN_UP, SUBMITTED, DECIDED = 9, 7, 4
PACE, PACE_OF_EMERGENCIES = timedelta(days=1), timedelta(minutes=20)
AT_LEAST = timedelta(days=3)
TEMPLATES_SINCE = 200  # days ago
STEPS = [["通知用户与服务台", 10], ["按操作手册实施", 60], ["检查监控并恢复告警", 15]]
TESTS = [["业务验证", "用户确认功能正常"]]
BACK = [["停止实施并恢复变更前的配置与数据", 40]]


def load_changes(ids: Ids) -> None:
    """Write everything in the order in which it came."""
    told = content("changes")
    for line in told["policy"]:
        values = {"risk": line.get("risk"), "cost_from": line.get("cost_from", 0)}
        ApprovalRule.objects.create(party_id=ids.parties[line["party"]], role=line["role"], **values)
    for window in told["windows"]:
        starts = _moment(window["from"], 0, ids)
        span = {"starts_at": starts, "ends_at": starts + timedelta(days=window["days"])}
        values = {"kind": window["kind"], "title": window["title"], "party_id": ids.parties[window["party"]]}
        ChangeWindow.objects.create(**values, **span)
    templates = {template["title"]: _load_template(template, ids) for template in told["templates"]}
    for change in (*told["changes"], *(each for line in told["routine"] for each in _routine(line, templates))):
        number, starts = draw_up(change, templates.get(change.get("template", "")), ids)
        if change["until"] not in ("draft", "awaiting_approval", "authorised"):
            begin(number, change, starts, ids)
            end(number, change, templates.get(change.get("template", "")) or change, starts, ids)


def _routine(told: dict[str, Any], templates: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The standard changes of one line, each an hour long and closed."""
    template = templates[told["template"]]
    items = [told["item"]] if "item" in told else []
    is_english = template["project"] == ENGLISH
    for days, where in told["of"]:
        yield {
            **told,
            "title": f"{template['title']} ({where})" if is_english else f"{where}：{template['title']}",
            "title_en": "" if is_english else template["title_en"],
            "project": template["project"], "type": "standard", "starts": days, "hour": 20, "hours": 1,
            "until": "closed", "items": items,
        }  # fmt: skip


def _moment(days: int, hour: int, ids: Ids) -> datetime:
    return datetime.combine(ids.day(-days), time(hour), tzinfo=ZONE)


def _plans(told: dict[str, Any], *, done: bool = False) -> dict[str, Any]:
    mark = {"done": True} if done else {}
    passed = {"passed": True} if done else {}
    return {
        "implementation_plan": [{"step": s, "minutes": m, **mark} for s, m in told.get("steps", STEPS)],
        "test_plan": [{"check": c, "expected": e, **passed} for c, e in told.get("tests", TESTS)],
        "backout_plan": [{"step": s, "minutes": m} for s, m in told.get("back", BACK)],
    }


def _load_template(told: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """Drawn up by a group leader, authorised by the head of operations; answers what a change by it needs to know."""
    process, author, decider = process_of("change_template"), ids.actor(told["by"]), ids.actor(DECIDER)
    named: dict[str, Any] = {name: told[name] for name in ("title", "title_en", "project", "expected") if name in told}
    raw: dict[str, Any] = {**_plans(told), **named}
    with acting_at(author, ids.at(TEMPLATES_SINCE, 10)):
        made = acts.open_record(process, actor=author, raw={**raw, "cost_estimate": told["cost"], "owner": told["by"]})
        acts.move(process, made.number, "submit", actor=author, raw={}, version=None)
    with acting_at(decider, ids.at(TEMPLATES_SINCE - 4, 15)):
        acts.decide(process, made.number, "approve", actor=decider, verdict="approved", version=None)
    return {**told, "number": made.number}


def _raw(told: dict[str, Any], starts: datetime, template: dict[str, Any] | None, ids: Ids) -> dict[str, Any]:
    numbers = Record.objects.filter(kind="ci", title__in=told.get("items", ())).order_by("pk")
    raw = {
        "title": told["title"],
        "title_en": told.get("title_en", ""),
        "project": told["project"],
        "service": ids.service_numbers[told["service"]],
        "owner": told["by"],
        "reason": told["reason"],
        "change_type": told.get("type", "normal"),
        "planned_start": starts.isoformat(),
        "planned_end": (starts + timedelta(hours=told["hours"])).isoformat(),
        "items": [{"ci": number, "action": "alter"} for number in numbers.values_list("number", flat=True)],
    }
    if template:
        return raw | {"template": template["number"]}
    risk = dict(zip(QUESTIONS, told["risk"], strict=True))
    return raw | {**_plans(told), **risk, "expected": told["expected"], "cost_estimate": told["cost"]}


def draw_up(told: dict[str, Any], template: dict[str, Any] | None, ids: Ids) -> tuple[str, datetime]:
    """As far as its authorisation, or not so far, some days before its window, or these days where that lies ahead.

    Answers number and begin of the window.
    """
    starts = _moment(told["starts"], told["hour"], ids)
    base = min(starts, ids.now + AT_LEAST)
    pace = PACE_OF_EMERGENCIES if told.get("type") == "emergency" else PACE
    process, author = process_of("change"), ids.actor(told["by"])
    with acting_at(author, base - DRAWN_UP * pace):
        number = acts.open_record(process, actor=author, raw=_raw(told, starts, template, ids)).number
    if told["until"] == "draft":
        return number, starts
    way = "authorise_by_template" if template else "submit"
    _move(number, way, told["by"], base - SUBMITTED * pace, {}, ids)
    if told["until"] != "awaiting_approval" and not template:
        _decide(number, base - DECIDED * pace, pace / 6, ids)
    return number, starts


def _move(number: str, name: str, by: str, at: datetime, answers: dict[str, Any], ids: Ids) -> None:
    actor = ids.actor(by)
    with acting_at(actor, at):
        acts.move(process_of("change"), number, name, actor=actor, raw=answers, version=None)


def _decide(number: str, at: datetime, apart: timedelta, ids: Ids) -> None:
    """Each line of the policy in turn."""
    change = process_of("change").model.objects.select_related("customer").get(number=number)
    for place, line in enumerate(change.approvals):  # type: ignore[attr-defined]  # a change
        actor = ids.actor(VOICES.get(line["name"], f"{change.customer.code}-01"))
        with acting_at(actor, at + place * apart):
            acts.decide(process_of("change"), number, "approve", actor=actor, verdict="approved", version=None)


def begin(number: str, told: dict[str, Any], starts: datetime, ids: Ids) -> None:
    """It is being carried out."""
    _move(number, "start", told["by"], starts + timedelta(minutes=5), {}, ids)


def end(number: str, told: dict[str, Any], planned: dict[str, Any], starts: datetime, ids: Ids) -> None:
    """How it ended, its review and its close, as far as it has come."""
    by, ends = told["by"], starts + timedelta(hours=told["hours"]) - timedelta(minutes=20)
    if "back_out" in told:
        failed = {"backout_record": told["back_out"], "failure_cause": told["cause"]}
        _move(number, "back_out", by, ends, failed, ids)
    else:
        actor = ids.actor(by)
        with acting_at(actor, ends - timedelta(minutes=10)):
            raw = {name: rows for name, rows in _plans(planned, done=True).items() if name != "backout_plan"}
            acts.amend(process_of("change"), number, actor=actor, raw=raw, version=None)
        done = {"result": told["result"], "had_problems": told.get("had_problems", False)}
        _move(number, "finish", by, ends, done, ids)
    if told["until"] == "implemented":
        return
    if "review" in told:
        review = {"review": told["review"], "cost_actual": told["actual"], "lessons": told.get("lessons", "")}
        _move(number, "review", DECIDER, starts + timedelta(days=3), review, ids)
    _move(number, "close", DECIDER, starts + timedelta(days=3, hours=1), {}, ids)
