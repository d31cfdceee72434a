"""Many items by a job: read in the background, shown with every row at fault, written on a second word (8.1.2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steward.kernel.models import Record
from steward.people.models import Duty, User
from steward.people.tokens import issue
from steward.registers.configuration import import_page
from steward.registers.configuration.bulk import job
from steward.surface.imports import running, store
from steward.surface.models import Import
from tests.people import as_

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
ITEMS = "class,name\n" + "".join(f"server,sh1-srv-{turn}\n" for turn in range(9))
RELATIONS = "source,relation,target\n" + "".join(f"sh1-srv-{turn},uses,sh1-srv-0\n" for turn in range(1, 9))


@pytest.fixture(autouse=True)
def _few_at_once(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(import_page, "AT_ONCE", 5)


@pytest.fixture
def engineer() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    return client


def sent(client: Client, *files: tuple[str, str], **more: str) -> Any:
    uploads = [SimpleUploadedFile(name, text.encode()) for name, text in files]
    return client.post("/ci/import/", {"project": "alpha-ops", "files": uploads, **more})


def worked(pk: int) -> Import:
    """A worker's step; the import afterwards."""
    with as_("engineer") as actor:
        account = actor.id
    running.run(pk, account, job.work)
    with as_("engineer"):
        return Import.objects.get(pk=pk)


def asked(answer: Any) -> int:
    assert answer.status_code == 303, answer.content.decode()
    return int(answer["Location"].removeprefix("/ci/imports/").rstrip("/"))


def titles() -> list[str]:
    with as_("engineer"):
        return list(Record.objects.filter(kind="ci").order_by("pk").values_list("title", flat=True))


def page(client: Client, pk: int) -> str:
    return client.get(f"/ci/imports/{pk}/").content.decode()


def test_it_is_checked_in_the_background_and_written_on_the_second_word(engineer: Client) -> None:
    pk = asked(sent(engineer, ("items.csv", ITEMS), ("relations.csv", RELATIONS)))
    waiting = page(engineer, pk)
    assert 'hx-trigger="every 2s"' in waiting
    assert 'value="cancel"' in waiting
    assert 'value="write"' not in waiting
    ready = worked(pk)
    assert (ready.state, ready.counts["new"], ready.counts["relations"]) == (Import.READY, 9, 8)
    assert "您的导出或导入已结束" in engineer.get("/ci/").content.decode()
    shown = page(engineer, pk)
    assert "sh1-srv-8" in shown
    assert 'value="write"' in shown
    assert "您的导出或导入已结束" not in engineer.get("/ci/").content.decode()
    assert titles() == []
    assert engineer.post(f"/ci/imports/{pk}/", {"step": "write"}).status_code == 303
    assert worked(pk).state == Import.DONE
    assert len(titles()) == 9
    assert '"/ci/?project=alpha-ops"' in page(engineer, pk)
    assert worked(pk).state == Import.DONE
    assert len(titles()) == 9


def test_every_row_at_fault_is_named_and_nothing_is_written(engineer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = ITEMS + "server,no name\nserver,sh1-srv-1\n"
    pk = asked(sent(engineer, ("items.csv", bad)))
    assert worked(pk).counts["faults"] == 2
    shown = page(engineer, pk)
    assert 'value="write"' not in shown
    assert '<td class="number">11</td>' in shown
    assert '<td class="number">12</td>' in shown
    assert engineer.post(f"/ci/imports/{pk}/", {"step": "write"}).status_code == 403
    left = asked(sent(engineer, ("items.csv", bad), leave_out="on"))
    assert worked(left).counts["left_out"] == 2
    engineer.post(f"/ci/imports/{left}/", {"step": "write"})
    assert worked(left).state == Import.DONE
    assert len(titles()) == 9
    monkeypatch.setattr(job, "MOST_ROWS", 8)
    stopped = worked(asked(sent(engineer, ("items.csv", ITEMS))))
    assert (stopped.state, "共 9 行：此方式最多 8 行" in stopped.reasons[0]) == (Import.STOPPED, True)


def test_given_up_while_it_writes_nothing_stays(engineer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pk = asked(sent(engineer, ("items.csv", ITEMS)))
    worked(pk)
    engineer.post(f"/ci/imports/{pk}/", {"step": "write"})
    real, seen = store.tell, []

    def given_up(one: Import, phase: str, done: int, total: int) -> None:
        real(one, phase, done, total)
        seen.append((phase, done, total))
        if phase == "writing":
            Import.objects.filter(pk=pk).update(state=Import.CANCELLED)

    monkeypatch.setattr(store, "tell", given_up)
    worked(pk)
    assert seen[-1] == ("writing", 0, 9)
    assert titles() == []


def test_a_right_withdrawn_or_a_third_import_ends_it_with_a_sentence(engineer: Client) -> None:
    first = asked(sent(engineer, ("items.csv", ITEMS)))
    asked(sent(engineer, ("items.csv", ITEMS)))
    assert "两个导入" in sent(engineer, ("items.csv", ITEMS)).content.decode()
    with as_("service-head"):
        Duty.objects.filter(person__user__username="engineer").update(ends_on="2025-12-31")
    stopped = worked(first)
    assert stopped.state == Import.STOPPED
    assert "权限" in stopped.reasons[0]


def test_rest_is_told_where_to_follow_it(engineer: Client) -> None:
    with as_("engineer"):
        asked_by: Any = {"HTTP_AUTHORIZATION": f"Bearer {issue('engineer')}", "content_type": "application/json"}
    items = [{"class": "server", "name": f"sh1-srv-{turn}"} for turn in range(9)]
    answer = engineer.post("/api/v1/ci/import/", json.dumps({"project": "alpha-ops", "items": items}), **asked_by)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["state"], answer["Location"]) == ("waiting", told["url"])
    worked(told["id"])
    done = engineer.get(told["url"], **asked_by).json()
    assert (done["state"], done["counts"]["new"]) == ("done", 9)
    assert len(titles()) == 9
    assert engineer.delete(told["url"], **asked_by).json()["state"] == "done"
