"""Steps ticked live: each at once and by itself, however many people work at the same site (manual 9.1.4, 9.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused

if TYPE_CHECKING:
    from steward.people.actor import Actor

# Which table is ticked in which state, and by which mark.
TICKED = {"under_way": "run_sheet", "live": "checks", "backing_out": "backout_steps"}
MARK = {"run_sheet": "done", "checks": "passed", "backout_steps": "done"}
ON, OFF = "on", "off"


@transaction.atomic
def tick(number: str, step: str, *, actor: Actor) -> None:
    """Sets or takes off the mark of a step, `<table>.<row>.on` or `.off`, rows from 0.

    Raises Unknown, or Refused where the site is not at that table or there is no such step.
    """
    process = process_of("rollout")
    record = acts.lock(process, number, actor, None)
    table, row, wish = (*step.split("."), "", "")[:3]
    if TICKED.get(record.state) != table:
        raise Refused([_("These steps are not ticked off in the state of this site.")])
    rows: list[dict[str, Any]] = [dict(each) for each in getattr(record, table)]
    if not (row.isascii() and row.isdigit() and len(row) < 4 and int(row) < len(rows) and wish in (ON, OFF)):  # noqa: PLR2004  digits of a row
        raise Refused([_("There is no such step.")])
    rows[int(row)][MARK[table]] = wish == ON
    acts.amend(process, number, actor=actor, raw={table: rows}, version=None)
