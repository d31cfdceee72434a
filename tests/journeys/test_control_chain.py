"""From an incident to a release in production, as people walk it in the browser; every refusal says why (7.3, 8, 9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.walker import Record, Walker
from tests.processes.change import changes
from tests.processes.release import releases
from tests.registers.configuration import items

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.visitor import Visitor

STEPS = [{"step": "Stop node two", "minutes": "10"}, {"step": "Install", "minutes": "30"}]
CHECKS = [{"check": "Log in", "expected": "works"}]
WAY_BACK = [{"step": "Restore the snapshot", "minutes": "20"}]


class Chain:
    """The company of the walk: alpha's project under control, two items, who works on them."""

    def __init__(self, visit: Callable[..., Visitor]) -> None:
        """Sets the stage with what was there before the incident."""
        changes.policy("service_department_manager")
        changes.policy("finance_manager", cost_from=50_000)
        changes.duty("nobody", "finance_manager")
        self.host = items.ci("mail-host-01", "hypervisor", version_label="8.0")
        self.gateway = items.ci("mail-gw-01", relations=items.needs(self.host, relation="runs_on"))
        for one in (self.host, self.gateway):
            items.move(one.number, "receive")
            items.move(one.number, "accept", accepted_on="2026-01-05", acceptance="inspected")
        items.plan_in_force()
        releases.policy()
        names = ("desk", "engineer", "manager", "service-head", "nobody", "keeper")
        self.desk, self.engineer, self.manager, self.head, self.finance, self.product = (
            Walker(visit(name, language="en")) for name in names
        )
        here = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai"))
        self.an_instant_ago = f"{here:%Y-%m-%dT%H:%M}"
        self.today = here.date().isoformat()
        start, end = here - timedelta(hours=1), here + timedelta(hours=3)
        self.window = {"planned_start": f"{start:%Y-%m-%dT%H:%M}", "planned_end": f"{end:%Y-%m-%dT%H:%M}"}


@pytest.fixture
def chain(visit: Callable[..., Visitor]) -> Chain:
    """The stage."""
    return Chain(visit)


def test_what_breaks_is_understood_changed_with_authority_and_released(chain: Chain) -> None:
    incident = _an_incident_on_an_item(chain)
    problem = _its_problem_becomes_a_known_error(chain, incident)
    change = _a_change_is_authorised_by_board_and_finance(chain, problem)
    release, sites = _a_release_is_rehearsed_and_approved(chain, change, problem)
    _it_goes_out_at_two_sites_and_comes_back_from_one(chain, release, sites)
    _the_change_ends_with_its_items_as_planned(chain, change)
    _what_is_installed_is_compared_with_what_was_planned(chain, release)
    _knowledge_is_written_and_everything_is_closed(chain, incident, problem, release)


def _an_incident_on_an_item(chain: Chain) -> Record:
    desk, steward = chain.desk, chain.desk.visitor.steward
    steward.clock_is(datetime.now(UTC) - timedelta(hours=1))
    incident = desk.opens(
        "incident", title="No mail reaches the head office", project="alpha-ops", impact="1", urgency="1"
    )
    steward.clock_is(None)
    desk.visitor.go(incident.path)
    desk.page.locator("details:has(#link-relation) > summary").click()
    desk.page.select_option("#link-relation", "affects")
    desk.page.fill("#link-target", chain.gateway.number)
    with desk.page.expect_navigation():
        desk.page.locator("form:has(#link-target) button").click()
    assert chain.gateway.number in desk.visitor.text("#details")
    chain.engineer.moves(incident, "start")
    return incident


def _its_problem_becomes_a_known_error(chain: Chain, incident: Record) -> Record:
    engineer = chain.engineer
    problem = engineer.opens("problem", f"?from={incident.number}", impact="1", urgency="2")
    engineer.moves(problem, "investigate")
    engineer.is_told_why_not(
        problem,
        "move/publish_known_error",
        "Write the workaround, or why there is none.",
        known_error="The queue stops",
    )
    engineer.moves(
        problem, "publish_known_error", known_error="The queue stops when a certificate is renewed",
        workaround="Restart the queue", root_cause="The gateway keeps the old certificate",
    )  # fmt: skip
    engineer.moves(problem, "wait_for_change", waits_for="Gateway 2.4")
    chain.desk.visitor.go(incident.path)
    assert problem.number in chain.desk.visitor.text("#details")
    return problem


