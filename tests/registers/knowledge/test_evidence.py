"""The judges of knowledge turn with the records (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.registers.knowledge.models import Article
from tests.acting_as import MONDAY, moved, opened
from tests.oversight.conformity.told import BREACHED, DAY, HOUR, MET, NO_DATA, Turn, follow, forced
from tests.people import as_

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db


def published() -> Any:
    process = process_of("article")
    with as_("engineer", MONDAY) as actor:
        raw = {"title": "VPN 断开的处理", "project": "alpha-ops", "symptom": "断开", "solution": "重启网关"}
        made = acts.open_record(process, actor=actor, raw=raw)
        acts.move(process, made.number, "submit", actor=actor, raw={"valid_until": "2026-12-31"}, version=None)
    with as_("manager", MONDAY) as actor:
        return acts.decide(process, made.number, "publish", actor=actor, verdict="approved", version=None)


def valid() -> Stages:
    yield MONDAY, NO_DATA
    published()
    yield MONDAY, MET
    yield MONDAY + 400 * DAY, BREACHED


def approved() -> Stages:
    made = published()
    yield MONDAY, MET
    forced(Article, made.pk, valid_until=None)
    yield MONDAY, BREACHED
    forced(Article, made.pk, valid_until="2026-12-31")
    yield MONDAY, MET


def closed_incident() -> Any:
    made = opened()
    moved(made, "start", "engineer", MONDAY)
    moved(made, "resolve", "engineer", MONDAY, resolution="已重启", restored_at=MONDAY.isoformat())
    return moved(made, "close", "desk", MONDAY + HOUR, confirmation="user")


def used() -> Stages:
    made, article = closed_incident(), published()
    yield MONDAY + 2 * HOUR, BREACHED
    with as_("engineer", MONDAY + 2 * HOUR) as actor:
        acts.link(process_of("incident"), made.number, actor=actor, relation="solved_with", target=article.number)
    yield MONDAY + 2 * HOUR, MET
    yield MONDAY + 100 * DAY, NO_DATA


ARTICLES = "knowledge_article a join kernel_record r on r.id = a.record_id and {OWN} and r.state = 'published'"
TURNS = {
    "knowledge_is_valid": Turn(valid, f"""
        select a.valid_until < %(day)s, null::timestamptz from {ARTICLES} where a.valid_until is not null"""),
    "knowledge_is_approved": Turn(approved, f"""
        select a.valid_until is null or r.id not in (select record_id from kernel_decision
            where gate = 'publication' and verdict = 'approved'), null::timestamptz from {ARTICLES}"""),
    "knowledge_is_used": Turn(used, """
        select not exists (select 1 from kernel_link l join kernel_record t on t.id = l.target_id
            where l.source_id = r.id and l.relation = 'solved_with' and t.kind = 'article'), null::timestamptz
        from kernel_record r where r.kind = 'incident' and r.state = 'closed' and {OWN}
            and r.closed_at >= %(at)s - interval '91 days'"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
