"""Configuration items: held to their class, from order to disposal, every write a revision (8.1.1, 8.1.4, 8.1.5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from steward.kernel.refusal import Invalid, Refused
from steward.people.models import User
from steward.registers.configuration.models import CiClass, Relation, Revision
from tests.people import as_
from tests.registers.configuration.items import amend, ci, move, needs, settle

pytestmark = pytest.mark.django_db


def refused(act: Any, *args: Any, **raw: Any) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **raw)
    return " ".join(map(str, found.value.reasons))


def test_attributes_are_those_of_the_class_and_of_all_above_it() -> None:
    server = ci(
        "sh1-srv-001",
        "hypervisor",
        attributes={"cpu_cores": "32", "model": " R760 ", "hypervisor_type": "KVM"},
        version_label="8",
    )
    assert server.attributes == {"model": "R760", "cpu_cores": 32, "hypervisor_type": "KVM"}
    assert "整数" in refused(ci, "sh1-srv-002", "server", attributes={"cpu_cores": "many"})
    assert "slots" in refused(ci, "sh1-srv-002", "server", attributes={"slots": 3})
    assert "有效期至" in refused(ci, "www", "certificate")


def test_a_name_fits_the_pattern_of_its_class() -> None:
    assert "sh1-srv-012" in refused(ci, "Server 1", "server")
    assert "版本" in refused(ci, "erp-db", "database")
    assert ci("erp-db", "database", version_label="16.4").number.startswith("CI-")


def test_its_life_leads_from_order_to_disposal_and_proves_itself() -> None:
    number = ci("sh1-app-1").number
    move(number, "receive", serial="SN1")
    assert "验收" in refused(move, number, "accept", accepted_on="2099-01-01", acceptance="ok")
    move(number, "accept", accepted_on="2026-01-02", acceptance="测试通过")
    move(number, "begin_change")
    move(number, "end_change")
    assert "拆除" not in refused(move, number, "dispose", disposed_on="2026-02-01", disposal="x")
    move(number, "dismantle")
    gone = move(number, "dispose", disposed_on="2026-02-01", disposal="按规定销毁硬盘")
    assert (gone.state, gone.is_open) == ("disposed", False)
    with as_("engineer"):
        told = Revision.objects.filter(record_id=gone.pk).order_by("id").values_list("snapshot__state", flat=True)
        assert list(told) == [
            "ordered", "received", "in_use", "under_change", "in_use", "dismantled", "disposed",
        ]  # fmt: skip
    settle()


def test_each_write_is_a_revision_and_a_tag_or_a_note_is_none() -> None:
    number = ci("sh1-app-1").number
    assert amend(number, title="sh1-app-2").revision == 2
    assert amend(number, tags=["x"]).revision == 2
    assert amend(number, title="sh1-app-2").revision == 2
    settle()


def test_relations_hold_for_as_long_as_they_are_stated() -> None:
    first, second = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    host, other = ci("sh1-h1", at=first), ci("sh1-h2", at=first)
    guest = ci("sh1-vm", at=first, relations=needs(host, relation="runs_on"))
    amend(guest.number, at=second, relations=needs(other, relation="runs_on"))
    with as_("engineer"):
        spans = (
            Relation.objects.filter(source_id=guest.pk)
            .order_by("id")
            .values_list("target_id", "valid_from", "valid_to")
        )
        assert list(spans) == [(host.pk, first, second), (other.pk, second, None)]


def test_relations_name_what_is_there_once_and_never_lead_back() -> None:
    host = ci("sh1-h1")
    guest = ci("sh1-vm", relations=needs(host, relation="runs_on"))
    assert "CI-999999" in refused(amend, guest.number, relations=[{"relation": "uses", "target": "CI-999999"}])
    assert guest.number in refused(amend, guest.number, relations=needs(guest))
    assert "重复" in refused(amend, guest.number, relations=needs(host, host))
    assert "循环" in refused(amend, host.number, relations=needs(guest, relation="runs_on"))
    assert "冗余组" in refused(amend, guest.number, relations=needs(host, group="g", needed=2))
    assert "冗余组" in refused(amend, guest.number, relations=needs(host, needed=1))


def test_nothing_is_taken_away_that_something_in_use_needs() -> None:
    host = ci("sh1-h1")
    guest = ci("sh1-vm", relations=needs(host, relation="runs_on"))
    move(guest.number, "receive")
    move(guest.number, "accept", accepted_on="2026-01-02", acceptance="ok")
    assert guest.number in refused(move, host.number, "cancel", cancel_reason="x")
    amend(guest.number, relations=[])
    assert move(host.number, "cancel", cancel_reason="x").state == "cancelled"


def test_another_customers_item_can_t_be_named() -> None:
    from steward.kernel import acts
    from steward.kernel.catalogue import process_of

    with as_("service-head") as actor:
        raw = {"title": "beta-vm", "ci_class": "virtual_machine", "project": "beta-ops"}
        beta = acts.open_record(process_of("ci"), actor=actor, raw=raw)
        alpha = ci("sh1-vm")
        with pytest.raises(Invalid):
            acts.amend(process_of("ci"), alpha.number, actor=actor, raw={"relations": needs(beta)}, version=None)


def test_the_form_asks_what_the_class_states_in_the_readers_language() -> None:
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    page = client.get("/ci/new/?ci_class=server").content.decode()
    assert "CPU核数" in page
    assert "制造商" in page
    sent = {
        "title": "sh1-srv-9",
        "ci_class": "server",
        "project": "alpha-ops",
        "attributes.cpu_cores": "16",
        "attributes.model": "R7",
    }
    answer = client.post("/ci/new/", {**sent, "criticality": "2"})
    assert answer.status_code == 303, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    assert "CPU核数" in page
    assert "R7" in page
    assert 'value="16"' in client.get(f"{answer['Location']}amend/").content.decode()
    wrong = client.post("/ci/new/", {**sent, "attributes.cpu_cores": "x"})
    assert wrong.status_code == 422
    assert 'value="x"' in wrong.content.decode()
    assert client.post("/ci/new/", {**sent, "attributes.no_such": "x"}).status_code == 422


def test_a_class_that_contradicts_itself_is_not_kept() -> None:
    with as_("service-head"):
        server = CiClass.objects.get(code="server")
        for field, value in (
            ("name_pattern", "("), ("attributes", [{"key": "model"}]), ("attributes", [{"key": "A b"}]),
            ("parent", CiClass.objects.get(code="hypervisor")), ("code", "a/b"),
        ):  # fmt: skip
            changed = CiClass(code="server", name_zh="x", name_en="x", parent=server.parent)
            setattr(changed, field, value)
            with pytest.raises(Invalid):
                changed.fill_in()


def test_a_class_that_moves_takes_its_branch_along() -> None:
    with as_("service-head"):
        server = CiClass.objects.get(code="server")
        server.path = "item/server"
        server.save()
        assert CiClass.objects.get(code="hypervisor").path == "item/server/hypervisor"