def _a_change_is_authorised_by_board_and_finance(chain: Chain, problem: Record) -> Record:
    engineer, gateway = chain.engineer, chain.gateway.number
    in_the_way = changes.authorised(items=[{"ci": gateway, "action": "alter"}])
    engineer.visitor.go(f"/ci/{chain.host.number}/impact/")
    assert "mail-gw-01" in engineer.visitor.text("#main")
    engineer.is_told_why_not(Record("ci", gateway), "amend", "name the change that allows this", version_label="2.4")
    risk = dict.fromkeys(changes.RISK, "2")
    change = engineer.opens(
        "change", f"?from={problem.number}", change_type="normal", reason="Certificates are renewed each month",
        expected="Mail flows while a certificate is renewed", cost_estimate="60000", **risk, **chain.window,
        implementation_plan=STEPS, test_plan=CHECKS,
        items=[{"ci": gateway, "action": "alter", "field": "version_label", "value": "2.4"}],
    )  # fmt: skip
    engineer.is_told_why_not(change, "move/submit", "Write the back-out plan first")
    engineer.amends(change, backout_plan=WAY_BACK)
    engineer.is_told_why_not(change, "move/submit", in_the_way.number)
    engineer.amends(change, conflict_reason="Both are done by the same hands, one after the other")
    engineer.moves(change, "submit")
    engineer.is_told_why_not(change, "move/approve", "This is for:")
    engineer.is_told_why_not(change, "move/start", "does not start from")
    _the_board_concludes(chain, change)
    assert chain.head.state(change) == "Awaiting approval"
    chain.finance.approves(change)
    assert chain.head.state(change) == "Authorised"
    return change


def _the_board_concludes(chain: Chain, change: Record) -> None:
    head = chain.head
    board = head.opens(
        "board_meeting", title="Change advisory board", project="alpha-ops", starts_at=chain.window["planned_start"],
        members=[{"person": "p-service-head", "part": "chair"}, {"person": "p-manager", "part": "member"}],
        agenda=[{"change": change.number, "minutes": "15"}],
    )  # fmt: skip
    head.is_told_why_not(board, "move/begin", "Announce the meeting first")
    head.moves(board, "announce")
    head.moves(board, "begin")
    head.is_told_why_not(board, "move/end_meeting", f"Not yet concluded: {change.number}", minutes_text="…")
    for walker in (chain.manager, head):
        walker.visitor.go(f"{board.path}room/")
        with walker.page.expect_navigation():
            walker.page.click("button[name=verdict][value=for]")
    head.page.locator("details:has(button[name=conclusion]) > summary").click()
    with head.page.expect_navigation():
        head.page.click("button[name=conclusion][value=approved]")
    assert "still waits" in head.visitor.text("body")
    head.moves(board, "end_meeting", minutes_text="Approved; finance decides on the cost.")


def _a_release_is_rehearsed_and_approved(chain: Chain, change: Record, problem: Record) -> tuple[Record, list[Record]]:
    product, planned = chain.product, _a_baseline(chain, "As approved")
    release = product.opens(
        "release", title="Mail gateway 3", project="alpha-ops", version_label="mail-3.0.0", release_type="major",
        contents=[{"item": change.number, "part": "delivers"}, {"item": problem.number, "part": "solves"}],
        planned_on=chain.today, deliverables="Gateway 3", build_reference="mail@sha256:3", test_errors="none",
        tests=[{"check": "Send and receive", "expected": "works", "result": "passed"}], backout_plan=WAY_BACK,
        acceptance="Business samples", communication="Notice to users", logistics="none", resources="Two engineers",
        risks="Certificate", meetings=[{"on": chain.today, "about": "Review"}],
        release_note="New certificates without a stop", installation_guide="Step by step",
        planned_baseline=planned.number,
    )  # fmt: skip
    product.moves(release, "request_test")
    chain.manager.approves(release, "authorise_test")
    product.is_told_why_not(release, "move/submit", "The plan names no site", test_accepted="by the manager")
    sites = [
        product.opens(
            "rollout", title=place, project="alpha-ops", release=release.number, change=change.number,
            run_sheet=STEPS, checks=CHECKS, **chain.window,
        )
        for place in ("Shanghai", "Beijing")
    ]  # fmt: skip
    product.is_told_why_not(release, "move/submit", "after a rehearsal that has passed", test_accepted="by the manager")
    chain.engineer.moves(
        release, "record_rehearsal", rehearsal_place="Test room", rehearsed_on=chain.today, rehearsal_result="passed",
        rehearsal_record="Both steps within the time",
    )  # fmt: skip
    chain.engineer.is_told_why_not(release, "move/review_rehearsal", "This is for:")
    chain.manager.moves(release, "review_rehearsal", rehearsal_review="As in production")
    product.moves(release, "submit", test_accepted="by the manager")
    chain.engineer.is_told_why_not(sites[0], "move/begin", release.number)
    for walker in (chain.head, chain.manager):
        walker.approves(release)
    product.moves(release, "roll_out")
    return release, sites


