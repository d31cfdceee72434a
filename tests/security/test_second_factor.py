"""The provider's people have a second factor or do nothing but set it up; contacts and tokens go on as they were."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from steward.config.second_factor import is_asked_of_staff, mark_as_demo
from steward.people import tokens
from steward.people.models import ApiToken, RowHistory, User
from tests.cast import CAST, PASSWORD
from tests.rights.addresses import addresses

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
SET_UP, CONFIRM = "/accounts/2fa/totp/activate/", "/accounts/2fa/reauthenticate/"
CONTACTS = ("customer-a", "customer-b", "supplier-a")
STAFF = [name for name in CAST if name not in CONTACTS]


@pytest.fixture(autouse=True)
def _asked_of_staff(settings: SettingsWrapper) -> None:
    settings.SECOND_FACTOR = True
    cache.clear()


def logged_in(username: str) -> Client:
    """Somebody with the right password, in English."""
    client = Client(headers={"Accept-Language": "en"})
    User.objects.filter(username=username).update(language="en")
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


def code_of(secret: str, step: int = 1) -> str:
    """The code of the moment; each serves once, so another step is another code."""
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step])))


def set_up(client: Client) -> str:
    """Goes through the page as a person would; answers the secret that the app now holds."""
    page = client.get(SET_UP).content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret
    done = client.post(SET_UP, {"code": code_of(secret[0])})
    assert (done.status_code, done["Location"]) == (302, "/accounts/2fa/recovery-codes/"), done.content.decode()
    return secret[0]


def entered(username: str, secret: str, step: int = 1) -> Client:
    """Somebody with password and code."""
    client = logged_in(username)
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, step)}).status_code == 302
    return client


@pytest.mark.parametrize("username", STAFF)
def test_staff_without_a_factor_are_led_to_set_it_up(username: str) -> None:
    client = logged_in(username)
    answer = client.get("/incident/?state=all")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, SET_UP)
    assert "needs a second factor" in client.get(SET_UP).content.decode()


@pytest.mark.parametrize("username", CONTACTS)
def test_contacts_need_none(username: str) -> None:
    assert logged_in(username).get("/incident/").status_code == 200


def test_staff_without_a_factor_do_nothing_at_any_address() -> None:
    """Every address of the program; open are those that are open to anybody, and the way out."""
    client = logged_in("service-head")
    found = []
    for address in addresses():
        path = "/" + re.sub(r"%\(\w+\)s", "1", address.path)
        if path.startswith(("/answer/", "/language/", "/healthz", "/accounts/logout/", SET_UP, "/api/")):
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(path)
            led = answer.status_code == 302 and answer["Location"].startswith(SET_UP)
            said = answer.status_code == 403 and "needs a second factor" in answer.content.decode()
            if not (led if method == "get" else said):
                found.append(f"{method} {path}: {answer.status_code}")
    assert found == []
    assert not ApiToken.objects.exists()


def test_rest_by_such_a_session_is_refused_with_the_reason_and_by_token_goes_on() -> None:
    client = logged_in("desk")
    refused = client.get("/api/v1/incident/")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "needs a second factor" in json.loads(refused.content)["detail"]
    header = {"Authorization": f"Bearer {tokens.issue('desk')}"}
    assert Client().get("/api/v1/incident/", headers=header).status_code == 200


def test_a_form_that_was_typed_before_is_refused_and_nothing_typed_is_lost() -> None:
    answer = logged_in("desk").post("/incident/new/", {"title": "typed before", "project": "alpha-ops"})
    assert answer.status_code == 403
    assert "typed before" in answer.content.decode()
    assert SET_UP in answer.content.decode()


def test_whoever_sets_it_up_gets_recovery_codes_and_goes_on() -> None:
    client = logged_in("desk")
    set_up(client)
    codes = re.findall(r"\b[0-9a-f]{8}\b", client.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert client.get("/incident/").status_code == 200
    assert client.get("/api/v1/incident/").status_code == 200
    assert client.post("/account/tokens/", {"name": "a", "days": "1", "scope": "read"}).status_code == 200
    again = logged_in("desk")
    assert again.get("/incident/").status_code == 302
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert again.get("/incident/").status_code == 200
    assert entered_with(codes[0]).get("/incident/").status_code == 302, "a recovery code serves once"


def entered_with(code: str) -> Client:
    client = logged_in("desk")
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return client


def test_a_session_that_began_before_the_factor_must_confirm_it() -> None:
    older, newer = logged_in("desk"), logged_in("desk")
    secret = set_up(newer)
    asked = older.get("/incident/")
    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, CONFIRM)
    assert older.get("/api/v1/incident/").status_code == 403
    assert older.get("/accounts/2fa/recovery-codes/").status_code == 302
    done = older.post(f"{CONFIRM}?next=/incident/", {"code": code_of(secret, 2), "next": "/incident/"})
    assert done.status_code == 302, done.content.decode()
    assert older.get("/incident/").status_code == 200


def test_a_password_alone_does_not_confirm_such_a_session() -> None:
    older, newer = logged_in("desk"), logged_in("desk")
    set_up(newer)
    older.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert older.get("/incident/").status_code == 302


def test_codes_are_shown_to_whoever_has_just_proved_himself() -> None:
    client = logged_in("desk")
    secret = set_up(client)
    later = entered("desk", secret, 2)
    assert later.get("/accounts/2fa/recovery-codes/")["Location"].startswith("/accounts/reauthenticate/")
    assert later.get("/accounts/2fa/totp/deactivate/")["Location"].startswith("/accounts/reauthenticate/")


def test_a_code_serves_once_for_as_long_as_it_is_valid() -> None:
    secret = set_up(logged_in("desk"))
    code = code_of(secret, 2)
    assert entered_with(code).get("/incident/").status_code == 200
    # The library's own mark lasts thirty seconds; the code is valid for ninety.
    cache.delete(f"allauth.mfa.totp.used?user={User.objects.get(username='desk').pk}&code={code}")
    assert entered_with(code).get("/incident/").status_code == 302


def test_no_secret_lies_in_the_database_or_its_history() -> None:
    client = logged_in("desk")
    secret = set_up(client)
    kept = json.dumps(
        [list(Authenticator.objects.values_list("data")), list(RowHistory.objects.values_list("changes"))]
    )
    assert secret not in kept
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(secret, 2))


# An administrator takes a factor away.


def _account(admin: Client, username: str) -> tuple[str, HttpResponse]:
    path = f"/registers/person/{User.objects.get(username=username).person_id}/account/"
    return path, admin.get(path)


def test_an_administrator_resets_the_factor_of_another_and_it_is_kept_who_did(caplog: Any) -> None:
    admin, desk = logged_in("admin"), logged_in("desk")
    set_up(admin)
    set_up(desk)
    path, page = _account(admin, "desk")
    assert page.status_code == 200
    assert admin.post(f"{path}reset/").status_code == 303
    assert not Authenticator.objects.filter(user__username="desk").exists()
    told = _account(admin, "desk")[1].content.decode()
    assert "Ada Admin" in told
    assert "admin has reset" in caplog.text
    ended = desk.get("/incident/")
    assert (ended.status_code, ended["Location"]) == (302, "/accounts/login/")
    assert desk.get(SET_UP)["Location"].startswith("/accounts/login/"), "the old session may not set up a new one"
    assert logged_in("desk").get("/incident/")["Location"].startswith(SET_UP)


def test_nobody_resets_his_own_and_none_but_administrators_any() -> None:
    admin, desk = logged_in("admin"), logged_in("desk")
    set_up(admin)
    set_up(desk)
    path, _page = _account(admin, "admin")
    assert admin.post(f"{path}reset/").status_code == 403
    path, _page = _account(admin, "desk")
    for client in (desk, logged_in("customer-a")):
        assert client.get(path).status_code in (403, 404)
        assert client.post(f"{path}reset/").status_code in (403, 404)
    assert Authenticator.objects.filter(type="totp").count() == 2


# When it is asked for.


def test_only_a_demo_or_a_word_of_the_operator_switches_it_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_SECOND_FACTOR")
    assert is_asked_of_staff(tmp_path)
    mark_as_demo(tmp_path)
    assert not is_asked_of_staff(tmp_path)
    monkeypatch.setenv("STEWARD_SECOND_FACTOR", "on")
    assert is_asked_of_staff(tmp_path)
    monkeypatch.setenv("STEWARD_SECOND_FACTOR", "off")
    assert not is_asked_of_staff(tmp_path / "other")
    monkeypatch.setenv("STEWARD_SECOND_FACTOR", "nonsense")
    assert is_asked_of_staff(tmp_path)


def test_where_it_is_off_the_log_in_says_so(settings: SettingsWrapper) -> None:
    page = Client(headers={"Accept-Language": "en"})
    assert "Second factor" not in page.get("/accounts/login/").content.decode()
    settings.SECOND_FACTOR, settings.DEMO = False, True
    assert "Second factor: off (demo)" in page.get("/accounts/login/").content.decode()
    assert logged_in("desk").get("/incident/").status_code == 200
