"""What the API refuses: strangers, unknown fields, other customers' things, broken and hostile bodies; never a 5xx."""

from __future__ import annotations

import pytest
from django.test import Client

from steward.people.models import ApiToken, Duty


def test_a_stranger_is_told_how_to_log_in(program):
    response = program(None).send("get", "incident/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", "Bearer \u00e9", "bearer", ""])
def test_a_wrong_token_is_nobody(db, header):
    for method in ("get", "post"):
        response = getattr(Client(), method)("/api/v1/incident/", headers={"Authorization": header})
        assert response.status_code == 401


def test_a_withdrawn_or_expired_token_ends_at_once(desk):
    assert desk.send("get", "incident/").status_code == 200
    ApiToken.objects.update(withdrawn_at="2026-01-01T00:00Z")
    assert desk.send("get", "incident/").status_code == 401
    ApiToken.objects.update(withdrawn_at=None, expires_at="2026-01-01T00:00Z")
    assert desk.send("get", "incident/").status_code == 401


def test_a_duty_that_ended_ends_at_once(desk):
    number = desk.create()["number"]
    Duty.objects.filter(person__code="p-desk").update(ends_on="2025-06-01")
    assert desk.send("get", f"incident/{number}/").status_code == 404
    assert desk.send("post", "incident/", {"title": "x", "project": "alpha-ops"}).status_code in (409, 422)


def test_a_token_may_be_for_reading_alone(program):
    reader = program("desk", scopes=("read",))
    assert reader.send("get", "incident/").status_code == 200
    response = reader.send("post", "incident/", {"title": "x", "project": "alpha-ops"})
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]
    assert program("desk", scopes=("write",)).send("get", "incident/").status_code == 403


def test_a_session_reads_and_never_writes(desk, django_user_model):
    number = desk.create()["number"]
    browser = Client(enforce_csrf_checks=False)
    user = django_user_model.objects.get(username="desk")
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(f"/api/v1/incident/{number}/").json()["number"] == number
    response = browser.post("/api/v1/incident/", '{"title":"x"}', content_type="application/json")
    assert response.status_code == 401
    response = browser.delete(f"/api/v1/incident/{number}/watch/")
    assert response.status_code == 401


def test_every_fault_has_its_sentence(desk):
    response = desk.send("post", "incident/", {
        "title": "", "project": "alpha-ops", "colour": "red", "impact": 9, "team": "nowhere", "state": "closed",
        "priority": 1, "version": 1, "customer_id": 1, "id": 5,
    }, Accept_Language="en")  # fmt: skip
    told = response.json()
    assert response.status_code == 422
    assert told["faults"].keys() >= {
        "colour",
        "impact",
        "team",
        "state",
        "priority",
        "version",
        "customer_id",
        "id",
    }
    assert all(sentence in told["reasons"] for sentences in told["faults"].values() for sentence in sentences)
    assert told["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requester", "p-customer-b"),
        ("owner", "p-customer-a"),
        ("owner", "p-customer-b"),
        ("service", "SLA-000001"),
        ("supplier", "beta"),
        ("customer", "beta"),
        ("category", "nothing"),
    ],
)
def test_a_relation_belongs_to_the_customer(desk, name, value):
    response = desk.send("post", "incident/", {"title": "x", "project": "alpha-ops", name: value})
    assert response.status_code == 422, response.content.decode()
    assert desk.get("incident/?state=all")["items"] == []


def test_tailored_out_is_refused_with_the_reason(program):
    response = program("keeper").send("post", "agreement/", {
        "title": "SLA", "project": "beta-ops", "calendar": "office", "starts_on": "2027-01-01",
        "targets": {"resolution": {"1": 3600}},
    }, Accept_Language="zh-hans")  # fmt: skip
    assert response.status_code == 409
    assert "合同只按人天计费" in response.json()["detail"]


