"""What is reported is agreed on with its reader; of a project one agreement holds on each day (manual 5.2.1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.oversight.service_reporting.models import ReportAgreement
from steward.people.models import User
from tests.oversight.audit.told import fetched, moved
from tests.oversight.service_reporting.told import INSIDE, MARCH, agreement, represented
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "report_agreement"


def test_the_contact_sees_it_once_it_is_offered_asks_for_another_and_agrees_by_page() -> None:
    number = agreement("")
    with pytest.raises(Unknown):
        fetched(KIND, number, "customer-a")
    moved(KIND, number, "offer", "manager", MARCH)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="customer-a"))
    page = client.get(f"/report_agreement/{number}/").content.decode()
    assert f"/report_agreement/{number}/move/agree/" in page
    version = fetched(KIND, number).version
    asked = {"wish": "请按季度报告", "version": version}
    assert client.post(f"/report_agreement/{number}/move/ask_for_another/", asked).status_code == 303
    assert (fetched(KIND, number).state, fetched(KIND, number).wish) == ("draft", "请按季度报告")
    moved(KIND, number, "offer", "manager", MARCH)
    represented()
    with pytest.raises(Refused, match="客户联系人"):
        moved(KIND, number, "agree", "service-head", MARCH)
    version = fetched(KIND, number).version
    assert client.post(f"/report_agreement/{number}/move/agree/", {"version": version}).status_code == 303
    found = fetched(KIND, number)
    assert (found.state, found.agreed_by.username, found.holds) == ("agreed", "customer-a", True)


def test_management_agrees_on_the_internal_report() -> None:
    represented()
    number = agreement("", "quality", **INSIDE)
    moved(KIND, number, "offer", "quality", MARCH)
    assert moved(KIND, number, "agree", "service-head", MARCH).state == "agreed"


def test_a_second_one_waits_until_the_first_has_ended_and_the_database_holds_it() -> None:
    first, second = agreement(), agreement("")
    with pytest.raises(Refused, match=first):
        moved(KIND, second, "offer", "manager", MARCH)
    with as_("manager"), pytest.raises(IntegrityError), transaction.atomic():
        ReportAgreement.objects.filter(number=second).update(holds=True)
    with pytest.raises(Invalid, match="2026-02-28"):
        moved(KIND, first, "end", "manager", MARCH, ends_on="2026-03-15")
    moved(KIND, first, "end", "manager", MARCH, ends_on="2026-03-31")
    with as_("manager", MARCH) as actor:
        raw = {"starts_on": "2026-04-01"}
        acts.amend(process_of(KIND), second, actor=actor, raw=raw, version=None)
    moved(KIND, second, "offer", "manager", MARCH)
    assert moved(KIND, second, "agree", "customer-a", MARCH).state == "agreed"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"starts_on": "2026-01-05"}, "2026-01-01"),
        ({"every": "quarter", "starts_on": "2026-02-01"}, "2026-01-01"),
        ({"ends_on": "2025-12-31"}, "2026-01-01"),
        ({"members": [{"person": "p-customer-b"}]}, "p-customer-b"),
    ],
)
def test_days_and_recipients_are_right(given: dict[str, object], reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        agreement("", **given)


def test_a_report_without_readers_is_not_offered() -> None:
    with pytest.raises(Refused):
        agreement("offer", members=[])
