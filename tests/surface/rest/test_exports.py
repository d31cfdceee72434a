"""Exports by REST: asked for, followed, saved, given up."""

from __future__ import annotations

import pytest

from steward.surface.exports import running
from tests.people import as_
from tests.surface.exported import rows_of, saved


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def carry_out(username, export):
    with as_(username) as actor:
        account = actor.id
    running.run(export["id"], account)


def asked(program, **body):
    response = program.send("post", "exports/", {"kind": "incident", "format": "csv", **body})
    assert response.status_code == 201, response.content.decode()
    assert response["Location"] == response.json()["url"]
    return response.json()


def test_an_export_is_asked_for_followed_and_saved(desk):
    desk.create(title="one")
    desk.create(title="two")
    export = asked(desk, params={"state": "all", "q": ["one"]})
    assert export["state"] == "waiting"
    assert export["file"] is None
    assert export["params"] == {"state": ["all"], "q": ["one"], "sort": ["-number"]}
    carry_out("desk", export)
    done = desk.get(f"exports/{export['id']}/")
    assert (done["state"], done["rows"], done["total"]) == ("done", 1, 1)
    response = desk.send("get", f"exports/{export['id']}/file/")
    content = b"".join(response.streaming_content)
    assert len(content) == done["size"]
    assert response["Content-Disposition"] == 'attachment; filename="incident.csv"'
    assert len(rows_of(content)) == 2
    assert [each["id"] for each in desk.get("exports/")["items"]] == [export["id"]]


def test_the_page_and_rest_tell_of_the_same_exports(desk, client):
    from steward.people.models import User

    export = asked(desk, format="xlsx")
    client.force_login(User.objects.get(username="desk"))
    assert f"/exports/{export['id']}/cancel/" in client.get("/exports/").content.decode()
    carry_out("desk", export)
    assert rows_of(saved(client, f"/exports/{export['id']}/file/"))


def test_it_is_given_up(desk):
    export = asked(desk)
    response = desk.send("delete", f"exports/{export['id']}/")
    assert (response.status_code, response.json()["state"]) == (200, "cancelled")
    carry_out("desk", export)
    assert desk.get(f"exports/{export['id']}/")["state"] == "cancelled"


def test_nobody_else_finds_it(desk, contact):
    export = asked(desk)
    for method, path in (("get", ""), ("delete", ""), ("get", "file/")):
        assert contact.send(method, f"exports/{export['id']}/{path}").status_code == 404
    assert contact.get("exports/")["items"] == []
    assert desk.get(f"exports/{export['id']}/")["state"] == "waiting"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"kind": "weather"}, "kind"),
        ({"format": "odt"}, "format"),
        ({"format": None}, "format"),
        ({"params": {"colour": "red"}}, "colour"),
        ({"params": {"state": "no-such"}}, "state"),
        ({"params": ["state"]}, "params"),
        ({"params": {"state": 3}}, "params"),
        ({"params": {"state": [["x"]]}}, "params"),
        ({"columns": "all"}, "columns"),
    ],
)
def test_what_can_t_be_exported_is_refused_by_name(desk, body, fault):
    response = desk.send("post", "exports/", {"kind": "incident", "format": "csv", **body})
    assert response.status_code == 422, response.content.decode()
    assert fault in response.json()["faults"]
    assert desk.get("exports/")["items"] == []


def test_the_same_key_asks_once(desk):
    body = {"kind": "incident", "format": "csv"}
    first, again = (desk.send("post", "exports/", body, Idempotency_Key="e").json() for _turn in range(2))
    assert first == again
    assert len(desk.get("exports/")["items"]) == 1
