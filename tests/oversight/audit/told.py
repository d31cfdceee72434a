"""A nonconformity of the cast's bank on its way, and how tests act on improvement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.oversight.audit.performing.models import PARTS
from steward.people.models import Duty, Person, Unit
from steward.registers.organisation.models import Certificate, Communication
from tests.people import as_

# Monday 2026-03-02 09:00 in Shanghai.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CORRECTIVE = {
    "kind": "corrective", "what": "值班表补签", "who": "p-engineer", "until": "2026-03-10", "done_on": "2026-03-09",
    "result": "三月份值班表已补签",
}  # fmt: skip
PLANNED = {name: CORRECTIVE[name] for name in ("kind", "what", "who", "until")}
MEASURE = {"measure": "抽查值班表二十份", "expected": "全部签字", "measure_from": "2026-04-10"}
MEASURED = {"measured_on": "2026-04-10", "measured": "二十份全部签字"}


def opened(kind: str, username: str, at: datetime = MONDAY, **raw: object) -> str:
    """A record of improvement; answers the number."""
    with as_(username, at) as actor:
        return acts.open_record(process_of(kind), actor=actor, raw=raw).number


def moved(kind: str, number: str, name: str, username: str, at: datetime = MONDAY, **raw: object) -> Any:
    """After the move."""
    with as_(username, at) as actor:
        return acts.move(process_of(kind), number, name, actor=actor, raw=raw, version=None)


def decided(kind: str, number: str, name: str, username: str, at: datetime = MONDAY, verdict: str = "approved") -> Any:
    """After the decision."""
    with as_(username, at) as actor:
        return acts.decide(
            process_of(kind), number, name, actor=actor, verdict=verdict, remark="评估后决定。", version=None
        )


def fetched(kind: str, number: str, username: str = "quality") -> Any:
    """As somebody sees it."""
    with as_(username) as actor:
        return acts.fetch(process_of(kind), number, actor)


def nonconformity(until: str = "", username: str = "engineer", **raw: object) -> str:
    """Opened by an engineer and brought as far as `until` (contain, analyse, agree_on_actions, report_done)."""
    given = {"title": "值班表未签字", "project": "alpha-ops", "grade": "minor", "found_by": "by_hand", **raw}
    number = opened("nonconformity", username, **given)
    way = (
        ("contain", {"containment": "当班补签"}),
        ("analyse", {"root_cause": "交接程序未写明签字"}),
        ("agree_on_actions", {"actions": [PLANNED], **MEASURE}),
        ("report_done", {"actions": [CORRECTIVE]}),
    )
    for turn, (name, asked) in enumerate(way):
        if until and name in [each for each, _asked in way[: [each for each, _ in way].index(until) + 1]]:
            moved("nonconformity", number, name, "engineer", MONDAY + (8 if turn == 3 else turn) * DAY, **asked)
    return number


ROW = {"day": "2026-03-04", "unit": "noc", "auditor": "p-engineer", "clauses": "7.2.1, 7.2.4"}
DECISION = {"what": "增设夜班复核", "who": "p-manager", "until": "2026-03-20"}
CONCLUDED = {"attendees": [{"person": "p-service-head"}], "conclusions": "体系运行有效", "resolutions": [DECISION]}
HOLD = (("engineer", "internal_auditor"), ("desk", "internal_auditor"), ("service-head", "top_management"))


def organised() -> None:
    """A centre with a group; the engineer audits, the desk belongs to the group; the head is of top management."""
    with as_("service-head"):
        own = Person.objects.get(code="p-desk").party
        centre = Unit.objects.create(party=own, code="noc", name_zh="运营中心", name_en="Operations centre")
        group = Unit.objects.create(party=own, code="noc-desk", name_zh="服务台组", name_en="Desk group", parent=centre)
        Person.objects.filter(code="p-desk").update(unit=group)
        for code, role in HOLD:
            person = Person.objects.get(code=f"p-{code}")
            Duty.objects.create(person=person, role=role, starts_on="2026-03-01", ends_on="2026-12-31")


def audit(**raw: Any) -> str:
    """Planned for March by the quality manager."""
    planned = {"planned_from": "2026-03-02", "planned_until": "2026-03-31", "plan": [ROW]}
    return opened("audit", "quality", title="年度内审", project="own-ops", **{**planned, **raw})


def running(**raw: Any) -> str:
    """Announced, and begun on its Wednesday."""
    number = audit(**raw)
    moved("audit", number, "announce", "quality")
    moved("audit", number, "begin", "quality", MONDAY + 2 * DAY)
    return number


def answered(number: str, *results: str, note: str = "") -> None:
    """Results of the check list in its order; one for all where there is only one."""
    rows = fetched("audit", number).checks
    given = results if len(results) > 1 else results * len(rows)
    told = [{**row, "result": result, "note": note} for row, result in zip(rows, given, strict=True)]
    with as_("quality", MONDAY + 3 * DAY) as actor:
        acts.amend(process_of("audit"), number, actor=actor, raw={"checks": told}, version=None)


def reported(*results: str, note: str = "", **raw: Any) -> str:
    """With these results, on its Thursday."""
    number = running(**raw)
    answered(number, *results, note=note)
    moved("audit", number, "report", "quality", MONDAY + 3 * DAY, report="无")
    return number


def review(day: str = "2026-03-03", **raw: Any) -> str:
    """Planned for a day."""
    return opened("management_review", "quality", title="年度管理评审", project="own-ops", held_on=day, **raw)


def held(**raw: Any) -> str:
    """On the Tuesday, with one decision."""
    number = review()
    moved("management_review", number, "gather_inputs", "quality")
    moved("management_review", number, "record_conclusions", "quality", MONDAY + 2 * DAY, **{**CONCLUDED, **raw})
    return number


STEP = {"what": "值班台增设核对表", "who": "p-engineer", "until": "2026-03-03"}
SETTLED = {
    "baseline": "每月漏派四单", "goal": "每月不超过一单", "measure": "月末统计漏派单数",
    "inform": "月度例会，质量经理通报", "due_on": "2026-04-20", "owner": "p-engineer", "steps": [STEP],
}  # fmt: skip
# Who makes which move of an improvement, on which day after the Monday, with which answers.
WAY = (
    ("begin", "quality", 0, SETTLED),
    ("report_result", "engineer", 2, {"measured_on": "2026-03-04", "measured": "二月漏派一单"}),
    ("confirm_result", "quality", 3, {"verification": "抽查二月全部派单记录"}),
    ("close", "engineer", 4, {"reported_to": "管理者代表与各部门经理", "reported_on": "2026-03-06"}),
)


def improvement(until: str = "", **raw: object) -> str:
    """Proposed by an engineer and brought as far as `until`."""
    given = {"title": "减少漏派", "project": "alpha-ops", "spring": "idea", **raw}
    number = opened("improvement", "engineer", **given)
    for name, username, day, asked in WAY if until else ():
        if name == "report_result":
            done = [{**STEP, "done_on": "2026-03-03", "result": "已启用"}]
            with as_("engineer", MONDAY + day * DAY) as actor:
                acts.amend(process_of("improvement"), number, actor=actor, raw={"steps": done}, version=None)
        moved("improvement", number, name, username, MONDAY + day * DAY, **asked)
        if name == until:
            break
    return number


ASSESSED = [{"part": part, "assessment": f"看过：{part}"} for part, _label in PARTS]


def performance(**raw: Any) -> str:
    """Drafted for February."""
    period = {"period_from": "2026-02-01", "period_until": "2026-02-28"}
    return opened("performance_report", "quality", title="二月绩效报告", project="own-ops", **{**period, **raw})


def gathered_report(**raw: Any) -> str:
    """On the Monday after its February."""
    number = performance(**raw)
    moved("performance_report", number, "gather_figures", "quality")
    return number


def issued_report(number: str, *readers: str, at: datetime = MONDAY) -> str:
    """To these, or to the head of service who is of top management."""
    told = {"conclusion": "体系运行有效", "assessments": ASSESSED}
    members = [{"person": code} for code in readers or ("p-service-head",)]
    moved("performance_report", number, "issue", "quality", at, members=members, **told)
    return number


def planned_report() -> None:
    """The communication plan has the representative report every half year."""
    with as_("service-head"):
        Communication.objects.create(
            code="performance", name_zh="绩效报告", name_en="Performance", form="report", every_days=182,
            organiser="management_representative", starts_on="2026-01-01", audience_zh="领导", audience_en="Top",
        )  # fmt: skip


def certificate(number: str = "AZ-1", **raw: Any) -> Certificate:
    """In use, until the end of 2027."""
    said = dict.fromkeys(("name_zh", "name_en", "scope_zh", "scope_en", "issuer_zh", "issuer_en"), "x")
    with as_("service-head"):
        limits = {"valid_from": "2025-01-01", "valid_until": "2027-12-31"}
        return Certificate.objects.create(number=number, **said, **{**limits, **raw})


def external(**raw: Any) -> str:
    """Dated for the Monday and the Tuesday."""
    planned = {"planned_from": "2026-03-02", "planned_until": "2026-03-03", "body": "安准认证"}
    given = {"title": "监督审核", "project": "own-ops", "occasion": "surveillance", "standard": "ISO/IEC 20000-1:2018"}
    return opened("external_audit", "quality", **{**given, **planned, **raw})
