"""A house in use: incidents in every state, an agreement in draft and one in force, a file, links, notes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.attaching import attach
from steward.kernel.catalogue import process_of
from steward.kernel.rows import write_row
from steward.registers.configuration.models import Place
from steward.surface.exports import asking
from tests.people import as_

if TYPE_CHECKING:
    from datetime import datetime

TITLES = (
    "上海办公室 VPN 连接超时",
    "Month-end closing stops with ORA-00060: deadlock detected while waiting for resource",
    "核心交换机 SW-03 端口 flapping",
    "Outlook 无法收取外部邮件",
    "打印机卡纸后脱机 3F-PRN-02",
    "Production database: disk space below 8 %",
    "单点登录证书 7 天后过期",
    "GitLab CI runner 排队超过 30 分钟",
)
# The last move of each life; what comes before it follows.
LIVES: tuple[tuple[str, ...], ...] = (
    (),
    ("assign",),
    ("assign", "start"),
    ("assign", "start", "wait_for_user"),
    ("start", "wait_for_supplier"),
    ("start", "resolve"),
    ("start", "resolve", "close"),
    ("start", "wait_for_change", "resume"),
    ("cancel",),
)


@dataclass(frozen=True)
class Filled:
    """Numbers by what they are good for."""

    incidents: tuple[str, ...]
    told: str
    file: int
    draft: str
    agreement: str
    service: str
    # Of each further kind, a record worth a look.
    others: dict[str, str]


def fill(now: datetime, count: int = 60) -> Filled:
    """Fills the house; the newest incident was opened some minutes before `now`."""
    numbers = tuple(
        _live(title, life, now - timedelta(minutes=37 * place + 9), place)
        for place, (title, life) in enumerate(islice(zip(cycle(TITLES), cycle(LIVES), strict=False), count))
    )
    told, file = _tell(numbers[2], numbers[1], now)
    with as_("manager", now) as actor:
        values = {
            "title": "SLA alpha-ops 2027",
            "project": "alpha-ops",
            "calendar": "office",
            "starts_on": "2027-01-01",
        }
        targets = {"response": {"1": 900, "2": 1800}, "resolution": {"1": 14400}}
        draft = acts.open_record(process_of("agreement"), actor=actor, raw={**values, "targets": targets})
        asking.ask(process_of("incident"), "xlsx", {"state": ["all"]}, actor)
    with as_("auditor"):
        agreement = process_of("agreement").model.objects.filter(state="in_force").order_by("pk")[0].number
        service = process_of("service").model.objects.order_by("pk")[0].number
    others = {**_configuration(now), **_release(now), **_document(now)}
    return Filled(numbers, told, file, draft.number, agreement, service, others)


def _configuration(now: datetime) -> dict[str, str]:
    """A server in a rack that needs one of two feeds, and a plan in draft."""
    with as_("service-head", now) as actor:
        values = {"name_zh": "B07机柜", "name_en": "Rack B07", "kind": "rack", "party_id": actor.own_party_id}
        place = write_row(Place, None, {"code": "SH1-R02-B07", "units": 42, **values}, "")
        raw = {"project": "alpha-ops", "criticality": 1}
        feeds = [
            acts.open_record(
                process_of("ci"), actor=actor, raw={**raw, "title": f"供电 {side}", "ci_class": "power_feed"}
            )
            for side in "AB"
        ]
        needs = [{"relation": "powered_by", "target": feed.number, "group": "电源", "needed": 1} for feed in feeds]
        rack = {"place": place.code, "rack_unit": 10, "rack_height": 2, "rack_face": "both", "serial": "2102351XYZ"}
        server = {"title": "sh1-srv-012", "ci_class": "server", "attributes": {"cpu_cores": 64}, "relations": needs}
        item = acts.open_record(process_of("ci"), actor=actor, raw={**raw, **rack, **server})
        plan = {"title": "配置管理计划", "project": "alpha-ops", "scope": "机房全部设备"}
        drawn_up = acts.open_record(process_of("configuration_plan"), actor=actor, raw=plan)
    return {"ci": item.number, "configuration_plan": drawn_up.number}


def _release(now: datetime) -> dict[str, str]:
    """A release in draft with a site that has steps, and its policy."""
    with as_("service-head", now) as actor:
        place = {"project": "alpha-ops"}
        authority = [{"stage": "test", "role": "project_manager", "quorum": 1}]
        policy = {**place, "title": "甲银行发布策略", "version_pattern": "mail-#.#.#", "authority": authority}
        ruled = acts.open_record(process_of("release_policy"), actor=actor, raw=policy)
        back = [{"step": "恢复快照", "minutes": 20}]
        plan = {**place, "title": "邮件网关 2.4", "version_label": "mail-2.4.0", "backout_plan": back}
        made = acts.open_record(process_of("release"), actor=actor, raw=plan)
        steps = [{"step": "升级节点一", "minutes": 10, "who": "系统组"}, {"step": "升级节点二", "minutes": 10}]
        site = {**place, "title": "主机房", "release": made.number, "run_sheet": steps}
        rolled = acts.open_record(process_of("rollout"), actor=actor, raw=site)
    return {"release": made.number, "rollout": rolled.number, "release_policy": ruled.number}


def _document(now: datetime) -> dict[str, str]:
    """The manual's first edition in draft, with a table and a list in its text."""
    text = {"zh": "| 岗位 | 职责 |\n|---|---|\n| 服务台 | 受理 |", "en": "- one\n- two, see [[ITSM-B-14]]"}
    sections = [{"heading_zh": "1 目的", "heading_en": "1 Purpose", **text}]
    with as_("service-head", now) as actor:
        raw = {"document": "ITSM-A-01", "project": "alpha-ops", "sections": sections, "order_of_issue": "现予发布。"}
        return {"edition": acts.open_record(process_of("edition"), actor=actor, raw=raw).number}


