"""What hangs on a record: timeline, comments, files, links, watching; each within its reach."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(program, number, name, content, media_type="text/plain", **more):
    file = SimpleUploadedFile(name, content, media_type)
    return program.client.post(
        f"/api/v1/incident/{number}/attachments/", {"file": file, **more}, headers=program.headers
    )


def test_the_timeline_tells_who_did_what(desk, contact):
    number = desk.create(team="network")["number"]
    desk.send("patch", f"incident/{number}/", {"owner": "p-engineer"}, If_Match='"1"')
    desk.send("post", f"incident/{number}/moves/start/", {}, If_Match='"2"')
    entries = desk.get(f"incident/{number}/timeline/")["items"]
    told = [e for e in entries if e["verb"] != "clock"]
    assert [e["verb"] for e in told] == ["moved", "amended", "opened"]
    assert told[0]["move"] == "start"
    assert told[1]["changes"]["owner"] == [None, "p-engineer"]
    assert told[1]["actor"] == "desk"
    assert told[2]["changes"]["team"] == [None, "network"]
    seen = [e for e in contact.get(f"incident/{number}/timeline/")["items"] if e["verb"] != "clock"]
    assert [e["verb"] for e in seen] == ["moved", "opened"]
    assert "team" not in seen[1]["changes"]
    assert seen[0]["actor"] is None


def test_the_timeline_has_pages(desk):
    number = desk.create()["number"]
    for i in range(5):
        assert desk.send("post", f"incident/{number}/comments/", {"body": f"note {i}"}).status_code == 201
    ids, before = [], ""
    while before is not None:
        page = desk.get(f"incident/{number}/timeline/?limit=2&before={before}")
        ids += [entry["id"] for entry in page["items"]]
        before = page["before"]
    assert len(ids) == len(set(ids)) == 6
    assert ids == sorted(ids, reverse=True)
    for query in ("limit=0", "limit=x", "before=-1", "before=99999999999999999999", "limit=201"):
        assert desk.send("get", f"incident/{number}/timeline/?{query}").status_code == 422


def test_notes_stay_inside_and_replies_go_out(desk, contact):
    number = desk.create()["number"]
    note = desk.send("post", f"incident/{number}/comments/", {"body": "inner CANARY", "minutes": 5}).json()
    reply = desk.send("post", f"incident/{number}/comments/", {"body": "hello", "reach": "customer"}).json()
    answer = contact.send("post", f"incident/{number}/comments/", {"body": "thanks", "reach": "internal"}).json()
    assert (note["reach"], note["verb"], note["minutes"]) == ("internal", "commented", 5)
    assert (reply["reach"], reply["verb"]) == ("customer", "replied")
    assert answer["reach"] == "customer"
    assert [e["body"] for e in contact.get(f"incident/{number}/comments/")["items"]] == ["thanks", "hello"]
    assert len(desk.get(f"incident/{number}/comments/")["items"]) == 3


@pytest.mark.parametrize(
    "body",
    [{}, {"body": ""}, {"body": " \u200b"}, {"body": 5}, {"body": "x", "reach": "all"}, {"body": "x", "minutes": "5"},
     {"body": "x", "minutes": -1}, {"body": "x", "minutes": True}, {"body": "x", "colour": 1}, {"body": "x" * 20_001}],
)  # fmt: skip
def test_a_bad_comment_is_not_written(desk, body):
    number = desk.create()["number"]
    assert desk.send("post", f"incident/{number}/comments/", body).status_code == 422
    assert desk.get(f"incident/{number}/comments/")["items"] == []


def test_a_file_comes_back_as_it_went(desk, contact):
    number, content = desk.create()["number"], bytes(range(256)) * 10
    made = upload(desk, number, "report <b>.pdf", content, "application/pdf", reach="customer")
    assert made.status_code == 201, made.content.decode()
    told = made.json()
    assert (told["size"], told["sha256"]) == (2560, hashlib.sha256(content).hexdigest())
    assert contact.get(f"incident/{number}/attachments/")["items"] == [told]
    response = contact.client.get(told["url"], headers=contact.headers)
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_page_in_disguise_is_bytes(desk):
    number = desk.create()["number"]
    for name, media_type in (("x.svg", "image/svg+xml"), ("x.html", "text/html"), ("x", "")):
        told = upload(desk, number, name, b"<script>alert(1)</script>", media_type).json()
        response = desk.client.get(told["url"], headers=desk.headers)
        assert response["Content-Type"] == "application/octet-stream"
        b"".join(response.streaming_content)


def test_files_of_inner_reach_and_of_others_are_not_there(desk, contact, program):
    number = desk.create()["number"]
    told = upload(desk, number, "inner.txt", b"CANARY").json()
    assert contact.get(f"incident/{number}/attachments/")["items"] == []
    for stranger in (contact, program("customer-b"), program("admin")):
        assert stranger.client.get(told["url"], headers=stranger.headers).status_code == 404
    other = desk.create()["number"]
    assert desk.send("get", f"incident/{other}/attachments/{told['id']}/").status_code == 404


def test_a_bad_upload_is_refused(desk):
    number = desk.create()["number"]
    assert upload(desk, number, "x", b"x", reach="all").status_code == 422
    assert upload(desk, number, "x", b"x", colour="red").status_code == 422
    assert desk.send("post", f"incident/{number}/attachments/", {"file": "x"}).status_code == 415
    path = f"/api/v1/incident/{number}/attachments/"
    assert desk.client.post(path, {}, headers=desk.headers).status_code == 422
    broken = {"content_type": "multipart/form-data; boundary=x", "headers": desk.headers}
    assert desk.client.generic("POST", path, b"--x\r\nnonsense", **broken).status_code in (400, 422)
    nameless = {"content_type": "multipart/form-data", "headers": desk.headers}
    assert desk.client.generic("POST", path, b"x", **nameless).status_code == 400
    assert desk.get(f"incident/{number}/attachments/")["items"] == []


def test_links_show_where_both_ends_are_visible(desk, contact):
    own, other = desk.create()["number"], desk.create(project="beta-ops")["number"]
    response = desk.send("post", f"incident/{own}/links/", {"relation": "related_to", "target": other})
    assert response.status_code == 201
    (link,) = response.json()["items"]
    assert (link["number"], link["direction"], link["relation"]) == (other, "out", "related_to")
    (back,) = desk.get(f"incident/{other}/links/")["items"]
    assert (back["number"], back["direction"]) == (own, "in")
    assert contact.get(f"incident/{own}/links/")["items"] == []
    for body in ({"relation": "x", "target": own}, {"relation": "related_to", "target": "INC-999999"}, {}):
        assert desk.send("post", f"incident/{other}/links/", body).status_code == 422
    assert (
        contact.send("post", f"incident/{own}/links/", {"relation": "related_to", "target": other}).status_code == 422
    )


def test_watching_begins_and_ends(desk):
    number = desk.create()["number"]
    path = f"incident/{number}/watch/"
    assert desk.get(path) == {"watching": False}
    assert desk.send("put", path).json() == {"watching": True}
    assert desk.get(path) == {"watching": True}
    assert desk.send("delete", path).json() == {"watching": False}
    assert desk.get(path) == {"watching": False}
