"""The state of the record: each flaw counted, and its items behind the number; what ends soon (8.1.8, 8.1.9)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from steward.people.context import now
from steward.people.models import ServiceProject, User
from steward.registers.configuration import health
from steward.registers.configuration.models import Sighting
from tests.people import as_, day_in_company
from tests.registers.configuration.items import ci, needs

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 3, 1, tzinfo=UTC)


def flaws(code: str = "virtual_machine") -> dict[str, int]:
    with as_("engineer"):
        project = ServiceProject.objects.get(code="alpha-ops").pk
        found = {each.code: each.flaws for each in health.by_class(project, now())}
        for flaw, count in found[code].items():
            assert len(health.with_flaw(project, now(), code, flaw)) == count
        return found[code]


def test_each_flaw_is_counted() -> None:
    host = ci("sh1-h1", "server", owner="p-engineer")
    whole: dict[str, Any] = {"owner": "p-engineer", "relations": needs(host, relation="runs_on")}
    ci("sh1-vm-1", **whole)
    assert flaws() == {"incomplete": 0, "doubled": 0, "orphan": 0, "stale": 0}
    ci("sh1-vm-2", relations=whole["relations"])
    ci("sh1-vm-3", owner="p-engineer")
    ci("SH1-VM-1", **whole)
    old = ci("sh1-vm-5", at=LONG_AGO, **whole)
    assert flaws() == {"incomplete": 2, "doubled": 2, "orphan": 1, "stale": 1}
    with as_("engineer"):
        Sighting.objects.create(record_id=old.pk, source="x", seen_at=now(), is_equal=True)
    assert flaws()["stale"] == 0


def test_what_ends_soon_and_licences_that_are_overdrawn() -> None:
    today = day_in_company()
    ci("www", "certificate", attributes={"valid_until": str(today + timedelta(days=30))})
    ci("far", "certificate", attributes={"valid_until": str(today + timedelta(days=300))})
    ci("sh1-srv-1", "server", warranty_until=str(today - timedelta(days=3)))
    licence = ci("db-licence", "licence", attributes={"count": 1})
    for name in ("sh1-vm-1", "sh1-vm-2"):
        ci(name, relations=needs(licence, relation="licensed_by"))
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    page = client.get("/ci/health/?project=alpha-ops").content.decode()
    told = re.findall(r'<th scope="row"><a href="/ci/[^"]+">CI-\d+ ([^<]+)</a>', page)
    assert told == ["www", "sh1-srv-1", "db-licence"]
    assert "超出许可" in page


def test_numbers_lead_to_their_items_and_contacts_to_nothing() -> None:
    item = ci("sh1-vm-1")
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    page = client.get("/ci/health/?project=alpha-ops&class=virtual_machine&flaw=orphan").content.decode()
    assert f'<li><a href="/ci/{item.number}/">' in page
    assert client.get("/ci/health/?project=beta-ops").status_code == 422
    contact = Client()
    contact.force_login(User.objects.get(username="customer-a"))
    assert contact.get("/ci/health/").status_code == 404
