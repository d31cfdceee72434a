"""No change, no write: every way to an item of a project under control, without an authorised change (8.1.4)."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from steward.kernel.refusal import Refused
from steward.people.models import User
from steward.people.tokens import issue
from steward.registers.configuration.control import SENTENCES
from tests.people import as_
from tests.registers.configuration.items import amend, ci, move, needs, plan_in_force, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

pytestmark = pytest.mark.django_db
MOVES = ("receive", "cancel")
# As a statement of the web role would write past the acts: into the item, its base row, or what follows from both.
STATEMENTS = (
    "update configuration_configurationitem set serial = 'x' where record_id = {pk}",
    "update configuration_configurationitem set change_id = 4711, serial = 'x' where record_id = {pk}",
    "update configuration_configurationitem set relations = '[]' where record_id = {pk}",
    "update kernel_record set title = 'x' where id = {pk}",
    "update kernel_record set state = 'in_use' where id = {pk}",
    "update kernel_record set owner_id = (select id from people_person where code = 'p-desk') where id = {pk}",
    "update kernel_record set kind = 'incident' where id = {pk}",
    """update kernel_record r set project_id = j.id, customer_id = j.customer_id from people_serviceproject j
    where j.code = 'own-ops' and r.id = {pk}""",
    "delete from configuration_configurationitem where record_id = {pk}",
    "delete from kernel_record where id = {pk}",
    "update configuration_relation set valid_to = now() where source_id = {pk}",
    "delete from configuration_relation where source_id = {pk}",
    """insert into configuration_relation (source_id, target_id, relation, "group", valid_from)
    values ({pk}, {other}, 'uses', '', now())""",
    "update configuration_revision set snapshot = '{{}}' where record_id = {pk}",
    """insert into kernel_record (kind, number, title, title_en, state, customer_id, project_id, supplier_id, author_id,
    audience, restriction, opened_at, updated_at, is_open, version, tags, custom) select kind, 'CI-900001', title,
    title_en, state, customer_id, project_id, supplier_id, author_id, audience, restriction, opened_at, updated_at,
    is_open, version, tags, custom from kernel_record where id = {pk}""",
)


@contextmanager
def tried() -> Iterator[None]:
    """What is tried inside is settled as at the end of a transaction, and taken back."""
    with transaction.atomic():
        yield
        settle()
        transaction.set_rollback(True)


def _item() -> tuple[Any, Any]:
    other = ci("sh1-h1")
    return ci("sh1-vm", relations=needs(other, relation="runs_on")), other


@pytest.mark.django_db(transaction=True)
def test_no_statement_of_the_web_role_passes() -> None:
    """On committed rows: what holds base and item together asks which transaction wrote them."""
    item, other = _item()
    plan_in_force()
    passed = []
    for statement in STATEMENTS:
        with suppress(DatabaseError), as_("service-head"), tried(), connection.cursor() as cursor:
            cursor.execute(statement.format(pk=item.pk, other=other.pk))
            settle()
            passed.append(statement)
    assert not passed, "\n".join(passed)


def test_acts_say_why_in_a_sentence() -> None:
    item, _other = _item()
    plan_in_force()
    tries = [(ci, "sh1-new", {}), (amend, item.number, {"serial": "x"}), (amend, item.number, {"relations": []})]
    tries += [
        (
            lambda number, name=name, **raw: move(number, name, **raw),
            item.number,
            {"cancel_reason": "x"} if name == "cancel" else {},
        )
        for name in MOVES
    ]
    for act, about, raw in tries:
        with pytest.raises(Refused) as refused, tried():
            act(about, **raw)
        assert str(SENTENCES["no_change"]) in map(str, refused.value.reasons)


def test_pages_and_rest_refuse_without_a_change() -> None:
    item, _other = _item()
    plan_in_force()
    client, base = Client(), f"/ci/{item.number}/"
    client.force_login(User.objects.get(username="engineer"))
    new = {"title": "sh1-new", "ci_class": "virtual_machine", "project": "alpha-ops", "criticality": "3"}
    for path, sent in (("/ci/new/", new), (f"{base}amend/", {"serial": "x"}), (f"{base}move/receive/", {})):
        page = client.post(path, {**sent, "version": item.version})
        assert page.status_code == 422, path
        assert str(SENTENCES["no_change"])[:20] in page.content.decode() or "配置控制" in page.content.decode()
    with as_("engineer"):
        token = issue("engineer")
    asked = {"HTTP_AUTHORIZATION": f"Bearer {token}", "content_type": "application/json", "HTTP_ACCEPT_LANGUAGE": "zh"}
    api = f"/api/v1{base}"
    for method, path, body in (
        ("post", "/api/v1/ci/", {k: v for k, v in new.items() if k != "criticality"}),
        ("patch", api, {"serial": "x", "version": item.version}),
        ("post", f"{api}moves/receive/", {"version": item.version}),
    ):
        answer = getattr(client, method)(path, json.dumps(body), **asked)
        assert answer.status_code == 409, answer.content
        assert "配置控制" in answer.content.decode()


def test_comments_and_tags_are_no_part_of_the_configuration() -> None:
    from steward.kernel import acts
    from steward.kernel.catalogue import process_of

    item, _other = _item()
    plan_in_force()
    with tried(), as_("engineer") as actor:
        acts.comment(process_of("ci"), item.number, actor=actor, body="看过了")
        amend(item.number, tags=["已盘点"])


def test_another_project_is_free_until_its_own_plan() -> None:
    from steward.kernel import acts
    from steward.kernel.catalogue import process_of

    plan_in_force()
    with tried(), as_("service-head") as actor:
        raw = {"title": "beta-vm", "ci_class": "virtual_machine", "project": "beta-ops"}
        acts.open_record(process_of("ci"), actor=actor, raw=raw)


ALLOWING = """create or replace function steward.why_no_ci_write(change bigint, ci bigint, project bigint) returns text
    language sql stable as $$ select case when why_no_ci_write.change = 4711 then null
        when steward.under_control(why_no_ci_write.project) then 'not_authorised' end $$"""
FREED = """drop trigger under_control on configuration_configurationitem;
    alter table kernel_record disable trigger ci_revised;
    drop trigger under_control on configuration_relation;
    drop trigger first_is_covered on configuration_revision"""


@pytest.mark.django_db(transaction=True)
def test_an_authorised_change_opens_the_way_and_no_longer(owner_connection: psycopg.Connection[Any]) -> None:
    """The look-up of changes is another chapter's: a stand-in allows the change 4711 alone."""
    item, _other = _item()
    plan_in_force()
    owner_connection.execute(ALLOWING)
    owner_connection.commit()
    with as_("engineer"), connection.cursor() as cursor:
        cursor.execute(STATEMENTS[1].format(pk=item.pk))
    with as_("engineer"), connection.cursor() as cursor:
        cursor.execute("select change_id from configuration_revision where record_id = %s order by id desc", [item.pk])
        assert cursor.fetchone() == (4711,)
    with pytest.raises(DatabaseError), as_("engineer"), connection.cursor() as cursor:
        cursor.execute("update configuration_configurationitem set change_id = 12 where record_id = %s", [item.pk])
    with as_("engineer"), connection.cursor() as cursor:
        cursor.execute(
            "with own as (update configuration_configurationitem set change_id = 4711 where record_id = %s)"
            " update kernel_record set title = 'sh1-y' where id = %s", [item.pk, item.pk],
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_without_the_triggers_the_statements_do_reach_the_tables(owner_connection: psycopg.Connection[Any]) -> None:
    """The control: it is the triggers that hold, not a statement that would fail anyway."""
    item, other = _item()
    plan_in_force()
    owner_connection.execute(FREED)
    owner_connection.commit()
    for statement in STATEMENTS[:2] + STATEMENTS[3:7]:
        with as_("engineer"), tried(), connection.cursor() as cursor:
            cursor.execute(statement.format(pk=item.pk, other=other.pk))
            assert cursor.rowcount == 1, statement


def test_nobody_states_which_revision_a_write_is() -> None:
    """Changes count what they created by first revisions."""
    item, _other = _item()
    with as_("engineer"), connection.cursor() as cursor:
        sql = "update configuration_configurationitem set revision = 1 where record_id = %s returning revision"
        cursor.execute(sql, [item.pk])
        assert cursor.fetchone() == (2,)