BROKEN = [
    (b"{", 400), (b"[]", 400), (b'"x"', 400), (b"null", 400), (b"\xff\xfe", 400), (b'{"title": NaN}', 400),
    (b'{"title": "a\\u0000b"}', 400), (b'{"title": "\\ud800"}', 400), (b'{"a": ' + b"[" * 100_000, 400),
    (b'{"a": ' * 50 + b"1" + b"}" * 50, 400), (b'{"title": "a", "title": "b"}', 400),
    (b'{"impact": ' + b"9" * 5_000 + b"}", 400), (b'{"title": "' + b"x" * 11_000_000 + b'"}', 413),
    (b'{"title": "' + b"x" * 9_000_000 + b'", "project": "alpha-ops"}', 422), (b"", 422),
    (b'{"title": {"a": 1}, "project": ["alpha-ops"], "tags": [[1]], "impact": true}', 422),
    (b'{"title": "x", "project": "alpha-ops", "team": 99999999999999999999999}', 422),
    (b'{"title": "x", "project": "alpha-ops", "impact": 99999999999999999999}', 422),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), BROKEN, ids=lambda value: repr(value)[:30])
def test_a_broken_body_gets_a_sentence(desk, body, status):
    response = desk.send("post", "incident/", body)
    assert response.status_code == status, response.content.decode()[:500]
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["reasons"]
    assert desk.get("incident/?state=all")["items"] == []


def test_numbers_out_of_range_are_no_fault_of_the_server(program):
    response = program("keeper").send("post", "agreement/", {
        "title": "SLA", "project": "alpha-ops", "calendar": "office", "starts_on": "2027-01-01", "edition": 2**40,
        "targets": {"resolution": {"1": 3600}},
    })  # fmt: skip
    assert response.status_code == 422
    assert response.json()["faults"].keys() == {"edition"}
    for starts in ("9999-99-99", "-5", "0000-00-00", 5, [], "2027-02-30"):
        body = {"title": "SLA", "project": "alpha-ops", "calendar": "office", "starts_on": starts}
        assert program("keeper").send("post", "agreement/", body).status_code == 422, starts


def test_hidden_signs_are_taken_out_and_all_scripts_kept(desk):
    made = desk.create(title="\u202eVPN\u200b \U00020000\u9fa5 <script>alert(1)</script>")
    assert made["title"] == "VPN \U00020000\u9fa5 <script>alert(1)</script>"


def test_too_long_is_refused_unread(desk):
    response = desk.send("post", "incident/", b"x", CONTENT_LENGTH="1")
    assert response.status_code == 400
    response = desk.client.generic(
        "POST",
        "/api/v1/incident/",
        b"x",
        content_type="application/json",
        headers=desk.headers,
        CONTENT_LENGTH=str(2**40),
    )
    assert response.status_code == 413


def test_only_json_is_taken(desk):
    response = desk.client.post("/api/v1/incident/", {"title": "x"}, headers=desk.headers)
    assert response.status_code == 415


def test_other_methods_and_addresses_are_problems(desk):
    response = desk.send("delete", "incident/INC-000001/")
    assert (response.status_code, response["Allow"]) == (405, "GET, PATCH")
    for path in ("nothing/", "incident/x/y/z", "incident/INC-000001/attachments/abc/", "incident/%00/"):
        response = desk.send("get", path)
        assert response.status_code in (400, 404)
    for method in ("get", "patch", "post", "delete"):
        assert desk.send(method, "nothing").json()["status"] == 404
    for pk in (0, 2**63, 10**30):
        assert desk.send("get", f"incident/{desk.create()['number']}/attachments/{pk}/").status_code == 404


def test_a_bad_query_is_told(desk):
    response = desk.send("get", "incident/?colour=red&limit=0&sort=x", Accept_Language="en")
    assert response.status_code == 422
    assert response.json()["faults"].keys() == {"colour", "limit", "sort"}


def test_the_reader_chooses_the_language(desk):
    chinese = desk.send("get", "incident/INC-999999/")
    english = desk.send("get", "incident/INC-999999/", Accept_Language="en-GB,en;q=0.9")
    assert chinese["Content-Language"].startswith("zh")
    assert english["Content-Language"] == "en"
    assert english.json()["title"] == "This is not here"
    assert chinese.json()["title"] == "找不到该内容"
