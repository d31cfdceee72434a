"""Pages of releases: what is lacking, sites, contents; drafted texts; steps ticked live (manual 9.1.2-9.1.5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import User
from tests.people import as_
from tests.processes.release.releases import amend, in_test, move, open_, planned, policy, rolling_out, why
from tests.processes.release.test_pipeline import ask, tell
from tests.rights.ground import forget_scope

pytestmark = pytest.mark.django_db


def _client(username: str) -> Client:
    forget_scope()
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _page(username: str, path: str) -> str:
    answer = _client(username).get(path)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def _stands(record: Any) -> Any:
    with as_("keeper") as actor:
        return acts.fetch(process_of(record.kind), record.number, actor)


def test_its_page_says_what_the_plan_lacks_and_leads_to_a_site() -> None:
    release = open_("release", title="邮件网关 2.4")
    page = _page("keeper", f"/release/{release.number}/")
    assert "Back-out plan" in page
    assert f"/rollout/new/?release={release.number}" in page
    form = _page("keeper", f"/rollout/new/?release={release.number}&project=alpha-ops")
    assert f'value="{release.number}"' in form


def test_it_shows_sites_contents_and_runs_but_not_to_contacts() -> None:
    policy()
    release, sites, change = planned()
    tell(release, url="https://ci.example/812")
    page = _page("engineer", f"/release/{release.number}/")
    for word in (sites[0].number, change.number, "https://ci.example/812", "交付变更"):
        assert word in page
    theirs = _page("customer-a", f"/release/{release.number}/")
    assert "交付变更" not in theirs
    assert "ci.example" not in theirs


def test_texts_are_drafted_where_they_are_empty_in_the_readers_language() -> None:
    policy()
    release, _sites, change = planned(release_note="", installation_guide="按步骤升级")
    answer = _client("keeper").post(f"/release/{release.number}/draft/")
    assert answer.status_code == 303
    drafted = _stands(release)
    assert change.number in drafted.release_note
    assert "What changes" in drafted.release_note
    assert drafted.installation_guide == "按步骤升级"
    assert ask("keeper", "POST", f"release/{release.number}/draft/").status_code == 409


def test_the_guide_tells_steps_and_the_way_back() -> None:
    policy()
    release, _sites, _change = planned(release_note="", installation_guide="")
    assert ask("manager", "POST", f"release/{release.number}/draft/").json() == {
        "filled": ["release_note", "installation_guide"]
    }
    drafted = _stands(release)
    assert "1. 升级节点一" in drafted.installation_guide
    assert "2. 恢复快照" in drafted.installation_guide
    assert "本次变更" in drafted.release_note


def test_steps_are_ticked_one_by_one_whoever_ticked_another_meanwhile() -> None:
    _release, sites, _change = rolling_out()
    number = sites[0].number
    assert "状态" in _refused(number, "run_sheet.0.on")
    move(sites[0], "begin", by="engineer")
    for step in ("run_sheet.1.on", "run_sheet.0.on"):
        assert _tick(number, step).status_code == 303
    assert [row.get("done") for row in _stands(sites[0]).run_sheet] == [True, True]
    _tick(number, "run_sheet.0.off")
    assert [row.get("done") for row in _stands(sites[0]).run_sheet] == [None, True]
    for wrong in ("run_sheet.9.on", "run_sheet.-1.on", "run_sheet.0.maybe", "", "title.0.on", "checks.0.on"):
        assert _refused(number, wrong)
    assert 'value="run_sheet.1.off"' in _page("engineer", f"/rollout/{number}/")
    assert "run_sheet.1" not in _page("desk", f"/rollout/{number}/")


def _tick(number: str, step: str) -> Any:
    return _client("engineer").post(f"/rollout/{number}/tick/", {"step": step})


def _refused(number: str, step: str) -> str:
    answer = _tick(number, step)
    assert answer.status_code == 403
    return str(answer.content.decode())


def test_the_way_back_is_run_as_it_was_planned() -> None:
    _release, sites, _change = rolling_out()
    move(sites[0], "begin", by="engineer")
    move(sites[0], "back_out", by="engineer", failure="x")
    assert "按计划" in why(amend, sites[0], by="engineer", backout_steps=[{"step": "x", "minutes": 1, "done": True}])
    for place in (0, 1):
        _tick(sites[0].number, f"backout_steps.{place}.on")
    assert move(sites[0], "finish_back_out", by="engineer", result="已恢复").state == "backed_out"


def test_a_full_page_costs_no_more_than_twelve_statements() -> None:
    policy()
    release, sites, _change = planned(3)
    tell(release, site=sites[0].number)
    in_test(release)
    move(release, "submit", test_accepted="x")
    for record in (release, sites[0]):
        client = _client("engineer")
        client.get("/account/")  # the first request keeps the new session
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/{record.kind}/{record.number}/").status_code == 200
        free = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
        asked = [query["sql"] for query in captured if not query["sql"].lstrip().upper().startswith(free)]
        assert len(asked) <= 12, "\n".join(asked)
