"""Records by REST: opened, read, listed, amended, moved and decided upon, by the rules of the pages."""

from __future__ import annotations

import pytest

EVERYWHERE = {
    "number",
    "kind",
    "title",
    "state",
    "customer",
    "version",
    "url",
    "priority",
    "project",
    "opened_at",
}


def test_it_opens_a_record(desk):
    response = desk.send("post", "incident/", {
        "title": "VPN is down", "project": "alpha-ops", "category": "network.vpn", "service": "SVC-000001",
        "impact": 1, "urgency": 1, "team": "network", "requester": "p-customer-a", "tags": ["vpn"],
    })  # fmt: skip
    made = response.json()
    assert response.status_code == 201
    assert response["Location"] == made["url"] == f"/api/v1/incident/{made['number']}/"
    assert response["ETag"] == '"1"'
    assert made.keys() >= EVERYWHERE
    told = {name: made[name] for name in ("kind", "state", "priority", "customer", "project", "team", "category")}
    assert told == {
        "kind": "incident", "state": "new", "priority": 1, "customer": "alpha", "project": "alpha-ops",
        "team": "network", "category": "network.vpn",
    }  # fmt: skip
    assert made["service"] == "SVC-000001"
    assert made["requester"] == "p-customer-a"
    assert made["tags"] == ["vpn"]
    assert made["opened_at"].endswith("Z")
    assert made["due_at"] > made["opened_at"]
    assert desk.get(f"incident/{made['number']}/") == made


def test_it_answers_without_the_last_slash(desk):
    number = desk.create()["number"]
    assert desk.get(f"incident/{number}")["number"] == number
    assert desk.get("incident")["items"]


def test_it_lists_with_the_filters_of_the_page(desk):
    numbers = [desk.create(title=f"Printer {i}", impact=1 + i % 3)["number"] for i in range(5)]
    page = desk.get("incident/?sort=number&limit=2")
    assert [row["number"] for row in page["items"]] == numbers[:2]
    assert (page["count"], page["more_than_counted"], page["previous"]) == (5, False, None)
    after = desk.get(f"incident/?sort=number&limit=2&cursor={page['next']}")
    assert [row["number"] for row in after["items"]] == numbers[2:4]
    assert desk.get(f"incident/?sort=number&limit=2&cursor={after['previous']}")["items"] == page["items"]
    assert [row["number"] for row in desk.get("incident/?impact=2&sort=number")["items"]] == [
        numbers[1],
        numbers[4],
    ]
    assert page["items"][0] == desk.get(f"incident/{numbers[0]}/")


def test_it_amends_with_the_version_seen(desk):
    number = desk.create()["number"]
    response = desk.send("patch", f"incident/{number}/", {"title": "VPN again"}, If_Match='"1"')
    assert (response.status_code, response["ETag"], response.json()["title"]) == (200, '"2"', "VPN again")
    response = desk.send("patch", f"incident/{number}/", {"title": "VPN thrice", "version": 2})
    assert (response.status_code, response.json()["version"]) == (200, 3)
    unchanged = desk.send("patch", f"incident/{number}/", {"title": "VPN thrice"}, If_Match='"3"')
    assert (unchanged.status_code, unchanged["ETag"]) == (200, '"3"')


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"title": "x"}, {}, 428),
        ({"title": "x"}, {"If_Match": '"1"'}, 412),
        ({"title": "x", "version": 1}, {}, 409),
        ({"title": "x"}, {"If_Match": "1"}, 400),
        ({"title": "x"}, {"If_Match": "*"}, 400),
        ({"title": "x", "version": "1"}, {}, 400),
        ({"title": "x", "version": 2**70}, {}, 400),
    ],
)
def test_a_write_says_what_it_saw(desk, body, headers, status):
    number = desk.create()["number"]
    desk.send("patch", f"incident/{number}/", {"title": "second"}, If_Match='"1"')
    for method, path in (("patch", f"incident/{number}/"), ("post", f"incident/{number}/moves/start/")):
        sent = body if method == "patch" else {name: value for name, value in body.items() if name == "version"}
        response = desk.send(method, path, sent, **headers)
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["reasons"]
    if status in (409, 412):
        assert response.json()["version"] == 2
    assert desk.get(f"incident/{number}/")["title"] == "second"


