"""Items in bulk by page and by REST: preview, apply, nothing typed lost; under control a change or nothing (8.1.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steward.kernel.models import Record
from steward.people.models import User
from steward.people.tokens import issue
from tests.people import as_
from tests.registers.configuration.items import ci, plan_in_force

pytestmark = pytest.mark.django_db
ITEMS = "class,name,serial\nserver,sh1-srv-1,SN1\nvirtual_machine,sh1-vm-1,\n"
RELATIONS = "source,relation,target\nsh1-vm-1,runs_on,sh1-srv-1\n"


@pytest.fixture
def engineer() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    return client


def sent(client: Client, *files: tuple[str, str], **more: str) -> Any:
    uploads = [SimpleUploadedFile(name, text.encode("gb18030")) for name, text in files]
    return client.post("/ci/import/", {"project": "alpha-ops", "files": uploads, **more})


def kept(page: str) -> str:
    return page.split('name="kept" value="', 1)[1].split('"', 1)[0]


def titles() -> list[str]:
    with as_("engineer"):
        return list(Record.objects.filter(kind="ci").order_by("pk").values_list("title", flat=True))


def test_a_preview_writes_nothing_and_its_second_word_does(engineer: Client) -> None:
    page = sent(engineer, ("items.csv", ITEMS), ("relations.csv", RELATIONS), change="").content.decode()
    assert "sh1-srv-1" in page
    assert titles() == []
    done = engineer.post("/ci/import/", {"project": "alpha-ops", "kept": kept(page), "apply": "yes"})
    assert (done.status_code, done["Location"]) == (303, "/ci/?project=alpha-ops")
    assert titles() == ["sh1-srv-1", "sh1-vm-1"]
    again = engineer.post("/ci/import/", {"project": "alpha-ops", "kept": kept(page), "apply": "yes"})
    assert "无需写入" in again.content.decode()


def test_a_row_at_fault_is_named_and_nothing_typed_is_lost(engineer: Client) -> None:
    answer = sent(engineer, ("items.csv", f"{ITEMS}server,no name,\n"), apply="yes")
    page = answer.content.decode()
    assert (answer.status_code, titles()) == (422, [])
    assert "items.csv" in page
    assert kept(page)
    again = engineer.post(
        "/ci/import/", {"project": "alpha-ops", "kept": kept(page), "apply": "yes", "leave_out": "on"}
    )
    assert (again.status_code, titles()) == (303, ["sh1-srv-1", "sh1-vm-1"])
    broken = engineer.post("/ci/import/", {"project": "alpha-ops", "kept": "xx"})
    assert "重新选择文件" in broken.content.decode()
    assert "请先选择" in sent(engineer).content.decode()


def test_what_is_taken_out_comes_in_again_unchanged(engineer: Client) -> None:
    ci("sh1-vm-1", serial="=1+1")
    for form in ("csv", "xlsx"):
        out = engineer.get(f"/ci/inventory.{form}?project=alpha-ops")
        assert out.status_code == 200
        name, raw = ("x.xlsx", out.content) if form == "xlsx" else ("x.csv", _first_of(out.content))
        answer = engineer.post("/ci/import/", {"project": "alpha-ops", "files": SimpleUploadedFile(name, raw)})
        assert "无需写入" in answer.content.decode()
    assert engineer.get("/ci/inventory.exe?project=alpha-ops").status_code == 404
    assert engineer.get("/ci/inventory.csv?project=beta-ops").status_code == 422


def _first_of(packed: bytes) -> bytes:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(packed)).read("items.csv")


def test_rest_tells_and_does_the_same(engineer: Client) -> None:
    with as_("engineer"):
        asked: Any = {"HTTP_AUTHORIZATION": f"Bearer {issue('engineer')}", "content_type": "application/json"}
    body: dict[str, Any] = {
        "project": "alpha-ops", "items": [{"class": "server", "name": "sh1-srv-1"}],
        "relations": [{"source": "sh1-srv-1", "relation": "uses", "target": "nowhere"}],
    }  # fmt: skip

    def post(**more: Any) -> Any:
        return engineer.post("/api/v1/ci/import/", json.dumps({**body, **more}), **asked)

    told = post(dry_run=True).json()
    assert (told["written"], told["counts"]["new"], told["faults"][0]["line"]) == (False, 1, 1)
    assert post().status_code == 422
    assert titles() == []
    assert post(leave_out=True).json()["counts"]["left_out"] == 1
    assert titles() == ["sh1-srv-1"]
    plan_in_force()
    refused = post(items=[{"class": "server", "name": "sh1-srv-2"}], relations=[])
    assert refused.status_code == 422
    assert "配置控制" in refused.content.decode()
    assert titles() == ["sh1-srv-1"]


def test_contacts_and_those_who_keep_no_items_are_refused() -> None:
    for username, status in (("customer-a", 404), ("desk", 403)):
        client = Client()
        client.force_login(User.objects.get(username=username))
        assert client.get("/ci/import/").status_code == status
        assert client.post("/ci/import/", {"project": "alpha-ops"}).status_code == status
