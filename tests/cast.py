"""The cast that every test knows: one provider, two customers, a supplier, and who works for them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from steward.kernel import acts
from steward.kernel.models import Calendar, CalendarEdition, Category
from steward.people.actor import actor_named
from steward.people.context import acting
from steward.people.models import (
    Duty,
    Party,
    Person,
    ServiceProject,
    TailoredProcess,
    Tailoring,
    Team,
    TeamMember,
    User,
)
from steward.registers.document.models import Document

PASSWORD = "correct horse battery staple"
SINCE = date(2025, 1, 1)
MATRIX = {"1": {"1": 1, "2": 2, "3": 3}, "2": {"1": 2, "2": 3, "3": 3}, "3": {"1": 3, "2": 4, "3": 4}}
MINUTE, HOUR = 60, 3600
TARGETS = {
    "response": {"1": 15 * MINUTE, "2": 30 * MINUTE, "3": HOUR, "4": 2 * HOUR},
    "resolution": {"1": 4 * HOUR, "2": 8 * HOUR, "3": 16 * HOUR, "4": 40 * HOUR},
    "update": {"1": HOUR},
}
INTERNAL_TARGETS = {
    "response": {str(p): 4 * HOUR for p in range(1, 5)},
    "resolution": {str(p): 24 * HOUR for p in range(1, 5)},
}

# username: (Chinese name, English name, party, ((role, project or None), …), language)
CAST = {
    "admin": ("管理员", "Ada Admin", "own", (("administrator", None),), "zh-hans"),
    "desk": ("戴思琪", "Daisy Desk", "own", (("service_desk", None),), "zh-hans"),
    "engineer": ("严工", "Eric Engineer", "own", (("support_engineer", "alpha-ops"),), "zh-hans"),
    "manager": ("孟经理", "Mona Manager", "own", (("project_manager", "alpha-ops"),), "zh-hans"),
    "service-head": (
        "傅总",
        "Fred Head",
        "own",
        (("service_department_manager", None), ("customer_service_manager", None)),
        "en",
    ),
    "quality": ("权质量", "Quinn Quality", "own", (("quality_manager", None),), "en"),
    "auditor": ("申核", "Aude Auditor", "registrar", (("external_auditor", None),), "en"),
    "customer-a": ("安佳", "Anna Alpha", "alpha", (("customer_contact", "alpha-ops"),), "zh-hans"),
    "customer-b": ("毕博", "Bert Beta", "beta", (("customer_contact", "beta-ops"),), "en"),
    "supplier-a": ("司马供", "Sam Sigma", "sigma", (("supplier_contact", "alpha-ops"),), "zh-hans"),
    "nobody": ("吴仁", "Norman Nobody", "own", (), "en"),
}


def load() -> None:
    """Fills an empty, migrated database, connected as the owner of the schema."""
    parties = _parties()
    projects = _projects(parties)
    _people(parties, projects)
    _teams()
    _calendars()
    _categories()
    _documents()
    actor = actor_named("service-head")
    author = actor_named("keeper")
    assert actor is not None
    assert author is not None
    with acting(author):
        service = _open("service", author, title="企业邮箱", title_en="Mail", project="own-ops")
        acts.move(_process("service"), service.number, "introduce", actor=author, raw={}, version=None)
        for project, calendar, targets in (
            ("alpha-ops", "office", TARGETS),
            ("own-ops", "always", INTERNAL_TARGETS),
        ):
            agreement = _open(
                "agreement",
                author,
                title=f"SLA {project}",
                project=project,
                calendar=calendar,
                starts_on="2025-01-01",
                targets=targets,
            )
            acts.move(_process("agreement"), agreement.number, "submit", actor=author, raw={}, version=None)
            with acting(actor):
                acts.decide(
                    _process("agreement"),
                    agreement.number,
                    "approve",
                    actor=actor,
                    verdict="approved",
                    version=None,
                )


def _documents() -> None:
    """The manual and a procedure under it, without editions."""
    terms = {"department": "customer_service", "author_role": "customer_service_manager"}
    manual = Document.objects.create(
        code="ITSM-A-01", name_zh="IT服务管理手册", name_en="IT service management manual", layer="A",
        approver_role="general_manager", **terms,
    )  # fmt: skip
    Document.objects.create(
        code="ITSM-B-14", name_zh="变更管理程序", name_en="Change management procedure", layer="B", parent=manual,
        process="change", clauses="8.2.1", approver_role="service_department_manager", **terms,
    )  # fmt: skip


def _process(kind: str):
    from steward.kernel.catalogue import process_of

    return process_of(kind)


def _open(kind: str, actor, **raw):
    return acts.open_record(_process(kind), actor=actor, raw=raw)


def _parties() -> dict[str, Party]:
    rows = (
        Party(code="own", name_zh="安枢数据", name_en="Anshu Data", is_own=True),
        Party(code="alpha", name_zh="甲银行", name_en="Alpha Bank", is_customer=True),
        Party(code="beta", name_zh="乙医院", name_en="Beta Hospital", is_customer=True),
        Party(code="sigma", name_zh="丙设备", name_en="Sigma Devices", is_supplier=True),
        Party(code="registrar", name_zh="认证机构", name_en="Registrar"),
    )
    return {party.code: party for party in Party.objects.bulk_create(rows)}


def _projects(parties: dict[str, Party]) -> dict[str, ServiceProject]:
    rows = (
        ServiceProject(code="own-ops", customer=parties["own"], name_zh="内部服务", name_en="Internal services"),
        ServiceProject(code="alpha-ops", customer=parties["alpha"], name_zh="甲银行托管", name_en="Alpha hosting"),
        ServiceProject(code="beta-ops", customer=parties["beta"], name_zh="乙医院运维", name_en="Beta operations"),
    )
    for row in rows:
        row.starts_on, row.priority_matrix = SINCE, MATRIX
    projects = {project.code: project for project in ServiceProject.objects.bulk_create(rows)}
    tailoring = Tailoring.objects.create(
        project=projects["beta-ops"], edition=1, approved_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    TailoredProcess.objects.create(
        tailoring=tailoring,
        process="service_level",
        used=False,
        reason_zh="合同只按人天计费",
        reason_en="billed by day",
    )
    return projects


def _people(parties: dict[str, Party], projects: dict[str, ServiceProject]) -> None:
    hashed = make_password(PASSWORD)
    User.objects.create(username="system", kind="system", password=hashed)
    User.objects.create(username="monitor", kind="integration", password=hashed)
    extra = {"keeper": ("郑品", "Kit Keeper", "own", (("product_manager", None),), "en")}
    for username, (zh, en, party, duties, language) in {**CAST, **extra}.items():
        person = Person.objects.create(
            code=f"p-{username}",
            party=parties[party],
            name_zh=zh,
            name_en=en,
            email=f"{username}@{party}.example",
        )
        User.objects.create(username=username, person=person, password=hashed, language=language)
        for role, project in duties:
            Duty.objects.create(
                person=person, role=role, project=projects[project] if project else None, starts_on=SINCE
            )


def _teams() -> None:
    for code, zh, en, member in (
        ("desk", "服务台", "Service desk", "desk"),
        ("network", "网络组", "Network", "engineer"),
        ("systems", "系统组", "Systems", "engineer"),
    ):
        team = Team.objects.create(code=code, name_zh=zh, name_en=en)
        TeamMember.objects.create(team=team, person=Person.objects.get(code=f"p-{member}"), starts_on=SINCE)


def _calendars() -> None:
    for code, zh, en, weekly in (
        ("office", "办公时间", "Office hours", {str(day): "09:00-12:00 13:00-18:00" for day in range(5)}),
        ("always", "全天候", "Around the clock", {str(day): "00:00-24:00" for day in range(7)}),
    ):
        calendar = Calendar.objects.create(code=code, name_zh=zh, name_en=en)
        CalendarEdition.objects.create(
            calendar=calendar,
            edition=1,
            zone="Asia/Shanghai",
            weekly=weekly,
            covers_from=date(2025, 1, 1),
            covers_until=date(2027, 12, 31),
            issued_at=datetime(2025, 1, 1, tzinfo=UTC),
        )


def _categories() -> None:
    network = Category.objects.create(
        kind="incident", code="network", path="network", name_zh="网络", name_en="Network"
    )
    Category.objects.create(
        kind="incident",
        code="network.vpn",
        path="network/vpn",
        parent=network,
        name_zh="VPN 接入",
        name_en="VPN access",
    )
