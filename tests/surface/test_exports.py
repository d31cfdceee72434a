"""Exports: short lists at once, long ones by a job that tells how far it is and stops with the right (F8, C8)."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from steward.config.system_login import system_login
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Duty, ServiceProject, User
from steward.surface.exports import rows, running, store
from steward.surface.models import Export
from tests.acting_as import opened
from tests.people import as_
from tests.surface.exported import (
    asked,
    before_chunk,
    carried_out,
    files_in,
    queued,
    rows_of,
    saved,
    state_of,
    visitor,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
COUNT = 7


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files lie here; a chunk holds three rows."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(rows, "CHUNK", 3)
    return tmp_path


@pytest.fixture
def incidents() -> list[str]:
    return [opened(title=f"Printer {turn}").number for turn in range(COUNT)]


def numbers(content: bytes) -> list[str]:
    head, *found = rows_of(content)
    place = head.index("编号")
    return [row[place] for row in found]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_job_writes_what_the_page_writes_at_once(incidents: list[str], form: str) -> None:
    desk = visitor("desk")
    at_once = saved(desk, f"/incident/export.{form}?state=all")
    pk = asked("desk", form=form)
    done = carried_out("desk", pk)
    assert (done.state, done.done, done.total) == (Export.DONE, COUNT, COUNT)
    content = saved(desk, f"/exports/{pk}/file/")
    assert rows_of(content) == rows_of(at_once)
    assert numbers(content) == incidents[::-1]
    assert done.size == len(content)


def test_asking_defers_one_job_with_ids_alone(incidents: list[str]) -> None:
    pk = asked("desk")
    with as_("desk") as actor:
        assert queued() == [{"export": pk, "account": actor.id}]
        assert state_of("desk", pk).state == Export.WAITING


def test_beyond_what_is_answered_at_once_the_page_offers_the_background(
    incidents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rows.LIMITS, "csv", (COUNT - 1, 9))
    desk = visitor("desk")
    page = desk.get("/incident/export.csv?state=all&q=Printer")
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/html")
    assert 'action="/incident/export.csv?state=all&amp;q=Printer"' in page.content.decode()
    assert queued() == []
    monkeypatch.setitem(rows.LIMITS, "csv", (COUNT, 9))
    assert len(numbers(saved(desk, "/incident/export.csv?state=all&q=Printer"))) == COUNT


def test_the_page_of_exports_shows_how_far_it_is_and_marks_what_has_ended(incidents: list[str]) -> None:
    pk = asked("desk", "state=all&team=none")
    desk = visitor("desk")
    before = desk.get("/exports/").content.decode()
    assert 'hx-trigger="every 2s"' in before
    assert f'action="/exports/{pk}/cancel/"' in before
    assert f"/exports/{pk}/file/" not in before
    carried_out("desk", pk)
    assert "您的导出已结束" in desk.get("/incident/").content.decode()
    after = desk.get("/exports/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in after
    assert "hx-trigger" not in after
    assert f"/exports/{pk}/file/" in after
    assert f"已写入 {COUNT} 行，共 {COUNT} 行" in after
    assert "您的导出已结束" not in desk.get("/incident/").content.decode()


def test_the_list_leads_there_by_its_export_menu_and_by_the_account_menu(incidents: list[str]) -> None:
    page = visitor("desk").get("/incident/").content.decode()
    assert page.count('href="/exports/"') == 2


def test_nobody_else_sees_or_touches_it(incidents: list[str]) -> None:
    pk = asked("desk")
    carried_out("desk", pk)
    other = visitor("service-head")
    assert f"/exports/{pk}/" not in other.get("/exports/").content.decode()
    assert other.get(f"/exports/{pk}/file/").status_code == 404
    assert other.post(f"/exports/{pk}/cancel/").status_code == 404
    with as_("service-head"):
        assert not Export.objects.exists()


def test_a_formula_in_a_cell_stays_a_text() -> None:
    opened(title="=1+1")
    pk = asked("desk")
    carried_out("desk", pk)
    assert "'=1+1" in rows_of(saved(visitor("desk"), f"/exports/{pk}/file/"))[1]


def test_a_contact_gets_his_own_records_and_columns_alone(incidents: list[str]) -> None:
    other = opened(project="beta-ops").number
    pk = asked("customer-a")
    carried_out("customer-a", pk)
    content = saved(visitor("customer-a"), f"/exports/{pk}/file/")
    assert sorted(numbers(content)) == sorted(incidents)
    assert other not in content.decode()


def test_a_right_withdrawn_stops_it_within_the_next_chunk(
    incidents: list[str], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = asked("engineer")
    written = _watched(monkeypatch)
    with before_chunk(monkeypatch, 2, _end_duty):
        stopped = carried_out("engineer", pk)
    assert (stopped.state, stopped.why, stopped.done) == (Export.STOPPED, "right", 3)
    assert written == incidents[:-4:-1]
    assert files_in(files) == []
    assert "权限已被收回" in visitor("engineer").get("/exports/").content.decode()


def _watched(patch: pytest.MonkeyPatch) -> list[str]:
    """Which numbers are written to the file, whatever becomes of it."""
    written: list[str] = []
    real = running.sheet

    def sheet(*given: Any) -> Any:
        made = real(*given)
        add = made.add

        def noting(found: list[list[Any]]) -> None:
            written.extend(value for row in found for value in row if str(value).startswith("INC-"))
            add(found)

        made.add = noting
        return made

    patch.setattr(running, "sheet", sheet)
    return written


def _end_duty() -> None:
    with as_("service-head"):
        of_alpha = Duty.objects.filter(person__user__username="engineer", project__code="alpha-ops")
        of_alpha.update(ends_on="2025-12-31")


def test_one_right_of_several_withdrawn_stops_it_as_well(
    incidents: list[str], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_("service-head"):
        duty = Duty.objects.get(person__user__username="engineer")
        duty.pk, duty.project = None, ServiceProject.objects.get(code="beta-ops")
        duty.save()
    opened(project="beta-ops")
    pk = asked("engineer")
    with before_chunk(monkeypatch, 3, _end_duty):
        stopped = carried_out("engineer", pk)
    assert (stopped.state, stopped.why, stopped.done, stopped.total) == (Export.STOPPED, "right", 6, COUNT + 1)
    assert files_in(files) == []


def test_a_right_given_meanwhile_does_no_harm(incidents: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pk = asked("engineer")

    def give() -> None:
        with as_("service-head"):
            duty = Duty.objects.get(person__user__username="engineer")
            duty.pk, duty.project = None, ServiceProject.objects.get(code="beta-ops")
            duty.save()

    with before_chunk(monkeypatch, 2, give):
        assert carried_out("engineer", pk).state == Export.DONE


def test_a_closed_account_stops_it_too(incidents: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pk = asked("desk")
    with as_("desk") as actor:
        account = actor.id

    def close() -> None:
        User.objects.filter(pk=account).update(is_active=False)

    with before_chunk(monkeypatch, 2, close):
        running.run(pk, account)
    User.objects.filter(pk=account).update(is_active=True)
    assert state_of("desk", pk).why == "right"


def test_a_finished_file_is_not_for_whom_a_right_was_withdrawn(incidents: list[str]) -> None:
    pk = asked("engineer")
    carried_out("engineer", pk)
    engineer = visitor("engineer")
    assert len(numbers(saved(engineer, f"/exports/{pk}/file/"))) == COUNT
    _end_duty()
    refused = engineer.get(f"/exports/{pk}/file/")
    assert refused.status_code == 403
    assert "权限已被收回" in refused.content.decode()


def test_rows_that_change_meanwhile_are_neither_lost_nor_doubled(
    incidents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = asked("desk", "state=all&sort=-updated_at")

    def change() -> None:
        with as_("desk") as actor:
            acts.amend(process_of("incident"), incidents[0], actor=actor, raw={"title": "changed"}, version=None)

    with before_chunk(monkeypatch, 2, change):
        carried_out("desk", pk)
    assert sorted(numbers(saved(visitor("desk"), f"/exports/{pk}/file/"))) == incidents


def test_cancelled_it_writes_no_more_and_keeps_no_file(
    incidents: list[str], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = asked("desk")
    desk = visitor("desk")
    with before_chunk(monkeypatch, 2, lambda: desk.post(f"/exports/{pk}/cancel/")):
        ended = carried_out("desk", pk)
    assert (ended.state, ended.done) == (Export.CANCELLED, 3)
    assert files_in(files) == []
    assert carried_out("desk", pk).state == Export.CANCELLED
    assert desk.get(f"/exports/{pk}/file/").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_full_disk_is_told_with_a_sentence(
    incidents: list[str], files: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = asked("desk", form=form)

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with before_chunk(monkeypatch, 2, full):
        stopped = carried_out("desk", pk)
    assert (stopped.state, stopped.why) == (Export.STOPPED, "disk")
    assert files_in(files) == []
    assert "磁盘已满" in visitor("desk").get("/exports/").content.decode()


def test_a_filter_that_names_nothing_any_more_stops_it(incidents: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pk = asked("desk")
    with as_("desk"):
        Export.objects.filter(pk=pk).update(params={"team": ["no-such-team"]})
    assert carried_out("desk", pk).why == "filters"


def test_more_rows_than_a_file_takes_are_refused(incidents: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rows.LIMITS, "csv", (1, COUNT - 1))
    pk = asked("desk")
    assert carried_out("desk", pk).why == "too_many"
    assert "1,000,000" in visitor("desk").get("/exports/").content.decode()


def test_a_fourth_one_at_a_time_is_refused(incidents: list[str]) -> None:
    for _turn in range(3):
        asked("desk")
    refused = visitor("desk").post("/incident/export.csv?state=all")
    assert refused.status_code == 403
    assert "三个导出" in refused.content.decode()
    assert visitor("desk").post("/incident/export.exe?state=all").status_code == 403


def test_a_second_worker_makes_the_first_give_up(
    incidents: list[str], files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = asked("desk")
    with as_("desk") as actor:
        account = actor.id
    with before_chunk(monkeypatch, 2, lambda: running.run(pk, account)):
        running.run(pk, account)
    assert state_of("desk", pk).run == 2
    assert files_in(files) == [f"{pk}-2"]
    assert len(numbers(saved(visitor("desk"), f"/exports/{pk}/file/"))) == COUNT


@pytest.mark.django_db(transaction=True)
def test_after_three_days_export_and_file_are_swept(incidents: list[str], files: Path) -> None:
    pk = asked("desk")
    carried_out("desk", pk)
    left = files / "exports" / "99-1"
    left.write_bytes(b"of a run that was killed")
    for path in (left, files / "exports" / f"{pk}-1"):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert _swept() == 1
    assert files_in(files) == [f"{pk}-1"]
    with as_("desk"):
        Export.objects.filter(pk=pk).update(made_at="2026-01-01T00:00Z")
    assert _swept() == 1
    assert files_in(files) == []
    with as_("desk"):
        assert not Export.objects.exists()


def _swept() -> int:
    with system_login():
        return store.sweep()
