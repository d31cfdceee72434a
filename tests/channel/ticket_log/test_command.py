"""`import ticket-log`: what it says, in the language of the terminal, and how it ends."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from steward.config.commands import import_ticket_log
from steward.config.system_login import system_login
from tests.channel.ticket_log.arrived import ROWS, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def inside(_data: Path, role: str) -> Iterator[None]:
        assert role == "system"
        with system_login():
            yield

    monkeypatch.setattr(import_ticket_log, "inside", inside)


def run(folder: Path, *words: str, language: str = "C.UTF-8", rows: tuple[str, ...] = ROWS) -> Result:
    log, mapping = written(folder, *rows)
    line = ["ticket-log", str(log), "--mapping", str(mapping), "--data", str(folder), *words]
    return CliRunner().invoke(import_ticket_log.command, line, env={"LC_ALL": language})


def test_it_tells_what_it_did_and_what_it_left_out(tmp_path: Path) -> None:
    done = run(tmp_path, rows=(*ROWS, "T8,too,short"))
    assert done.exit_code == 0, done.exception
    assert done.stdout.splitlines() == [
        "Rows left out: 1",
        "  Line 7, ticket T8: 3 columns in place of 16.",
        "Taken, but odd: 0",
        "6 rows, 2 tickets; 2 rows changed nothing that is mapped.",
        "  new: 2",
        "5 entries on timelines.",
        "Problems: 1 made, of which the log gives the number alone.",
        "Ties of tickets to problems, changes and configuration items: 1",
    ]


def test_it_speaks_chinese_where_the_terminal_does(tmp_path: Path) -> None:
    done = run(tmp_path, "--dry-run", language="zh_CN.UTF-8", rows=(*ROWS, "T8,too,short"))
    assert done.stdout.splitlines() == [
        "未导入的行：1",
        "  第 7 行，事件单 T8：应有 16 列，实为 3 列。",
        "已导入但存疑：0",
        "共 6 行、2 张事件单；其中 2 行未改变任何已映射的内容。",
        "  新增：2",
        "写入时间线 5 条。",
        "问题：新建 1 条（日志只给出编号）。",
        "工单与问题、变更、配置项的关联：1",
        "本次为试运行，未写入任何数据。",
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("C.UTF-8", "More than 2 rows are bad"), ("zh_CN.UTF-8", "有问题的行超过 2 行")],
)
def test_a_refused_file_ends_with_one_sentence(tmp_path: Path, language: str, sentence: str) -> None:
    done = run(tmp_path, language=language, rows=(*ROWS, *["T8,too,short"] * 3))
    assert done.exception is not None
    assert type(done.exception).__name__ == "Trouble"
    assert str(done.exception).startswith(sentence)


def test_a_mapping_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    log, _mapping = written(tmp_path, *ROWS)
    line = ["ticket-log", str(log), "--mapping", str(tmp_path / "none.yaml"), "--data", str(tmp_path)]
    done = CliRunner().invoke(import_ticket_log.command, line, env={"LC_ALL": "zh_CN.UTF-8"})
    assert "无法读取映射文件" in str(done.exception)
