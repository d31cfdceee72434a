"""Registers of plain rows: kept by those who may, with history, refused when somebody was quicker."""

from __future__ import annotations

import pytest
from django.test import Client

from steward.people.models import User
from steward.people.processes import SERVICE_PROCESSES

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    return client


def person(owner_connection, code: str) -> int:
    return owner_connection.execute("select id from people_person where code = %s", [code]).fetchone()[0]


def form(page: str) -> dict[str, str]:
    """What a browser would send back of a form without touching it."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        found: dict[str, str] = {}
        choice = ""

        def handle_starttag(self, tag: str, attrs: list) -> None:
            at = dict(attrs)
            if tag == "input" and at.get("name") and (at.get("type") != "checkbox" or "checked" in at):
                self.found[at["name"]] = at.get("value") or ""
            elif tag == "select":
                self.choice = at["name"]
            elif tag == "option" and "selected" in at:
                self.found[self.choice] = at.get("value") or ""

    parser = Fields()
    Fields.found = {}
    parser.feed(page)
    return parser.found


def test_an_administrator_keeps_persons_and_the_history_tells(admin: Client, owner_connection) -> None:
    pk = person(owner_connection, "p-customer-a")
    values = form(admin.get(f"/registers/person/{pk}/").content.decode())
    answer = admin.post(f"/registers/person/{pk}/", {**values, "phone": "021-5555 0199"})
    assert answer.status_code == 303, answer.content.decode()
    assert "021-5555 0199" in admin.get(f"/registers/person/{pk}/").content.decode()
    page = admin.get(f"/registers/person/{pk}/").content.decode()
    assert "管理员" in page[page.index('class="form history"') :]


def test_a_stale_form_is_refused_and_keeps_what_was_typed(admin: Client, owner_connection) -> None:
    pk = person(owner_connection, "p-customer-a")
    values = form(admin.get(f"/registers/person/{pk}/").content.decode())
    assert admin.post(f"/registers/person/{pk}/", {**values, "phone": "1"}).status_code == 303
    # The version is the writing transaction: in a test both writes share one, so an older version is sent.
    late = admin.post(f"/registers/person/{pk}/", {**values, "phone": "2", "version": "1"})
    assert late.status_code == 409
    assert 'value="2"' in late.content.decode()


def test_nobody_else_keeps_them(owner_connection) -> None:
    client = Client()
    client.force_login(User.objects.get(username="desk"))
    pk = person(owner_connection, "p-desk")
    assert client.post(f"/registers/person/{pk}/", {"code": "x"}).status_code == 403


def test_customers_see_no_registers() -> None:
    client = Client()
    client.force_login(User.objects.get(username="customer-a"))
    assert client.get("/registers/person/").status_code == 404


def test_the_matrix_of_a_project_is_edited_cell_by_cell(owner_connection) -> None:
    client = Client()
    client.force_login(User.objects.get(username="service-head"))
    (pk,) = owner_connection.execute("select id from people_serviceproject where code = 'alpha-ops'").fetchone()
    values = form(client.get(f"/registers/project/{pk}/").content.decode())
    assert values["priority_matrix.2.3"] == "3"
    assert client.post(f"/registers/project/{pk}/", {**values, "priority_matrix.2.3": "x"}).status_code == 422
    assert client.post(f"/registers/project/{pk}/", {**values, "priority_matrix.2.3": "4"}).status_code == 303
    assert form(client.get(f"/registers/project/{pk}/").content.decode())["priority_matrix.2.3"] == "4"


def test_a_tailoring_needs_reasons_and_another_to_approve_it(owner_connection) -> None:
    (pk,) = owner_connection.execute("select id from people_serviceproject where code = 'alpha-ops'").fetchone()
    manager, head = Client(), Client()
    manager.force_login(User.objects.get(username="manager"))
    head.force_login(User.objects.get(username="service-head"))
    at = f"/registers/project/{pk}/tailoring/"
    optional = [process.key for process in SERVICE_PROCESSES.values() if not process.mandatory]
    everything = {f"use.{key}": "on" for key in optional}  # fmt: skip
    without_change = {key: value for key, value in everything.items() if key != "use.change"}
    refused = manager.post(at, {**without_change, "reason.change": "客户自管变更"})
    assert refused.status_code == 422  # release and configuration need it
    without_capacity = {key: value for key, value in everything.items() if key != "use.capacity"}
    assert manager.post(at, without_capacity).status_code == 422  # no reason
    assert manager.post(at, {**without_capacity, "reason.capacity": "按量付费"}).status_code == 303
    edition = waiting_edition(at)
    assert manager.post(f"{at}{edition}/approve/").status_code == 403
    assert head.post(f"{at}{edition}/approve/").status_code == 303
    assert head.post(f"{at}{edition}/approve/").status_code == 403  # once


def waiting_edition(at: str) -> int:
    """The number in the address of the one button that approves, as the head of service sees it."""
    import re

    head = Client()
    head.force_login(User.objects.get(username="service-head"))
    return int(re.search(r"tailoring/(\d+)/approve", head.get(at).content.decode())[1])


def test_what_is_no_calendar_is_refused_and_what_was_typed_stays(admin: Client, owner_connection) -> None:
    (pk,) = owner_connection.execute("select id from kernel_calendaredition order by id limit 1").fetchone()
    values = {**form(admin.get(f"/registers/calendar_edition/{pk}/").content.decode()), "exceptions": "{}"}
    for weekly in ("[1]", '{"0": "25:00-26:00"}', '{"0": "12:00-09:00"}', "{}"):
        answer = admin.post(f"/registers/calendar_edition/{pk}/", {**values, "weekly": weekly})
        assert answer.status_code == 422, weekly


def test_a_grid_with_a_bad_cell_keeps_every_cell(owner_connection) -> None:
    head = Client()
    head.force_login(User.objects.get(username="service-head"))
    (pk,) = owner_connection.execute("select id from people_serviceproject where code = 'alpha-ops'").fetchone()
    values = form(head.get(f"/registers/project/{pk}/").content.decode())
    answer = head.post(f"/registers/project/{pk}/", {**values, "priority_matrix.1.1": "4", "priority_matrix.2.3": "x"})
    shown = form(answer.content.decode())
    assert (answer.status_code, shown["priority_matrix.1.1"], shown["priority_matrix.2.3"]) == (422, "4", "x")
