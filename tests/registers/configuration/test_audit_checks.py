"""Checks of an audit: by phone, by whoever does not own the item; what differs becomes a discrepancy (8.1.9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Attachment
from steward.people.models import User
from steward.registers.configuration.models import ConfigurationAudit, Discrepancy
from tests.people import as_
from tests.registers.configuration.audits import RESULT, begun, go, lines_of, on_hand
from tests.registers.configuration.items import amend, move

pytestmark = pytest.mark.django_db


def visitor(username: str = "quality") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def post(number: str, verdict: str, item: Any = None, username: str = "quality", **more: Any) -> Any:
    """What the page answers to a check."""
    sent = {"verdict": verdict, **({"item": item.number} if item else {}), **more}
    return visitor(username).post(f"/configuration_audit/{number}/check/", sent)


def told(number: str) -> list[str]:
    return [line.verdict for line in lines_of(number)]


def standing() -> list[tuple[str, str, str, str, str]]:
    with as_("quality"):
        rows = Discrepancy.objects.order_by("pk")
        return [(each.sort, each.attribute, each.recorded, each.found, each.state) for each in rows]


def test_three_taps_tick_an_item_off_from_its_own_page() -> None:
    (item,) = on_hand("sh1-srv-1", serial="SN1")
    number = begun()
    way = f"/configuration_audit/{number}/check/?item={item.number}"
    page = visitor().get(f"/ci/{item.number}/").content.decode()
    assert way in page
    assert way not in visitor("manager").get(f"/ci/{item.number}/").content.decode()
    assert "SN1" in visitor().get(way).content.decode()
    photo = SimpleUploadedFile("rack.jpg", b"\xff\xd8x", "image/jpeg")
    assert post(number, "as_recorded", item, times="0", photo=photo).status_code == 303
    (line,) = lines_of(number)
    with as_("quality"):
        assert Attachment.objects.get().name == f"{item.number} rack.jpg"
    assert (line.verdict, line.times, line.seen_by) == ("as_recorded", 1, "Quinn Quality")


def test_what_differs_is_a_discrepancy_until_it_is_checked_again() -> None:
    (item,) = on_hand("sh1-srv-1", serial="SN1", attributes={"cpu_cores": 8})
    number = begun()
    seen = {"field.0": "serial", "seen.0": "SN2", "field.1": "attributes.cpu_cores", "seen.1": "16"}
    assert post(number, "differs", item, **seen).status_code == 303
    assert standing() == [
        ("differs", "serial", "SN1", "SN2", "open"), ("differs", "attributes.cpu_cores", "8", "16", "open"),
    ]  # fmt: skip
    assert post(number, "differs", item, **{"field.0": "serial", "seen.0": "SN3"}).status_code == 303
    assert standing() == [
        ("differs", "serial", "SN1", "SN3", "open"), ("differs", "attributes.cpu_cores", "8", "16", "rejected"),
    ]  # fmt: skip
    same = post(number, "differs", item, **{"field.0": "serial", "seen.0": "SN1"})
    assert (same.status_code, "SN1" in same.content.decode()) == (422, True)
    assert post(number, "as_recorded", item).status_code == 303
    assert {row[4] for row in standing()} == {"rejected"}


def test_two_people_at_one_line_the_second_is_told_what_the_first_found() -> None:
    (item,) = on_hand("sh1-srv-1")
    number = begun()
    assert post(number, "as_recorded", item, times="0").status_code == 303
    late = post(number, "missing", item, "service-head", times="0", note="gone")
    assert late.status_code == 409
    for word in ("Quinn Quality", "gone"):
        assert word in late.content.decode()
    assert (told(number), standing()) == (["as_recorded"], [])


def test_what_is_no_check_is_refused_by_a_sentence() -> None:
    item, mine, gone = on_hand("sh1-srv-1", "sh1-srv-2", "sh1-srv-3")
    number = begun()
    amend(mine.number, owner="p-manager")
    move(gone.number, "dismantle")
    answers = [
        post(number, "missing", gone), post(number, "as_recorded", mine, "manager"),
        post(number, "as_recorded", item, "desk"), post(number, "excused", item), post(number, "differs", item),
        post(number, "unrecorded"), post(number, "wrong", item),
        post(number, "differs", item, **{"field.0": "colour", "seen.0": "red"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403, 403, 403, 422, 422, 422, 422, 422]
    assert gone.number in answers[0].content.decode()
    assert (told(number), standing()) == (["", "", ""], [])
    assert post(number, "as_recorded", item, "customer-a").status_code == 404


def test_it_ends_with_its_rate_and_closes_when_every_discrepancy_is_decided() -> None:
    first, second, third = on_hand("sh1-srv-1", "sh1-srv-2", "sh1-srv-3")
    number = begun()
    post(number, "as_recorded", first)
    post(number, "missing", second)
    post(number, "excused", third, note="The room is locked.")
    post(number, "unrecorded", note="A switch under the floor, SN99")
    go(number, "complete_check", **RESULT)
    with as_("quality") as actor:
        audit = ConfigurationAudit.objects.get(number=number)
        assert (audit.lines_right, audit.lines_checked, audit.accuracy) == (1, 2, 50)
        found = [each.number for each in Discrepancy.objects.order_by("pk")]
        page = visitor().get(f"/configuration_audit/{number}/").content.decode()
        assert "50.0 %" in page
        assert [row[0] for row in standing()] == ["missing", "unknown"]
        with pytest.raises(Exception, match=f"{found[0]}.*{found[1]}"):
            go(number, "close")
        for each in found:
            raw = {"reject_reason": "x"}
            acts.move(process_of("discrepancy"), each, "reject", actor=actor, raw=raw, version=None)
    assert go(number, "close").state == "closed"
    assert post(number, "as_recorded", second).status_code == 403
