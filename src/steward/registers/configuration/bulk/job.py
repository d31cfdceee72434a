"""Many items by a job: files are read, checked and shown; on a second word written, whole or not at all (8.1.2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.registers.configuration.asked import project_named
from steward.registers.configuration.bulk.planning import change_named, plan_of
from steward.registers.configuration.bulk.reading import MOST_BYTES, read_file, rows_given
from steward.registers.configuration.bulk.writing import carry_out
from steward.surface.imports import asking
from steward.surface.imports.running import Outcome
from steward.surface.models import Import

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.items import Draft
    from steward.registers.configuration.bulk.planning import Plan
    from steward.registers.configuration.bulk.reading import Fault, Table

CI, TASK = "ci", "steward.import_items"
# What a job takes, and of how many rows its page tells.
MOST_ROWS, MOST_FAULTS, MOST_DRAFTS = 100_000, 10_000, 100
# Rows that a program sent, as a file among files.
SENT = "rows.json"


def check_rows(tables: Sequence[Table], most: int) -> None:
    """Refuses more rows than so many. Raises Invalid."""
    count = sum(len(table.rows) for table in tables)
    if count > most:
        text = _(
            "%(count)d rows: by this way at most %(most)d. Cut the files, or bring them in by the command line"
            " (docs/import.md)."
        )
        raise Invalid({"files": [text % {"count": count, "most": most}]})


def ask(files: Mapping[str, bytes], asked: dict[str, Any], actor: Actor, *, step: str = Import.CHECK) -> Import:
    """Asks for the job. Raises Invalid or Refused for what can be told without reading the files."""
    project_named(asked["project"], actor)
    change_named(asked["change"], actor)
    for name, raw in files.items():
        if len(raw) > MOST_BYTES:
            text = _("“%(file)s” is longer than %(most)d MB.")
            raise Invalid({"files": [text % {"file": name, "most": MOST_BYTES // 1024**2}]})
    return asking.ask((CI, TASK), files, asked, actor, step=step)


def work(one: Import, files: dict[str, bytes], actor: Actor, tell: Callable[[str, int, int], None]) -> Outcome:
    """Checks, and writes where it is the step for it and nothing is at fault. Raises Invalid or Refused."""
    tell("reading", 0, 0)
    tables = [table for name, raw in files.items() for table in _tables(name, raw)]
    check_rows(tables, MOST_ROWS)
    writes = one.step == Import.WRITE
    rows = _Count("checking", sum(len(table.rows) for table in tables), tell)
    plan = plan_of(
        tables, one.asked["project"], one.asked["change"], actor, leave_out=one.asked["leave_out"], lock=writes,
        progress=rows.add,
    )  # fmt: skip
    if writes and not plan.faults:
        sources = {id(each.source) for each in plan.stated}
        tied = sum(id(draft) in sources for draft in plan.new)
        carry_out(plan, actor, _Count("writing", len(plan.new) + len(plan.changed) + tied, tell).add)
    return Outcome(plan.counts, _told(plan), is_written=writes and not plan.faults)


class _Count:
    """How much of a phase is done."""

    def __init__(self, phase: str, total: int, tell: Callable[[str, int, int], None]) -> None:
        self._phase, self._total, self._tell, self._done = phase, total, tell, 0
        tell(phase, 0, total)

    def add(self, done: int) -> None:
        """Tells that so many more are done."""
        self._done += done
        self._tell(self._phase, min(self._done, self._total), self._total)


def _tables(name: str, raw: bytes) -> list[Table]:
    if name != SENT:
        return read_file(name, raw)
    return [rows_given(kind, rows) for kind, rows in json.loads(raw).items()]


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "project": plan.project.code,
        "is_empty": plan.is_empty,
        "faults": _faults(plan.faults),
        "left_out": _faults(plan.left_out),
        "new": [_draft(each) for each in plan.new[:MOST_DRAFTS]],
        "changed": [_draft(each) for each in plan.changed[:MOST_DRAFTS]],
    }


def _faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [{"table": each.table, "line": each.line, "sentence": each.sentence} for each in faults[:MOST_FAULTS]]


def _draft(draft: Draft) -> dict[str, Any]:
    before = {"number": draft.before["number"]} if draft.before else None
    return {"name": draft.name, "line": draft.line, "before": before}
