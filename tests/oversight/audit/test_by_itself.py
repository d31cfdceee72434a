"""A breached clause leads to its nonconformity: by a button, or by itself, once a breach (manual 3.4.2)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from steward.config.system_login import system_login
from steward.kernel import acts
from steward.kernel.catalogue import all_judges, process_of
from steward.oversight.audit.correcting.by_itself import raise_breaches
from steward.oversight.audit.models import Nonconformity
from steward.oversight.conformity.judging import judge_all
from steward.people.context import clock_set_to
from steward.people.models import User
from tests.acting_as import MONDAY, as_, opened

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def looked(at: datetime, turns: int = 1) -> list[tuple[str, str, str]]:
    """What stands after the loops have run: clause, project and state of each nonconformity."""
    with system_login(), clock_set_to(at):
        judge_all([judge for judge in all_judges() if judge.clause == "7.1.2"])
        for _turn in range(turns):
            raise_breaches()
    with as_("quality"):
        return list(Nonconformity.objects.order_by("pk").values_list("clause", "project__code", "state"))


def test_a_breach_raises_one_however_often_it_is_looked_at_and_a_new_breach_another() -> None:
    made = opened()
    quality = Client()
    quality.force_login(User.objects.get(username="quality"))
    assert looked(MONDAY + 2 * HOUR) == []
    with clock_set_to(MONDAY + 2 * HOUR):
        shown = quality.get("/conformity/7.1.2/").content.decode()
        form = quality.get(unescape(re.search(r'href="(/nonconformity/new/[^"]+)"', shown)[1])).content.decode()
        assert made.number in form
        assert re.search(r'<option value="7\.1\.2" selected', form)
        sent = {"clause": "7.1.2", "owner": "p-engineer", "raises_by_itself": "on"}
        assert quality.post("/registers/clause_owner/new/", sent).status_code == 303
    assert looked(MONDAY + 3 * HOUR, turns=2) == [("7.1.2", "alpha-ops", "open")]
    with as_("quality", MONDAY + 4 * HOUR) as actor:
        found = Nonconformity.objects.get()
        assert (found.owner.code, found.author.username) == ("p-engineer", "system")
        assert found.links_out.get().target.number == made.number
        raw = {"cancel_reason": "已在处理"}
        acts.move(process_of("nonconformity"), found.number, "cancel", actor=actor, raw=raw, version=None)
    assert len(looked(MONDAY + 5 * HOUR)) == 1
    with as_("engineer", MONDAY + 6 * HOUR) as actor:
        acts.move(process_of("incident"), made.number, "start", actor=actor, raw={}, version=None)
    assert len(looked(MONDAY + DAY)) == 1
    opened(at=MONDAY + DAY)
    assert looked(MONDAY + 2 * DAY) == [("7.1.2", "alpha-ops", "cancelled"), ("7.1.2", "alpha-ops", "open")]
