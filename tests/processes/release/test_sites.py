"""Roll-outs at sites: not before approval, run through step by step, verified or taken back (9.1.4, 9.1.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import TimelineEntry
from steward.kernel.refusal import Invalid
from steward.people.models import User
from steward.processes.release.ticking import tick
from tests.people import as_
from tests.processes.change import changes
from tests.processes.release.releases import (
    NOW,
    SITE,
    WINDOW,
    amend,
    approved,
    move,
    open_,
    rolling_out,
    why,
)
from tests.rights.ground import forget_scope

pytestmark = pytest.mark.django_db


def test_a_site_waits_for_its_release_its_change_and_its_window() -> None:

    release, sites, change = approved()
    assert release.number in why(move, sites[0], "begin", by="engineer")
    move(release, "roll_out")
    assert "时间窗口" in why(move, sites[0], "begin", by="engineer", at=NOW + timedelta(hours=4))
    changes.move(change.number, "return", return_reason="x")
    assert change.number in why(move, sites[0], "begin", by="engineer")


def test_a_site_is_live_verified_or_taken_back_step_by_step() -> None:
    _release, sites, _change = rolling_out()
    site = sites[0]
    move(site, "begin", by="engineer")
    assert "升级节点一" in why(move, site, "go_live", by="engineer")
    amend(site, by="engineer", run_sheet=[{**row, "done": True} for row in SITE["run_sheet"]])
    live = move(site, "go_live", by="engineer")
    assert (live.notice_due_at - live.live_at).total_seconds() == 4 * 3600
    assert "登录" in why(move, site, "verify", by="engineer", result="x")
    back = move(site, "back_out", by="engineer", failure="登录失败")
    assert [row["step"] for row in back.backout_steps] == ["停止服务", "恢复快照"]
    assert "停止服务" in why(move, site, "finish_back_out", by="engineer", result="x")


def test_a_site_names_a_release_and_a_change_of_its_own_project() -> None:

    release = open_("release", title="x")
    with pytest.raises(Invalid):
        open_("rollout", title="x", project="beta-ops", release=release.number)
    with pytest.raises(Invalid):
        open_("rollout", title="x", release=release.number, change=release.number, **WINDOW)


def test_sites_of_a_release_that_is_given_up_are_cancelled_with_it() -> None:
    release = open_("release", title="x")
    left = [open_("rollout", title=name, release=release.number, **WINDOW) for name in ("上海", "北京")]
    move(release, "cancel", cancel_reason="客户推迟")
    with as_("keeper") as actor:
        for site in left:
            found: Any = acts.fetch(process_of("rollout"), site.number, actor)
            assert found.state == "cancelled"
            assert "客户推迟" in found.cancel_reason
            assert release.number in found.cancel_reason
        told = TimelineEntry.objects.filter(record_id=release.pk, verb="commented").get().body
    assert all(site.number in told for site in left)


def test_a_tick_tells_its_own_step_alone() -> None:
    _release, sites, _change = rolling_out()
    move(sites[0], "begin", by="engineer")
    with as_("engineer") as actor:
        tick(sites[0].number, "run_sheet.1.on", actor=actor)
        entry = TimelineEntry.objects.filter(record_id=sites[0].pk, verb="amended").latest("id")
        step = SITE["run_sheet"][1]
        assert entry.changes == {"run_sheet": [[{"#": 2, **step}], [{"#": 2, **step, "done": True}]]}
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    forget_scope()
    page = client.get(f"/rollout/{sites[0].number}/").content.decode()
    assert "<ins>2. 升级节点二" in page
