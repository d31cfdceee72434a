"""What a request costs the database: statements but BEGIN, COMMIT and savepoints; the scope's own counts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FREE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


def cost(act) -> list[str]:
    with CaptureQueriesContext(connection) as statements:
        response = act()
    assert response.status_code < 300, response.content.decode()
    return [s["sql"] for s in statements if not s["sql"].upper().startswith(FREE)]


FULL = {
    "title": "VPN is down", "project": "alpha-ops", "category": "network.vpn", "service": "SVC-000001", "impact": 1,
    "urgency": 1, "team": "network", "owner": "p-engineer", "requester": "p-customer-a", "tags": ["vpn"],
}  # fmt: skip


@pytest.mark.parametrize("body", [{"title": "x", "project": "alpha-ops"}, FULL], ids=["short", "full"])
@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "k"}], ids=["", "keyed"])
def test_a_record_opens_in_twelve_statements(desk, body, headers):
    desk.create()
    statements = cost(lambda: desk.send("post", "incident/", body, **headers))
    assert len(statements) <= 12, "\n".join(statements)


def test_a_contact_opens_in_twelve_statements(contact):
    statements = cost(lambda: contact.send("post", "incident/", {"title": "x"}, Idempotency_Key="k"))
    assert len(statements) <= 12, "\n".join(statements)


def test_reading_costs_little_however_much_there_is(desk):
    numbers = [desk.create(team="network", owner="p-engineer")["number"] for _ in range(3)]
    assert len(cost(lambda: desk.send("get", f"incident/{numbers[0]}/"))) <= 4
    assert len(cost(lambda: desk.send("get", "incident/?team=network&q=VPN&limit=2"))) <= 7
    for part in ("moves", "timeline", "comments", "attachments", "links", "watch", "decisions"):
        assert len(cost(lambda part=part: desk.send("get", f"incident/{numbers[0]}/{part}/"))) <= 6


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "k"}], ids=["", "keyed"])
def test_changes_stay_within_the_limit(desk, headers):
    number = desk.create()["number"]
    sent = {"impact": 1, "team": "network"}
    statements = cost(lambda: desk.send("patch", f"incident/{number}/", sent, If_Match='"1"', **headers))
    assert len(statements) <= 14, "\n".join(statements)
