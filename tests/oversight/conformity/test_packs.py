"""A pack from the page: asked for, made by the worker, saved, and every saving kept (manual 1.2.2)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from steward.oversight.conformity.models import AskedPack, Pack, PackTaken
from steward.oversight.conformity.pack import running, store
from steward.people.models import User
from tests.people import as_

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
PAGE = "/conformity/packs/"
MARKED = 'Conformity</span><span class="count">1</span>'


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def visitor(username: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username=username))
    return client


def asked(client: Client, **values: str) -> Any:
    return client.post(PAGE, {"language": "en", **values})


def worked() -> AskedPack:
    """What the worker does with what was deferred last."""
    with as_("quality"):
        last = AskedPack.objects.order_by("-pk")[0]
    running.run(last.pk, last.user_id)
    with as_("quality"):
        return AskedPack.objects.get(pk=last.pk)


def is_marked(client: Client) -> bool:
    """Whether the menu says that something of conformity has ended."""
    return MARKED in client.get("/conformity/ahead/").content.decode()


def test_a_pack_is_made_in_the_background_marked_in_the_menu_saved_and_the_saving_kept() -> None:
    quality = visitor("quality")
    assert 'value="zh"' in quality.get(PAGE).content.decode()
    assert asked(quality).status_code == 303
    assert "The pack is being made." in quality.get(PAGE).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'steward.audit_pack'")
        assert len(cursor.fetchall()) == 1
    done = worked()
    assert (done.state, done.pack.language) == (AskedPack.DONE, "en")
    assert is_marked(quality)
    assert done.pack.seal in quality.get(PAGE).content.decode()
    assert not is_marked(quality)
    answer = quality.get(f"{PAGE}{done.pk}/file/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as held:
        assert "7.1.2" in held.read("index.html").decode()
    with as_("quality"):
        assert list(PackTaken.objects.values_list("user__username", flat=True)) == ["quality"]
    assert "1 time, last at" in quality.get(PAGE).content.decode()


@pytest.mark.parametrize(("username", "status"), [("manager", 403), ("desk", 403), ("customer-a", 404)])
def test_others_than_its_makers_are_refused_with_the_reason(username: str, status: int) -> None:
    answer = asked(visitor(username))
    assert answer.status_code == status
    with as_("quality"):
        assert not AskedPack.objects.exists()


def test_a_second_one_is_refused_until_the_first_is_over_and_one_given_up_leaves_nothing() -> None:
    quality = visitor("quality")
    asked(quality)
    again = asked(quality)
    assert (again.status_code, "already" in again.content.decode()) == (403, True)
    assert asked(quality, step="cancel").status_code == 303
    assert worked().state == AskedPack.CANCELLED
    with as_("quality"):
        assert not Pack.objects.exists()
    assert list(store.folder().glob("*")) == []


def test_a_file_that_was_altered_is_not_given_out() -> None:
    quality = visitor("quality")
    asked(quality)
    done = worked()
    place = store.place_of(done)
    content = bytearray(place.read_bytes())
    content[100] ^= 1
    place.write_bytes(bytes(content))
    answer = quality.get(f"{PAGE}{done.pk}/file/")
    assert (answer.status_code, "seal" in answer.content.decode()) == (403, True)


def test_a_right_withdrawn_meanwhile_ends_it_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    quality = visitor("quality")
    asked(quality)
    monkeypatch.setattr(running, "actor_of", lambda _account: None)
    assert (worked().state, worked().why) == (AskedPack.STOPPED, "right")
    monkeypatch.undo()
    assert "no pack was made" in quality.get(PAGE).content.decode()


def test_one_without_room_on_the_disk_ends_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    quality = visitor("quality")
    asked(quality)

    def full(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "keep", full)
    assert worked().why == "disk"
    with as_("quality"):
        assert not Pack.objects.exists()