def _a_baseline(chain: Chain, title: str) -> Record:
    """What the project runs now, drawn up by its manager and approved by the head."""
    made = chain.manager.opens("baseline", title=title, project="alpha-ops")
    chain.manager.moves(made, "submit")
    chain.head.approves(made)
    return made


def _what_is_installed_is_compared_with_what_was_planned(chain: Chain, release: Record) -> None:
    product = chain.product
    product.is_told_why_not(release, "move/close", "Name the planned and the installed baseline")
    installed = _a_baseline(chain, "As installed")
    product.moves(release, "compare_installed", installed_baseline=installed.number)
    product.is_told_why_not(release, "move/close", f"{installed.number} differs from")
    product.visitor.go(release.path)
    with product.page.expect_navigation():
        product.page.click("a[href^='/ci/compare/']")
    compared = product.visitor.text("#main")
    assert "mail-gw-01" in compared
    assert "2.4" in compared
    assert "mail-host-01" not in compared
    product.moves(release, "compare_installed", difference_reason="The version that this release brings")


def _it_goes_out_at_two_sites_and_comes_back_from_one(chain: Chain, release: Record, sites: list[Record]) -> None:
    engineer, (good, bad) = chain.engineer, sites
    engineer.moves(good, "begin")
    engineer.is_told_why_not(good, "move/go_live", "Not yet marked as done: Stop node two; Install")
    engineer.presses(good, "tick", count=2)
    engineer.moves(good, "go_live")
    engineer.is_told_why_not(good, "move/verify", "These checks have not passed", result="works")
    engineer.amends(good, checks=[{"passed": "yes"}])
    engineer.moves(good, "verify", result="Mail flows")
    chain.product.is_told_why_not(release, "move/conclude", "Neither verified nor backed out", result="…")
    engineer.moves(bad, "begin")
    engineer.moves(bad, "back_out", failure="Node two does not start")
    engineer.is_told_why_not(bad, "move/finish_back_out", "Not yet marked as done: Restore", result="as before")
    engineer.presses(bad, "tick")
    engineer.moves(bad, "finish_back_out", result="As before")
    chain.product.moves(release, "conclude", result="Shanghai is live, Beijing is as before")
    chain.product.visitor.go(release.path)
    assert "Partly backed out" in chain.product.visitor.text("#details")


def _the_change_ends_with_its_items_as_planned(chain: Chain, change: Record) -> None:
    engineer, manager = chain.engineer, chain.manager
    engineer.moves(change, "start")
    engineer.is_told_why_not(change, "move/finish", "Not yet marked as done", result="installed")
    engineer.presses(change, "apply")
    engineer.visitor.go(f"/ci/{chain.gateway.number}/")
    assert "2.4" in engineer.visitor.text("#details")
    done = [{"done": "yes"}, {"done": "yes"}]
    engineer.amends(change, implementation_plan=done, test_plan=[{"passed": "yes"}])
    engineer.moves(change, "finish", result="Installed")
    manager.is_told_why_not(change, "move/close", "Review it before you close it.")
    manager.moves(change, "review", review="As expected", cost_actual="58000")
    manager.moves(change, "close")
    assert engineer.state(change) == "Closed"


def _knowledge_is_written_and_everything_is_closed(
    chain: Chain, incident: Record, problem: Record, release: Record
) -> None:
    engineer, product = chain.engineer, chain.product
    product.is_told_why_not(release, "move/close", "has not confirmed the cause")
    product.moves(release, "confirm_cause", failure_cause="A driver of node two is too old")
    product.is_told_why_not(release, "move/close", "Raise the change or the problem that follows")
    engineer.opens("problem", f"?from={release.number}", impact="2", urgency="3")
    product.is_told_why_not(release, "move/close", "Incident knowledge: raise the article")
    article = engineer.opens("article", f"?from={release.number}", symptom="Mail stops", solution="Gateway 3 is needed")
    engineer.moves(article, "submit", valid_until=f"{int(chain.today[:4]) + 1}{chain.today[4:]}")
    chain.manager.approves(article, "publish")
    product.is_told_why_not(release, "move/close", problem.number)
    engineer.moves(problem, "resume")
    engineer.moves(problem, "solve", root_cause="The gateway keeps the old certificate", solution="Gateway 3")
    product.moves(release, "close")
    engineer.moves(incident, "resolve", resolution="Gateway 3", restored_at=chain.an_instant_ago)
    chain.desk.moves(incident, "close", confirmation="user")
    manager = chain.manager
    manager.moves(
        problem, "close", verification="No incident since", review="Renew in the test room", reviewed_on=chain.today
    )
    assert [chain.desk.state(each) for each in (incident, problem, release)] == ["Closed"] * 3
