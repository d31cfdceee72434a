"""Baselines: approved by others, frozen for good, and what has become of them since (8.1.2, 9.1.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused
from steward.people.models import User
from steward.people.tokens import issue
from steward.registers.configuration import queries
from steward.registers.configuration.models import Baseline
from steward.registers.configuration.sides import side
from tests.people import as_
from tests.registers.configuration.items import amend, ci, move, needs, rack

if TYPE_CHECKING:
    from steward.registers.configuration.comparing import Comparison

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = (datetime(2026, month, 1, 12, tzinfo=UTC) for month in (3, 4, 5))


def baseline(at: datetime | None = None, *, approve: bool = True, **raw: Any) -> Any:
    """A baseline of alpha's project, drawn up by its manager, approved by the head."""
    process = process_of("baseline")
    with as_("manager", at) as actor:
        values = {"title": "上线基线", "project": "alpha-ops", **raw}
        made = acts.open_record(process, actor=actor, raw=values)
        acts.move(process, made.number, "submit", actor=actor, raw={}, version=None)
    if approve:
        with as_("service-head", at) as actor:
            acts.decide(process, made.number, "approve", actor=actor, verdict="approved", version=None)
    with as_("manager"):
        return Baseline.objects.get(pk=made.pk)


def between(
    left: str, right: str = "", left_at: datetime | None = None, right_at: datetime | None = None
) -> Comparison:
    with as_("engineer") as actor:
        return queries.compare(
            side(left, left_at, actor), side(right or left, right_at, actor, "right"), actor
        )  # fmt: skip


def test_it_tells_what_was_added_removed_and_altered_since() -> None:
    host, gone = ci("sh1-h1", at=MARCH), ci("sh1-old", at=MARCH)
    guest = ci("sh1-vm", at=MARCH, attributes={"vcpus": 4}, relations=needs(host, relation="runs_on"))
    made = baseline(APRIL)
    assert (made.items_count, made.relations_count, len(made.seal)) == (3, 1, 32)
    later = APRIL + timedelta(days=1)
    new = ci("sh1-new", at=later)
    amend(guest.number, at=later, attributes={"vcpus": 8}, relations=needs(new, relation="runs_on"))
    amend(host.number, at=later, tags=["x"])
    move(gone.number, "cancel", at=later, cancel_reason="x")
    found = between(made.number, "alpha-ops")
    assert [each.number for each in found.added] == [new.number]
    assert [each.number for each in found.removed] == [gone.number]
    assert [(each.number, [(f.then, f.later) for f in each.facts]) for each in found.altered] == [
        (guest.number, [("4", "8")])
    ]
    assert [(tie.source, tie.target) for tie in found.ties_added] == [(guest.number, new.number)]
    assert [(tie.source, tie.target) for tie in found.ties_removed] == [(guest.number, host.number)]
    assert not between(made.number, "alpha-ops", right_at=APRIL).counts["altered"]


def test_a_redundancy_that_changes_is_an_altered_relation() -> None:
    a, b = ci("feed-a", "power_feed", at=MARCH), ci("feed-b", "power_feed", at=MARCH)
    ties = {"relation": "powered_by", "group": "feeds"}
    rack_ = ci("sh1-srv-1", "server", at=MARCH, relations=needs(a, b, needed=1, **ties))
    made = baseline(APRIL)
    amend(rack_.number, relations=needs(a, b, needed=2, **ties))
    found = between(made.number, "alpha-ops")
    assert {(tie.was, tie.becomes) for tie in found.ties_altered} == {("feeds 1", "feeds 2")}
    assert found.counts == {**dict.fromkeys(found.counts, 0), "ties_altered": 2}


def test_it_is_narrowed_to_classes_places_and_a_service() -> None:
    place = rack()
    inside = ci("sh1-srv-1", "server", at=MARCH, place=place.code)
    ci("sh1-srv-2", "server", at=MARCH)
    ci("sh1-vm", at=MARCH)
    rows = [{"part": "class", "code": "server"}, {"part": "place", "code": place.code}]
    made = baseline(APRIL, narrowed=rows)
    assert made.items_count == 1
    amend(inside.number, serial="x")
    assert [each.number for each in between(made.number, made.number, right_at=MAY).altered] == []
    with as_("engineer") as actor:
        now = side(made.number, datetime.now(UTC), actor)
        assert queries.compare(side(made.number, None, actor), now, actor).counts["altered"] == 1
    with pytest.raises(Invalid, match="no_such"):
        baseline(APRIL, narrowed=[{"part": "class", "code": "no_such"}])
    with pytest.raises(Refused, match="没有任何配置项"):
        baseline(APRIL, narrowed=[{"part": "class", "code": "certificate"}])