def _live(title: str, life: tuple[str, ...], opened: datetime, place: int) -> str:
    process = process_of("incident")
    with as_("customer-a", opened) as actor:
        raw = {
            "title": title,
            "impact": place % 3 + 1,
            "urgency": (place // 2) % 3 + 1,
            "description": f"{title}。",
        }
        number = acts.open_record(process, actor=actor, raw=raw).number
    for step, name in enumerate(life, 1):
        at = opened + timedelta(minutes=step)
        by = "desk" if name in ("assign", "close", "cancel") else "engineer"
        with as_(by, at) as actor:
            acts.move(process, number, name, actor=actor, raw=_answers(name, at), version=None)
    return number


def _answers(name: str, at: datetime) -> dict[str, Any]:
    if name == "assign":
        return {"team": "network", "owner": "p-engineer"}
    if name.startswith("wait_for"):
        return {"waits_for": "请确认机柜位置"}
    if name == "resolve":
        return {"resolution": "更换光模块，链路恢复。", "restored_at": at.isoformat(), "closure_code": ""}
    return {"close": {"confirmation": "user"}, "cancel": {"cancel_reason": "重复登记"}}.get(name, {})


def _tell(number: str, other: str, now: datetime) -> tuple[str, int]:
    """Replies, notes, a link, a tag and a file on one incident."""
    process = process_of("incident")
    with as_("engineer", now) as actor:
        acts.comment(
            process,
            number,
            actor=actor,
            body=f"已确认是批处理互锁，见 {other}。\n\n- 先回退\n- 再观察",
            reach=3,
        )
        acts.comment(process, number, actor=actor, body="We are on it. 正在处理。", reach=1)
        acts.link(process, number, actor=actor, relation="related_to", target=other)
        acts.toggle_watch(process, number, actor=actor)
        acts.amend(process, number, actor=actor, raw={"tags": ["月末", "数据库"]}, version=None)
        text = io.BytesIO("端口日志\n".encode())
        made = attach(process, number, actor=actor, name="port-log.txt", media_type="text/plain", content=text)
    return number, made.pk
