"""Log-in: guessing is slowed, known and unknown names look alike, a second factor holds, rights end at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from statistics import median, pstdev
from time import perf_counter

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from steward.people import tokens
from steward.people.models import ApiToken, Duty, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgotten_limits() -> None:
    cache.clear()


def tried(client: Client, username: str, password: str = "wrong wrong wrong"):  # noqa: S107  a wrong one
    return client.post("/accounts/login/", {"login": username, "password": password}, HTTP_ACCEPT_LANGUAGE="en")


def test_the_sixth_guess_in_a_minute_is_refused_even_with_the_right_password() -> None:
    client = Client()
    for _ in range(5):
        assert tried(client, "desk").status_code == 200
    refused = tried(client, "desk", PASSWORD)
    assert refused.status_code in (200, 429)
    assert "_auth_user_id" not in client.session
    assert "Too many" in refused.content.decode()


def test_a_known_and_an_unknown_name_get_the_same_answer() -> None:
    known, unknown = (tried(Client(), name).content.decode().replace(name, "") for name in ("desk", "nobody-here"))
    strip = [line for line in known.splitlines() if "csrf" not in line]
    assert strip == [line for line in unknown.splitlines() if "csrf" not in line]


@pytest.mark.long
def test_a_known_and_an_unknown_name_take_the_same_time() -> None:
    spent: dict[str, list[float]] = {"desk": [], "nobody-here": []}
    for _ in range(200):
        for name, times in spent.items():
            cache.clear()
            start = perf_counter()
            tried(Client(), name)
            times.append(perf_counter() - start)
    known, unknown = spent.values()
    assert abs(median(known) - median(unknown)) < min(pstdev(known), pstdev(unknown))


def test_the_right_password_opens_the_pages() -> None:
    client = Client()
    assert tried(client, "desk", PASSWORD).status_code == 302
    assert client.get("/incident/").status_code == 200


def test_a_second_factor_is_asked_for_once_it_is_set_up() -> None:
    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(username="desk"), secret)
    client = Client()
    asked = tried(client, "desk", PASSWORD)
    assert (asked.status_code, asked["Location"]) == (302, "/accounts/2fa/authenticate/")
    assert client.get("/incident/").status_code == 302
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/incident/").status_code == 200


def test_nobody_signs_up() -> None:
    assert "closed" in Client().get("/accounts/signup/", HTTP_ACCEPT_LANGUAGE="en").content.decode().lower()


def test_an_idle_session_ends() -> None:
    client = Client()
    tried(client, "desk", PASSWORD)
    client.get("/incident/")
    session = client.session
    session["seen"] -= 3 * 3600
    session.save()
    assert client.get("/incident/").status_code == 302


def test_a_right_withdrawn_is_gone_with_the_next_request() -> None:
    client = Client()
    tried(client, "customer-a", PASSWORD)
    header = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue('customer-a')}"}
    assert client.get("/api/v1/incident/", **header).status_code == 200
    assert client.get("/incident/new/").status_code == 200
    Duty.objects.filter(person__code="p-customer-a").update(ends_on=date(2025, 2, 1))
    assert client.get("/incident/new/").status_code == 403
    ApiToken.objects.update(withdrawn_at=datetime.now(UTC))
    assert client.get("/api/v1/incident/", **header).status_code == 401
    User.objects.filter(username="customer-a").update(is_active=False)
    assert client.get("/incident/").status_code == 302


def test_an_expired_token_opens_nothing() -> None:
    token = tokens.issue("desk")
    ApiToken.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert Client().get("/api/v1/incident/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_a_staff_session_shows_everything_for_its_time_and_is_kept() -> None:
    from tests.people import as_

    with as_("customer-a") as actor:
        from steward.kernel import acts
        from steward.kernel.catalogue import process_of

        number = acts.open_record(process_of("incident"), actor=actor, raw={"title": "网络中断"}).number
    client = Client()
    tried(client, "admin", PASSWORD)
    assert client.get(f"/incident/{number}/").status_code == 404
    assert client.post("/account/staff/", {"reason": ""}).status_code == 403
    client.post("/account/staff/", {"reason": "核对客户投诉"})
    assert client.get(f"/incident/{number}/").status_code == 200
    client.post("/account/staff/end/")
    assert client.get(f"/incident/{number}/").status_code == 404
    desk = Client()
    tried(desk, "desk", PASSWORD)
    assert desk.post("/account/staff/", {"reason": "好奇"}).status_code == 403