def test_two_items_are_compared_field_by_field() -> None:
    host = ci("sh1-h1")
    one = ci("sh1-vm-1", attributes={"vcpus": 4}, relations=needs(host, relation="runs_on"))
    other = ci("sh1-vm-2", attributes={"vcpus": 8})
    found = between(one.number, other.number)
    assert {(fact.then, fact.later) for fact in found.altered[0].facts} == {("sh1-vm-1", "sh1-vm-2"), ("4", "8")}
    assert [tie.target for tie in found.ties_removed] == [host.number]
    with pytest.raises(Refused, match="配置项只能与配置项比较"):
        between(one.number, "alpha-ops")


def test_what_can_t_be_compared_is_refused() -> None:
    ci("sh1-vm", at=MARCH)
    with as_("service-head") as actor:
        sides = side("alpha-ops", None, actor), side("beta-ops", None, actor, "right")
        with pytest.raises(Refused):
            queries.compare(*sides, actor)
    with pytest.raises(Invalid):
        between("beta-ops")
    with pytest.raises(Invalid):
        between("BAS-999999")
    with pytest.raises(Refused, match="将来"):
        baseline(APRIL, moment="2026-05-01 00:00")


STATEMENTS = (
    "update configuration_baseline set moment = '2026-04-20' where record_id = {pk}",
    "update configuration_baseline set class_ids = '{{}}' where record_id = {pk}",
    "update configuration_baseline set seal = 'x' where record_id = {pk}",
    "update configuration_baseline set seal = null where record_id = {pk}",
    "update kernel_record set service_id = (select id from kernel_record where kind = 'service') where id = {pk}",
)


def test_an_approved_one_is_frozen_whoever_writes() -> None:
    item = ci("sh1-vm", at=MARCH)
    made, draft = baseline(APRIL), baseline(APRIL, approve=False)
    for statement in STATEMENTS:
        with pytest.raises(DatabaseError), as_("service-head"), connection.cursor() as cursor:
            cursor.execute(statement.format(pk=made.pk))
    for statement in (STATEMENTS[2], "update configuration_baseline set seal = 'y' where record_id = {pk}"):
        with pytest.raises(DatabaseError), as_("service-head"), connection.cursor() as cursor:
            cursor.execute(statement.format(pk=draft.pk))
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute(STATEMENTS[0].format(pk=draft.pk))
    with pytest.raises(Refused, match="冻结"):
        amend(item.number, at=MARCH + timedelta(days=1), serial="x")
    past = """with base as (update kernel_record set updated_at = '2026-03-02' where id = %s)
        update configuration_configurationitem set serial = 'x' where record_id = %s"""
    with pytest.raises(DatabaseError), as_("engineer"), connection.cursor() as cursor:
        cursor.execute(past, [item.pk, item.pk])
    amend(item.number, at=MAY, serial="x")
    with as_("manager"):
        assert queries.seal_of_baseline(made.pk) == (made.items_count, made.relations_count, bytes(made.seal))


def test_it_is_not_approved_by_who_drew_it_up() -> None:
    ci("sh1-vm", at=MARCH)
    made = baseline(APRIL, approve=False)
    with pytest.raises(Refused), as_("manager") as actor:
        acts.decide(process_of("baseline"), made.number, "approve", actor=actor, verdict="approved", version=None)


def test_page_and_rest_tell_the_same_comparison() -> None:
    item = ci("sh1-vm-1", at=MARCH, serial="SN-1")
    made = baseline(APRIL)
    amend(item.number, serial="SN-2")
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    told = client.get(f"/ci/compare/?left={made.number}").content.decode()
    for word in ("SN-1", "SN-2", item.number, "变动配置项"):
        assert word in told
    wrong = client.get("/ci/compare/?left=BAS-999999")
    assert wrong.status_code == 422
    assert 'value="BAS-999999"' in wrong.content.decode()
    assert "内容一致" in client.get(f"/baseline/{made.number}/").content.decode()
    with as_("engineer"):
        asked: Any = {"HTTP_AUTHORIZATION": f"Bearer {issue('engineer')}"}
    data = client.get(f"/api/v1/ci/compare/?left={made.number}", **asked).json()
    assert data["items"][0]["fields"][0] | {"field": ""} == {"field": "", "left": "SN-1", "right": "SN-2"}
    contact = Client()
    contact.force_login(User.objects.get(username="customer-a"))
    assert contact.get(f"/ci/compare/?left={made.number}").status_code == 404
