"""Releases of the demo company: one that succeeded, one partly taken back, one that is being tested (manual 9.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from steward.demo import changes
from steward.demo.company import content
from steward.demo.incident import MONITOR
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.raising import raise_record
from steward.processes.release import builds, drafting, ticking

if TYPE_CHECKING:
    from steward.demo.ground import Ids

PRODUCT_MANAGER, LEADER, HEAD, CUSTOMER, DESK = "E1034", "E1033", "E1007", "BLB-01", "E1018"
POLICY_SINCE = 300  # days ago
# Days before the window on which a release is drawn up and so on; one that lies ahead counts from three days from now.
DRAWN_UP, ASKED, TESTED, SUBMITTED, APPROVED = 8, 7, 5, 3, 2
STEPS = [["从介质库取安装包并校验摘要", 10], ["停止应用并备份数据", 20], ["安装并启动", 30]]
CHECKS = [["版本号", "与发布一致"], ["业务抽验", "用户确认正常"]]
FOLLOWING = {
    "title": "灾备机房磁带库与新介质驱动不兼容",
    "title_en": "The tape library of the disaster recovery site does not take the new driver",
}
NAMED = ("title", "title_en", "deliverables", "test_errors", "communication", "logistics", "resources", "risks")


def load_releases(ids: Ids) -> None:
    """Write policy and releases in the order in which they came."""
    told = content("releases")
    _load_policy(told["policy"], ids)
    for release in told["releases"]:
        _load_release(release, ids)


def _move(number: str, name: str, by: str, at: datetime, ids: Ids, **answers: Any) -> None:
    kind = {"REL": "release", "ROL": "rollout", "RLP": "release_policy"}[number[:3]]
    with acting_at(ids.actor(by), at):
        acts.move(process_of(kind), number, name, actor=ids.actor(by), raw=answers, version=None)


def _decide(kind: str, number: str, name: str, by: str, at: datetime, ids: Ids) -> None:
    with acting_at(ids.actor(by), at):
        acts.decide(process_of(kind), number, name, actor=ids.actor(by), verdict="approved", version=None)


def _load_policy(told: dict[str, Any], ids: Ids) -> None:
    author, at = ids.actor(PRODUCT_MANAGER), ids.at(POLICY_SINCE, 10)
    with acting_at(author, at):
        number = acts.open_record(process_of("release_policy"), actor=author, raw=told).number
    _move(number, "submit", PRODUCT_MANAGER, at + timedelta(hours=1), ids, review_on=str(ids.day(-90)))
    _decide("release_policy", number, "approve", HEAD, at + timedelta(days=2), ids)


def _load_release(told: dict[str, Any], ids: Ids) -> None:
    """Its change first; then as far as the release has come."""
    change, starts = changes.draw_up(told["change"], None, ids)
    base = min(starts, ids.now + changes.AT_LEAST)
    number = _draw_up(told, change, starts, base, ids)
    sites = [_site(site, number, change, starts, base, ids) for site in told["sites"]]
    _move(number, "request_test", PRODUCT_MANAGER, base - timedelta(days=ASKED), ids)
    _decide("release", number, "authorise_test", LEADER, base - timedelta(days=ASKED) + timedelta(hours=2), ids)
    _test(told, number, base, ids)
    if told["until"] == "in_test":
        return
    _approve(told, number, base, ids)
    _move(number, "roll_out", PRODUCT_MANAGER, starts + timedelta(minutes=2), ids)
    changes.begin(change, told["change"], starts, ids)
    for place, site in enumerate(sites):
        _roll_out(told["sites"][place], site, starts + timedelta(minutes=10 + 90 * place), ids)
    changes.end(change, told["change"], told["change"], starts, ids)
    _conclude(told, number, starts + timedelta(hours=told["change"]["hours"]), ids)


def _draw_up(told: dict[str, Any], change: str, starts: datetime, base: datetime, ids: Ids) -> str:
    author = ids.actor(PRODUCT_MANAGER)
    problems = Record.objects.filter(kind="problem", title=told.get("solves", "")).values_list("number", flat=True)
    contents = [{"item": change, "part": "delivers"}, *({"item": one, "part": "solves"} for one in problems)]
    raw = {name: told[name] for name in NAMED} | {
        "project": "BLB-OPS",
        "service": ids.service_numbers[told["service"]],
        "owner": PRODUCT_MANAGER,
        "version_label": told["version"],
        "release_type": told["type"],
        "planned_on": str(starts.astimezone(ZONE).date()),
        "contents": contents,
        "build_reference": told["build"],
        "acceptance": "测试组记录，客户运行主管抽验后接受。",
        "meetings": [{"on": str(ids.day(-days)), "about": about, "who": who} for days, about, who in told["meetings"]],
        "backout_plan": [{"step": step, "minutes": minutes} for step, minutes in told["back"]],
    }
    with acting_at(author, base - timedelta(days=DRAWN_UP)):
        return str(acts.open_record(process_of("release"), actor=author, raw=raw).number)


def _site(told: dict[str, Any], release: str, change: str, starts: datetime, base: datetime, ids: Ids) -> str:
    raw = {
        "title": told["title"],
        "title_en": told["title_en"],
        "project": "BLB-OPS",
        "release": release,
        "change": change,
        "owner": "E1033",
        "planned_start": starts.isoformat(),
        "planned_end": (starts + timedelta(hours=4)).isoformat(),
        "run_sheet": [{"step": step, "minutes": minutes, "who": "应用组"} for step, minutes in STEPS],
        "checks": [{"check": check, "expected": expected} for check, expected in CHECKS],
    }
    author = ids.actor(PRODUCT_MANAGER)
    with acting_at(author, base - timedelta(days=DRAWN_UP) + timedelta(hours=1)):
        return str(acts.open_record(process_of("rollout"), actor=author, raw=raw).number)


def _test(told: dict[str, Any], number: str, base: datetime, ids: Ids) -> None:
    """What the pipeline told, the test record, the rehearsal of a major one, and the drafted texts."""
    at, machine, author = base - timedelta(days=TESTED), ids.actor(MONITOR), ids.actor(PRODUCT_MANAGER)
    for place, (run, stage, outcome) in enumerate(told["runs"]):
        ended = at - timedelta(hours=20 - place)
        with acting_at(machine, ended):
            kept = builds.Run(
                str(run), stage, outcome, told["build"], "", f"https://ci.langu.example/runs/{run}", ended
            )
            builds.take(number, kept, actor=machine)
    names = ("check", "expected", "result", "note")
    tests = [{**dict(zip(names, row, strict=True)), "tester": "李晴"} for row in told["tests"]]
    with acting_at(author, at):
        acts.amend(process_of("release"), number, actor=author, raw={"tests": tests}, version=None)
        drafting.draft(number, actor=author)
    if rehearsed := told.get("rehearsal"):
        answers = {"rehearsal_place": rehearsed["place"], "rehearsal_record": rehearsed["record"]}
        answers |= {"rehearsal_result": "passed", "rehearsed_on": str(at.astimezone(ZONE).date())}
        _move(number, "record_rehearsal", PRODUCT_MANAGER, at + timedelta(hours=5), ids, **answers)
        review = rehearsed["review"]
        _move(number, "review_rehearsal", LEADER, at + timedelta(hours=22), ids, rehearsal_review=review)


def _approve(told: dict[str, Any], number: str, base: datetime, ids: Ids) -> None:
    accepted = "周敏（客户运行主管）抽验后接受。"
    _move(number, "submit", PRODUCT_MANAGER, base - timedelta(days=SUBMITTED), ids, test_accepted=accepted)
    deciders = (HEAD, CUSTOMER) if told["type"] == "major" else (HEAD,)
    for place, decider in enumerate(deciders):
        at = base - timedelta(days=APPROVED) + timedelta(hours=3 * place)
        _decide("release", number, "approve", decider, at, ids)


def _roll_out(told: dict[str, Any], number: str, at: datetime, ids: Ids) -> None:
    """A site to its end, each step ticked off."""
    _move(number, "begin", LEADER, at, ids)
    _tick(number, "run_sheet", at + timedelta(minutes=40), ids)
    _move(number, "go_live", LEADER, at + timedelta(minutes=45), ids)
    if told["ends"] == "verified":
        _tick(number, "checks", at + timedelta(minutes=60), ids)
        _move(number, "verify", LEADER, at + timedelta(minutes=65), ids, result=told["result"])
        return
    _move(number, "back_out", LEADER, at + timedelta(minutes=55), ids, failure=told["failure"])
    _tick(number, "backout_steps", at + timedelta(minutes=110), ids)
    _move(number, "finish_back_out", LEADER, at + timedelta(minutes=115), ids, result=told["result"])


def _tick(number: str, table: str, at: datetime, ids: Ids) -> None:
    process, actor = process_of("rollout"), ids.actor(LEADER)
    with acting_at(actor, at):
        for place in range(len(getattr(acts.fetch(process, number, actor), table))):
            ticking.tick(number, f"{table}.{place}.{ticking.ON}", actor=actor)


def _conclude(told: dict[str, Any], number: str, at: datetime, ids: Ids) -> None:
    """Its result; then the updates and the close, or the cause and the problem that follow from a failure."""
    _move(number, "conclude", PRODUCT_MANAGER, at, ids, result=told["result"])
    if cause := told.get("cause"):
        _move(number, "confirm_cause", PRODUCT_MANAGER, at + timedelta(days=2), ids, failure_cause=cause)
        manager = ids.actor(LEADER)
        raw = {**FOLLOWING, "project": "BLB-OPS", "description": cause, "owner": LEADER}
        with acting_at(manager, at + timedelta(days=2, hours=1)):
            raise_record(process_of("problem"), [number], actor=manager, raw=raw)
        return
    agent = ids.actor(DESK)
    raw = {"title": told["article"], "project": "BLB-OPS", "solution": told["answer"]}
    with acting_at(agent, at + timedelta(hours=9)):
        raise_record(process_of("article"), [number], actor=agent, raw=raw)
    _move(number, "close", PRODUCT_MANAGER, at + timedelta(days=4), ids)