def test_moves_say_why_not(desk):
    number = desk.create()["number"]
    moves = {move["name"]: move for move in desk.get(f"incident/{number}/moves/")["items"]}
    assert moves["start"] | {"label": ""} == {
        "name": "start", "label": "", "source": ["new", "assigned"], "target": "in_progress", "asks": [], "offers": [],
        "gate": None, "allowed": True, "reasons": [],
    }  # fmt: skip
    assert not moves["close"]["allowed"]
    assert moves["close"]["asks"] == ["confirmation"]
    assert len(moves["confirm"]["reasons"]) == 2


def test_a_move_is_made_and_refused(desk):
    number = desk.create()["number"]
    response = desk.send("post", f"incident/{number}/moves/start/", {}, If_Match='"1"')
    assert (response.status_code, response.json()["state"], response["ETag"]) == (200, "in_progress", '"2"')
    refused = desk.send("post", f"incident/{number}/moves/close/", {}, If_Match='"2"', Accept_Language="en")
    assert refused.status_code == 409
    assert refused.json() == {
        "type": "about:blank", "title": "This can't be done now", "status": 409,
        "detail": "“Close” does not start from the state “In progress”.",
        "reasons": ["“Close” does not start from the state “In progress”."],
    }  # fmt: skip
    missing = desk.send("post", f"incident/{number}/moves/resolve/", {}, If_Match='"2"')
    assert missing.status_code == 409
    assert len(missing.json()["reasons"]) == 2
    assert desk.send("post", f"incident/{number}/moves/fly/", {}, If_Match='"2"').status_code == 404
    assert desk.get(f"incident/{number}/")["version"] == 2


def test_decisions_are_by_others(program):
    keeper, head = program("keeper"), program("service-head")
    made = keeper.send("post", "agreement/", {
        "title": "SLA", "project": "alpha-ops", "calendar": "office", "starts_on": "2027-01-01",
        "targets": {"resolution": {"1": 3600}},
    })  # fmt: skip
    assert made.status_code == 201, made.content.decode()
    path = f"agreement/{made.json()['number']}/"
    keeper.send("post", f"{path}moves/submit/", {"version": 1})
    by_move = head.send("post", f"{path}moves/approve/", {"version": 2})
    assert by_move.status_code == 409
    own = keeper.send("post", f"{path}decisions/", {"move": "approve", "verdict": "approved", "version": 2})
    assert own.status_code == 409
    silent = head.send("post", f"{path}decisions/", {"move": "approve", "verdict": "rejected", "version": 2})
    assert silent.status_code == 409
    done = head.send("post", f"{path}decisions/", {"move": "approve", "verdict": "approved", "version": 2})
    assert (done.status_code, done.json()["state"]) == (200, "in_force")
    (decision,) = keeper.get(f"{path}decisions/")["items"]
    assert (decision["person"], decision["verdict"]) == ("p-service-head", "approved")


def test_contacts_see_only_what_is_theirs(desk, contact, program):
    number = desk.create(team="network", owner="p-engineer", channel="phone")["number"]
    seen = contact.get(f"incident/{number}/")
    assert seen.keys() >= EVERYWHERE - {"service"}
    assert not seen.keys() & {
        "team",
        "owner",
        "channel",
        "author",
        "custom",
        "source",
        "external_number",
        "reassigned",
    }
    assert [row.keys() for row in contact.get("incident/")["items"]] == [seen.keys()]
    other = program("customer-b")
    assert other.get("incident/?state=all")["items"] == []
    for path in ("", "moves/", "timeline/", "comments/", "attachments/", "links/", "watch/", "decisions/"):
        assert other.send("get", f"incident/{number}/{path}").status_code == 404
    assert other.send("patch", f"incident/{number}/", {"title": "x"}, If_Match='"1"').status_code == 404


def test_a_contact_opens_what_is_theirs(contact):
    made = contact.send("post", "incident/", {"title": "No mail", "impact": 2, "urgency": 2})
    assert made.status_code == 201, made.content.decode()
    assert made.json()["customer"] == "alpha"
    assert made.json()["requester"] == "p-customer-a"
