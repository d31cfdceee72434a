"""`export inventory`: what it writes comes in again unchanged; what it refuses leaves no file (manual 8.1.2)."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from steward.channel.inventory.importing import Wanted, bring_in
from steward.config.binaries import Trouble
from steward.config.commands import export_inventory
from tests.people import as_
from tests.registers.configuration.items import ci, needs, rack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def inside(_data: Path, role: str) -> Iterator[None]:
        assert role == "web"
        yield

    monkeypatch.setattr(export_inventory, "inside", inside)


def run(file: Path, project: str = "alpha-ops", username: str = "engineer", language: str = "C.UTF-8") -> Result:
    line = ["inventory", str(file), "--project", project, "--as", username, "--data", str(file.parent)]
    return CliRunner().invoke(export_inventory.command, line, env={"LC_ALL": language})


@pytest.mark.parametrize("name", ["items.xlsx", "items.zip"])
def test_what_it_writes_comes_in_again_unchanged(tmp_path: Path, name: str) -> None:
    host = ci("sh1-srv-1", "server", place=rack().code)
    ci("sh1-vm-1", relations=needs(host, relation="runs_on"))
    file = tmp_path / name
    done = run(file)
    assert (done.exit_code, done.output) == (0, "places: 1 · items: 2 · relations: 1\n")
    given = {name: file.read_bytes()}
    if name.endswith(".zip"):
        with zipfile.ZipFile(file) as packed:
            given = {each: packed.read(each) for each in packed.namelist()}
    with as_("engineer") as actor:
        plan, _told = bring_in(given, "tables", Wanted("alpha-ops", dry_run=True), actor)
    assert plan.is_empty
    assert not plan.faults
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(("name", "project", "username", "said"), [
    ("items.pdf", "alpha-ops", "engineer", "须以 .xlsx 或 .zip 结尾"),
    ("items.xlsx", "beta-ops", "engineer", "没有服务项目“beta-ops”"),
    ("items.xlsx", "alpha-ops", "customer-a", "没有服务项目“alpha-ops”"),
    ("items.xlsx", "alpha-ops", "unheard-of", "unheard-of"),
    ("nowhere/items.xlsx", "alpha-ops", "engineer", "无法写入"),
])  # fmt: skip
def test_what_it_refuses_leaves_no_file(tmp_path: Path, name: str, project: str, username: str, said: str) -> None:
    refused = run(tmp_path / name, project, username, "zh_CN.UTF-8").exception
    assert isinstance(refused, Trouble)
    assert said in str(refused)
    assert list(tmp_path.iterdir()) == []
