"""Whoever worked on a drawn record does not audit it; the programme tells which processes and units it reaches."""

from __future__ import annotations

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.context import clock_set_to
from steward.people.models import User
from tests.oversight.audit.told import DAY, MONDAY, moved, opened, organised, reported, running
from tests.people import as_

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground() -> None:
    organised()


def test_an_auditor_who_worked_on_a_drawn_record_is_refused_by_name() -> None:
    mine = opened("incident", "desk", MONDAY, title="VPN", project="alpha-ops")
    with as_("engineer", MONDAY) as actor:
        acts.move(process_of("incident"), mine, "start", actor=actor, raw={}, version=None)
    asked = {"sample_size": 1, "sample_until": "2026-03-02"}
    with pytest.raises(Refused, match=rf"(Eric Engineer|严工).*{mine}"):
        moved("audit", running(), "draw_sample", "quality", MONDAY + 2 * DAY, **asked)


def test_who_only_wrote_a_note_or_audits_other_clauses_may_look() -> None:
    other = opened("incident", "desk", MONDAY, title="VPN", project="alpha-ops")
    with as_("engineer", MONDAY) as actor:
        acts.comment(process_of("incident"), other, actor=actor, body="见交接表", reach=3)
    asked = {"sample_size": 1, "sample_until": "2026-03-02"}
    assert moved("audit", running(), "draw_sample", "quality", MONDAY + 2 * DAY, **asked).drawn


def test_the_programme_tells_what_of_each_process_and_unit_it_reaches() -> None:
    reported("conform")
    reader = Client(headers={"Accept-Language": "en"})
    reader.force_login(User.objects.get(username="quality"))
    with clock_set_to(MONDAY + 4 * DAY):
        page = reader.get("/audit/programme/").content.decode()
    processes, units = page.partition('id="processes"')[2].partition('id="units"')[::2]
    incident = processes.partition("Service desk and incident management")[2].partition("</tr>")[0]
    assert '<td class="number">2</td><td class="number">0</td>' in incident
    assert "In no audit of the year" in processes.partition("Release management")[2].partition("</tr>")[0]
    centre = units.partition("Operations centre")[2].partition("</tr>")[0]
    assert '<td class="number">1</td><td class="number">0</td><td class="number">1</td>' in centre
    assert "In no audit of the year" in units.partition("Desk group")[2].partition("</tr>")[0]
