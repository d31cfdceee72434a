"""An article is written, reviewed by another, read by those it is for, judged, and looked at again (manual 7.2.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience, Proof
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import clock_set_to
from steward.people.models import User
from steward.registers.knowledge import votes
from steward.registers.knowledge.models import Vote
from steward.registers.knowledge.queries import Use, use_of
from tests.people import as_

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TEXT = {"symptom": "VPN 每小时断开", "cause": "网关内存耗尽", "solution": "重启网关并升级固件"}


def article(username: str = "engineer", **raw: object) -> str:
    with as_(username, MONDAY) as actor:
        values = {"title": "VPN 每小时断开的处理", "project": "alpha-ops", **TEXT, **raw}
        return acts.open_record(process_of("article"), actor=actor, raw=values).number


def moved(number: str, name: str, username: str = "engineer", **raw: object) -> Any:
    with as_(username, MONDAY) as actor:
        return acts.move(process_of("article"), number, name, actor=actor, raw=raw, version=None)


def published(**raw: object) -> str:
    number = article(**raw)
    moved(number, "submit", valid_until="2026-12-31")
    with as_("manager", MONDAY) as actor:
        acts.decide(process_of("article"), number, "publish", actor=actor, verdict="approved", version=None)
    return number


def seen_by(number: str) -> set[str]:
    found = set()
    for username in ("desk", "engineer", "customer-a", "customer-b", "supplier-a"):
        with as_(username) as actor:
            try:
                acts.fetch(process_of("article"), number, actor)
            except Unknown:
                continue
            found.add(username)
    return found


def test_its_author_does_not_publish_it_and_another_does_with_proof() -> None:
    number = article("manager")
    moved(number, "submit", "manager", valid_until="2026-12-31")
    with as_("manager", MONDAY) as actor, pytest.raises(Refused):
        acts.decide(process_of("article"), number, "publish", actor=actor, verdict="approved", version=None)
    with as_("service-head", MONDAY) as actor:
        record = acts.decide(process_of("article"), number, "publish", actor=actor, verdict="approved", version=None)
        assert record.state == "published"
        assert Proof.objects.filter(record_id=record.pk, clause="7.2.2").count() == 1


@pytest.mark.parametrize("raw", [{"symptom": ""}, {"solution": "", "checks": []}])
def test_it_says_what_helps_before_others_review_it(raw: dict[str, object]) -> None:
    with pytest.raises(Refused):
        moved(article(**raw), "submit", valid_until="2026-12-31")


def test_a_check_list_is_enough() -> None:
    number = article(solution="", checks=[{"check": "查看网关内存", "expected": "低于 80%"}])
    assert moved(number, "submit", valid_until="2026-12-31").state == "in_review"


def test_it_is_valid_until_a_day_to_come() -> None:
    with pytest.raises(Refused):
        moved(article(), "submit", valid_until="2026-03-02")


OWN, STAFF = {"customer-a"}, {"desk", "engineer"}


@pytest.mark.parametrize(
    ("readers", "who"),
    [
        ("internal", STAFF),
        ("customer", STAFF | OWN),
        ("everybody", STAFF | OWN | {"customer-b", "supplier-a"}),
    ],
)
def test_it_reaches_those_that_it_was_written_for_only_while_it_is_published(readers: str, who: set[str]) -> None:
    number = article(readers=readers)
    assert seen_by(number) == STAFF
    moved(number, "submit", valid_until="2026-12-31")
    assert seen_by(number) == STAFF
    with as_("manager", MONDAY) as actor:
        acts.decide(process_of("article"), number, "publish", actor=actor, verdict="approved", version=None)
    assert seen_by(number) == who
    record = moved(number, "revise")
    assert (record.edition, record.audience) == (2, Audience.INTERNAL)
    assert seen_by(number) == STAFF


def test_a_published_one_is_not_amended_but_looked_at_again() -> None:
    number = published()
    with as_("engineer", MONDAY) as actor, pytest.raises(Refused):
        acts.amend(process_of("article"), number, actor=actor, raw={"solution": "别的"}, version=None)
    with pytest.raises(Refused):
        moved(number, "confirm_validity", "manager", valid_until="2026-03-01")
    assert str(moved(number, "confirm_validity", "manager", valid_until="2027-06-30").valid_until) == "2027-06-30"


def use(number: str, username: str = "desk") -> Use:
    with as_(username) as actor:
        return use_of(acts.fetch(process_of("article"), number, actor), actor)


def test_its_readers_say_whether_it_helped_each_once() -> None:
    number = published(readers="customer")
    for username, word in (("desk", "yes"), ("customer-a", "no"), ("desk", "no"), ("desk", "yes")):
        with as_(username) as actor:
            votes.say(number, actor=actor, helped=word)
    assert use(number) == Use(0, 1, 1, said=True)
    with as_("customer-b") as actor, pytest.raises(Unknown):
        votes.say(number, actor=actor, helped="yes")
    with as_("desk") as actor, pytest.raises(Invalid):
        votes.say(number, actor=actor, helped="maybe")
    with as_("desk") as actor, pytest.raises(Refused):
        votes.say(article(), actor=actor, helped="yes")
    with as_("desk"):
        assert Vote.objects.count() == 2


def test_its_use_is_counted_as_far_as_the_reader_sees_it() -> None:
    number, process = published(readers="everybody"), process_of("incident")
    for project in ("alpha-ops", "beta-ops"):
        with as_("desk", MONDAY) as actor:
            made = acts.open_record(process, actor=actor, raw={"title": "VPN", "project": project})
            acts.link(process, made.number, actor=actor, relation="solved_with", target=number)
    assert use(number).used == 2
    assert use(number, "engineer").used == 1


def test_a_reader_votes_on_the_page_by_one_button() -> None:
    number, desk = published(), Client()
    desk.force_login(User.objects.get(username="desk"))
    with clock_set_to(MONDAY + timedelta(hours=1)):
        page = desk.get(f"/article/{number}/").content.decode()
        assert f'form="page-act" formaction="/article/{number}/vote/"' in page
        assert desk.post(f"/article/{number}/vote/", {"helped": "yes"}).status_code == 303
    assert use(number) == Use(0, 1, 0, said=True)
