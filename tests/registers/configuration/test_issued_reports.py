"""Issues of the configuration report: frozen, kept as a file, confirmed by their readers (manual 8.1.8)."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from steward.kernel import acts
from steward.kernel.attaching import place_of
from steward.kernel.catalogue import process_of
from steward.kernel.models import Attachment
from steward.kernel.refusal import Refused
from steward.people.models import User
from tests.people import as_
from tests.registers.configuration.items import ci, needs, rack

pytestmark = pytest.mark.django_db
KIND = "configuration_report"
MARCH, MAY = (datetime(2026, month, 1, 2, tzinfo=UTC) for month in (3, 5))
READER = [{"person": "p-service-head"}]


def drafted(**raw: Any) -> str:
    with as_("manager", MAY) as actor:
        values = {"title": "五月配置报告", "project": "alpha-ops", **raw}
        return acts.open_record(process_of(KIND), actor=actor, raw=values).number


def moved(number: str, name: str, username: str = "manager", **raw: Any) -> Any:
    with as_(username, MAY) as actor:
        return acts.move(process_of(KIND), number, name, actor=actor, raw=raw, version=None)


def test_its_counts_are_frozen_and_all_of_it_is_kept_as_a_file() -> None:
    host = ci("sh1-srv-1", "server", MARCH, place=rack().code, rack_unit=10, rack_height=2, rack_face="both")
    ci("web", "application", MARCH, version_label="4.0", relations=needs(host, relation="runs_on"))
    number = drafted()
    record = moved(number, "issue", members=READER)
    ci("later", at=MAY)
    assert (record.items, record.as_of, str(record.issued_on)) == (2, MAY, "2026-05-01")
    told = {row["content"]: row["count"] for row in record.contents}
    assert told == {"versions": 1, "places": 1, "dependencies": 2, "history": 1}
    with as_("manager"):
        (kept,) = Attachment.objects.filter(record_id=record.pk)
    book = load_workbook(io.BytesIO(place_of(kept.sha256).read_bytes()))
    assert {"sh1-srv-1", "web"} <= {row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert moved(number, "confirm_reading", "service-head").state == "read"


def test_it_tells_of_a_moment_that_has_been_and_of_items_that_there_are() -> None:
    with pytest.raises(Refused, match=r"no configuration item|没有您可见"):
        moved(drafted(), "issue", members=READER)
    ci("sh1-srv-1", "server", MARCH)
    with pytest.raises(Refused, match=r"to come|将来"):
        moved(drafted(as_of="2026-06-01 10:00"), "issue", members=READER)
    with pytest.raises(Refused, match=r"no configuration item|没有您可见"):
        moved(drafted(as_of="2026-02-01 10:00"), "issue", members=READER)


def test_the_page_of_the_report_leads_to_its_issue_for_those_who_may() -> None:
    def page(username: str) -> str:
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(User.objects.get(username=username))
        return client.get("/ci/report/?project=alpha-ops").content.decode()

    assert f'href="/{KIND}/new/?project=alpha-ops&amp;' in page("manager")
    assert f'href="/{KIND}/new/' not in page("engineer")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="manager"))
    form = client.get(f"/{KIND}/new/?project=alpha-ops&as_of=2026-03-31 14:05&title=X").content.decode()
    assert "2026-03-31T14:05" in form or "2026-03-31 14:05" in form
