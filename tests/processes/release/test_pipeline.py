"""A pipeline tells its results once each and asks whether it may deploy, as the page answers (9.1.1, 9.1.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from steward.people.tokens import issue
from steward.processes.release.models import Build
from tests.people import as_
from tests.processes.release.releases import NOW, amend, approved, in_test, move, planned, policy, rolling_out, why

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
RUN = {"run": "812", "stage": "test", "outcome": "passed", "build_reference": "mail@sha256:1"}


def ask(username: str, method: str, path: str, body: Any = None, **words: Any) -> Any:
    """What REST answers to a token."""
    asked: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {issue(username, **words)}"}
    client = Client()
    if method == "GET":
        return client.get(f"/api/v1/{path}", **asked)
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json", **asked)


def tell(release: Any, username: str = "monitor", **more: Any) -> HttpResponse:
    """One run."""
    answer: HttpResponse = ask(username, "POST", f"release/{release.number}/builds/", {**RUN, **more})
    return answer


def may(release: Any, site: str = "") -> Any:
    """The answer to an integration's question."""
    return ask("monitor", "GET", f"release/{release.number}/may-deploy/?site={site}").json()


def test_a_run_is_kept_once_however_often_it_is_told() -> None:
    policy()
    release, sites, _change = planned()
    told = {"url": "https://ci.example/812", "ended_at": "2026-11-20T10:00:00Z", "site": sites[0].number}
    first, again = tell(release, **told), tell(release, **told)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    other = tell(release, **{**told, "outcome": "failed"})
    assert other.status_code == 409
    assert "812" in other.content.decode()
    with as_("engineer"):
        assert Build.objects.filter(record_id=release.pk).count() == 1
    entries = ask("engineer", "GET", f"release/{release.number}/timeline/").json()["items"]
    assert sum("812" in entry["body"] for entry in entries) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"stage": "cook"}, "stage"),
        ({"outcome": ""}, "outcome"),
        ({"run": "x" * 101}, "run"),
        ({"build_reference": None}, "build_reference"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://["}, "url"),
        ({"ended_at": "soon"}, "ended_at"),
        ({"site": "ROL-999999"}, "site"),
        ({"color": "red"}, "color"),
    ],
)
def test_what_can_t_be_read_is_said_field_by_field(wrong: dict[str, Any], field: str) -> None:
    release, _sites, _change = planned()
    answer = tell(release, **wrong)
    assert answer.status_code == 422
    assert field in answer.json()["faults"]  # type: ignore[attr-defined]  # a test client's answer


def test_contacts_strangers_and_reading_tokens_tell_nothing() -> None:
    release, _sites, _change = planned()
    assert tell(release, "customer-a").status_code == 409
    assert tell(release, "customer-b").status_code == 404
    reading = ask("monitor", "POST", f"release/{release.number}/builds/", RUN, scopes=["read"])
    assert reading.status_code == 403


def test_the_last_word_on_a_build_holds_it_or_lets_it_go() -> None:
    policy()
    release, _sites, _change = planned()
    in_test(release)
    tell(release, outcome="failed", ended_at="2026-11-20T10:00:00Z")
    assert "mail@sha256:1" in why(move, release, "submit", test_accepted="x")
    tell(release, run="813", ended_at="2026-11-20T11:00:00Z")
    tell(release, run="814", build_reference="another", outcome="failed", ended_at="2026-11-20T12:00:00Z")
    assert move(release, "submit", test_accepted="x").state == "awaiting_approval"


def test_it_may_deploy_when_the_button_would_start_the_site_and_is_told_why_not() -> None:
    release, sites, _change = approved(2)
    refused = may(release)
    assert refused["may"] is False
    assert any(release.number in reason for reason in refused["reasons"])
    assert why(move, sites[0], "begin", by="engineer").split(" ")[0] in " ".join(refused["reasons"])
    move(release, "roll_out")
    assert may(release) == {
        "may": True,
        "reasons": [],
        "sites": [
            {"number": site.number, "title": site.title, "state": "planned", "may": True, "reasons": []}
            for site in sites
        ],
    }
    move(sites[0], "begin", by="engineer")
    assert may(release, sites[0].number)["may"] is True
    move(sites[0], "back_out", by="engineer", failure="x")
    assert may(release, sites[0].number)["may"] is False
    assert may(release, "机房2")["may"] is True
    assert ask("monitor", "GET", f"release/{release.number}/may-deploy/?site=x").status_code == 404


def test_a_release_without_sites_may_not_be_deployed() -> None:
    policy()
    release, sites, _change = planned()
    move(sites[0], "cancel", cancel_reason="x")
    assert may(release)["may"] is False
    assert may(release)["reasons"]


def test_outside_its_window_a_site_may_not_be_deployed() -> None:
    policy()
    release, sites, _change = planned()
    later = {
        "planned_start": (NOW + timedelta(days=1)).isoformat(), "planned_end": (NOW + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    amend(sites[0], **later)
    assert any("窗口" in reason for reason in may(release)["reasons"])


def test_a_pipeline_rolls_a_site_out_by_itself() -> None:
    _release, sites, _change = rolling_out()
    at = f"rollout/{sites[0].number}/moves/begin/"
    assert ask("monitor", "POST", at, {"version": 1}).status_code == 200
