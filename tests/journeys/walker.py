"""Whoever walks a story in the browser: fills forms, presses buttons, is told why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.journeys.visitor import Visitor

Row = dict[str, str]


@dataclass(frozen=True)
class Record:
    """One record of the walk: what kind, which number."""

    kind: str
    number: str

    @property
    def path(self) -> str:
        """Its page."""
        return f"/{self.kind}/{self.number}/"


class Walker:
    """One person of the walk, who fills forms, presses buttons and is told why not."""

    def __init__(self, visitor: Visitor) -> None:
        """Sits before a window."""
        self.visitor, self.page = visitor, visitor.page

    def opens(self, kind: str, question: str = "", **values: Any) -> Record:
        """A new record through its form."""
        self.visitor.go(f"/{kind}/new/{question}")
        self._sends(values)
        found, number = self.visitor.path().split("/")[1:3]
        assert found == kind
        return Record(kind, number)

    def amends(self, record: Record, **values: Any) -> None:
        """New values through the form."""
        self.visitor.go(f"{record.path}amend/")
        self._sends(values)

    def moves(self, record: Record, name: str, **values: Any) -> None:
        """A move through its form."""
        self.visitor.go(f"{record.path}move/{name}/")
        self._sends(values)
        assert self.visitor.path() == record.path

    def approves(self, record: Record, name: str = "approve") -> None:
        """One voice for it."""
        self.moves(record, name, verdict="approved")

    def is_told_why_not(self, record: Record, act: str, why: str, **values: Any) -> None:
        """The way is refused, before the form or after it, and the page says why."""
        answer = self.visitor.go(f"{record.path}{act}/")
        if answer.ok:
            self._fills(values)
            answer = self.visitor.press_default("#form")
        told = self.visitor.text("#main")
        assert 400 <= answer.status < 500, told
        assert why in told, told

    def presses(self, record: Record, action: str, count: int = 1) -> None:
        """Buttons of the page that send to an address of the record, one after the other."""
        self.visitor.go(record.path)
        for place in range(count):
            with self.page.expect_navigation():
                self.page.locator(f"button[formaction$='/{action}/']").nth(place).click()

    def state(self, record: Record) -> str:
        """What its page says of its state."""
        self.visitor.go(record.path)
        return self.visitor.text(".subtitle .now")

    def _sends(self, values: dict[str, Any]) -> None:
        self._fills(values)
        answer = self.visitor.press_default("#form")
        assert answer.ok, self.visitor.text("#main")

    def _fills(self, values: dict[str, Any]) -> None:
        sheets = {name: rows for name, rows in values.items() if isinstance(rows, list)}
        self.visitor.fill(**{name: value for name, value in values.items() if name not in sheets})
        for name, rows in sheets.items():
            self._fills_sheet(name, rows)

    def _fills_sheet(self, name: str, rows: list[Row]) -> None:
        while self.page.locator(f"#id_{name} tbody tr").count() < len(rows):
            self.page.click(f"[data-add-row=id_{name}]")
        for place, row in enumerate(rows):
            for key, value in row.items():
                cell = self.page.locator(f"[name='{name}.{place}.{key}']")
                kind = cell.evaluate("each => each.type")
                if kind == "checkbox":
                    cell.set_checked(value == "yes")
                elif kind == "select-one":
                    cell.select_option(value)
                else:
                    cell.fill(value)
