"""A record's clocks: as its page shows them, and as the database keeps them to the second."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from tests.database import TestDatabase
    from tests.journeys.visitor import Visitor

_ROWS = """select name, run.state, elapsed_seconds, run.due_at from kernel_clockrun run
    join kernel_record on kernel_record.id = record_id
    where number = %s and target_seconds is not null order by name"""


class Run(NamedTuple):
    """One clock's row."""

    state: str
    elapsed: int
    due: datetime | None


def rows(database: TestDatabase, number: str) -> dict[str, Run]:
    """Clocks with a target, by name."""
    with database.connection.connect("system") as connection:
        return {name: Run(*run) for name, *run in connection.execute(_ROWS, (number,))}


def boxes(visitor: Visitor, number: str) -> list[str]:
    """The words of the boxes on the record's page, in their order."""
    visitor.go(f"/incident/{number}/")
    return [" ".join(words.split()) for words in visitor.all(".clock .word").all_inner_texts()]


def summed_up(visitor: Visitor, number: str, clock: str) -> int:
    """The seconds that "Why this deadline?" sums up: the target while a clock runs, else what was used."""
    visitor.go(f"/incident/{number}/why/{clock}/")
    return sum(
        int(row.locator("td").nth(3).inner_text())
        for row in visitor.all("table:first-of-type tbody tr").all()
        if row.locator("td").count() == 6
    )


def proven(database: TestDatabase, number: str) -> list[str]:
    """The clauses that the record's moves have proved."""
    query = "select clause from kernel_proof join kernel_record on kernel_record.id = record_id where number = %s"
    with database.connection.connect("system") as connection:
        return [clause for (clause,) in connection.execute(query, (number,))]
