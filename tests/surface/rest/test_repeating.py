"""A write asked for twice is done once, and nobody's change is lost, whoever races."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from steward.surface.models import Idempotency

BODY = {"title": "VPN is down", "project": "alpha-ops"}


def together(count, act):
    """Runs `act(i)` in threads that start at once; their answers."""
    answers, barrier = [None] * count, threading.Barrier(count)

    def run(i):
        try:
            barrier.wait()
            answers[i] = act(i)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_key_is_one_record_and_one_answer(desk):
    first = desk.send("post", "incident/", BODY, Idempotency_Key="k1")
    again = desk.send("post", "incident/", BODY, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert (first["ETag"], first["Location"]) == (again["ETag"], again["Location"])
    assert again["Content-Type"] == "application/json"
    assert desk.get("incident/")["count"] == 1


def test_another_body_under_the_key_is_refused(desk):
    desk.send("post", "incident/", BODY, Idempotency_Key="k1")
    other = desk.send("post", "incident/", {**BODY, "title": "Other"}, Idempotency_Key="k1")
    assert other.status_code == 422
    assert desk.get("incident/")["count"] == 1


def test_a_key_is_the_accounts_own(desk, program):
    desk.send("post", "incident/", BODY, Idempotency_Key="k1")
    assert program("engineer").send("post", "incident/", BODY, Idempotency_Key="k1").status_code == 201
    assert desk.get("incident/")["count"] == 2


def test_a_refused_write_leaves_the_key_free(desk):
    assert desk.send("post", "incident/", {**BODY, "impact": 9}, Idempotency_Key="k1").status_code == 422
    assert desk.send("post", "incident/", BODY, Idempotency_Key="k1").status_code == 201


def test_moves_and_files_are_repeated_safely(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    number = desk.create()["number"]
    for _ in range(2):
        moved = desk.send("post", f"incident/{number}/moves/start/", {}, If_Match='"1"', Idempotency_Key="m")
        assert (moved.status_code, moved["ETag"]) == (200, '"2"')
    for _ in range(2):
        sent = desk.client.post(
            f"/api/v1/incident/{number}/attachments/",
            {"file": SimpleUploadedFile("a.txt", b"a")},
            headers={**desk.headers, "Idempotency-Key": "f"},
        )
        assert sent.status_code == 201
    assert len(desk.get(f"incident/{number}/attachments/")["items"]) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "é", "a\tb"])
def test_a_strange_key_is_refused(desk, key):
    assert desk.send("post", "incident/", BODY, Idempotency_Key=key).status_code == 400


def test_a_key_is_free_after_a_day(desk):
    desk.send("post", "incident/", BODY, Idempotency_Key="k1")
    kept = Idempotency.objects.get()
    Idempotency.objects.update(made_at=kept.made_at - timedelta(hours=25))
    assert desk.send("post", "incident/", {**BODY, "title": "Other"}, Idempotency_Key="k1").status_code == 201
    assert desk.get("incident/")["count"] == 2


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_make_one_record(program):
    programs = [program("desk") for _ in range(6)]
    for round_ in range(3):
        answers = together(
            6, lambda i, key=f"k{round_}": programs[i].send("post", "incident/", BODY, Idempotency_Key=key)
        )
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert programs[0].get("incident/")["count"] == round_ + 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_saw_the_same_version_one_writes(program):
    programs = [program("desk") for _ in range(8)]
    number = programs[0].create()["number"]

    def write(i):
        name = "If_Match" if i % 2 else None
        body = {"title": f"by {i}", **({} if name else {"version": 1})}
        return programs[i].send("patch", f"incident/{number}/", body, **({name: '"1"'} if name else {}))

    answers = together(8, write)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 409, 412}
    (winner,) = (i for i, answer in enumerate(answers) if answer.status_code == 200)
    now = programs[0].get(f"incident/{number}/")
    assert (now["title"], now["version"]) == (f"by {winner}", 2)


@pytest.mark.django_db(transaction=True)
def test_who_tries_again_loses_no_update(program):
    programs = [program("desk") for _ in range(5)]
    number = programs[0].create(description="")["number"]

    def add(i):
        for _ in range(50):
            seen = programs[i].get(f"incident/{number}/")
            body = {"description": seen["description"] + f"[{i}]", "version": seen["version"]}
            if programs[i].send("patch", f"incident/{number}/", body).status_code == 200:
                return True
        return False

    assert all(together(5, add))
    now = programs[0].get(f"incident/{number}/")
    assert all(f"[{i}]" in now["description"] for i in range(5))
    assert now["version"] == 6
