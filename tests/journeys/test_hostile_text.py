"""Text that would be a program stays text: in every field, as a file, and in a spreadsheet (quality C6)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.journeys.filled import fill
from tests.journeys.routes import addresses, pages_for
from tests.journeys.test_every_page import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]

PAYLOADS = (
    "<script>window.__x=1</script>",
    "\"'><img src=x onerror=window.__x=1>",
    "</textarea></title><svg onload=window.__x=1>",
    "javascript:window.__x=1 [a](javascript:window.__x=1) `<b onclick=window.__x=1>`",
    "{{7*7}}{% raw %}<details open ontoggle=window.__x=1>",
)
HOSTILE = " ".join(PAYLOADS)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.__x=1"><script>window.__x=1</script></svg>'
HTML = b"<!doctype html><script>window.__x=1</script>"
FORMULAS = ('=HYPERLINK("http://x.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")


def _type_everywhere(who: Visitor) -> None:
    """The payloads into every text field of the form before us that would take them."""
    fields = who.page.locator("#form :is(textarea, input[type=text]:not([list]):not([inputmode]))")
    for field in fields.all():
        most = int(field.get_attribute("maxlength") or len(HOSTILE))
        field.fill(HOSTILE if most >= len(HOSTILE) else PAYLOADS[1][:most])


def _assert_nothing_ran(who: Visitor, paths: list[str]) -> None:
    for path in paths:
        who.go(path)
        assert who.page.evaluate("window.__x") is None, path
    assert who.complaints == []


def test_no_text_of_a_record_runs_on_any_page(visit: Seat) -> None:
    manager = visit("manager", language="en")
    manager.go("/incident/new/")
    _type_everywhere(manager)
    assert manager.send(project="alpha-ops") == 200
    at = manager.path()
    manager.page.fill("#compose", HOSTILE)
    manager.press_default(".compose")
    manager.page.click(".tags summary")
    manager.page.fill("#tag", PAYLOADS[1])
    manager.page.locator(".tags form button").last.click()
    manager.go(f"{at}move/wait_for_user/")
    if manager.all("#form").count():
        _type_everywhere(manager)
        manager.send()
    number = at.split("/")[2]
    paths = [
        "/incident/?state=all",
        at,
        f"{at}amend/",
        f"{at}move/assign/",
        f"/incident/?q={PAYLOADS[1]}&state=all",
    ]
    _assert_nothing_ran(manager, [*paths, f"/incident/{PAYLOADS[1]}/", f"/search/?q={number}"])
    customer = visit("customer-a")
    _assert_nothing_ran(customer, ["/incident/?state=all", at])
    assert "onerror=window.__x=1" in customer.text(".record")


def test_no_name_or_saved_view_runs_on_any_page(visit: Seat, pytestconfig: pytest.Config) -> None:
    """Each third page by default, all with --long: one menu and one escaping serve all."""
    filled = fill(NOW, count=3)
    admin = visit("admin", language="en")
    admin.go("/registers/person/new/")
    for name in ("code", "name_zh", "name_en"):
        admin.page.fill(f"#id_{name}", PAYLOADS[1] if name != "code" else "p-hostile")
    admin.send(party="alpha")
    admin.go("/incident/?state=all&priority=1")
    admin.page.locator(".menu.right summary.btn").click()
    admin.page.fill("#view-name", PAYLOADS[1])
    admin.page.locator(".head .panel .stack button").click()
    step = 1 if pytestconfig.getoption("--long") else 3
    _assert_nothing_ran(admin, pages_for(admin, addresses(filled))[::step])


@pytest.mark.parametrize(("name", "content"), [("drawing.svg", SVG), ("page.html", HTML), ("photo.png", HTML)])
def test_a_file_is_handed_out_and_never_shown(visit: Seat, tmp_path: Path, name: str, content: bytes) -> None:
    customer = visit("customer-a", language="en")
    customer.go("/incident/new/")
    customer.send(title="See the file")
    at = customer.path()
    (tmp_path / name).write_bytes(content)
    customer.page.locator(".attach summary").click()
    customer.page.set_input_files("#attach-file", tmp_path / name)
    customer.page.locator(".attach .btn").click()
    link = customer.page.locator("#timeline a.file")
    with customer.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == name
    assert download.value.path().read_bytes() == content
    answer = customer.context.request.get(f"{customer.steward.address}{link.get_attribute('href')}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "html" not in answer.headers["content-type"]
    assert "svg" not in answer.headers["content-type"]
    assert customer.path() == at


def test_a_formula_reaches_no_spreadsheet(visit: Seat) -> None:
    desk = visit("desk", language="en")
    for formula in FORMULAS:
        desk.go("/incident/new/")
        assert desk.send(project="alpha-ops", title=formula, description=formula) == 200
    answer = desk.context.request.get(f"{desk.steward.address}/incident/export.csv?state=all")
    rows = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(FORMULAS)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
