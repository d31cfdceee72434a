"""The advisory board of the demo company: one in session this morning, with the first votes given (manual 8.2.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from steward.demo.changes import DECIDER
from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Calendar
from steward.processes.change.board import deciding
from steward.processes.change.models import BusinessCalendar

if TYPE_CHECKING:
    from steward.demo.ground import Ids


def load_board(ids: Ids) -> None:
    """Write the business calendar of each customer that keeps one, and the meeting."""
    told = content("board")
    for kept in told["business"]:
        calendar = Calendar.objects.get(code=kept["calendar"])
        BusinessCalendar.objects.create(calendar=calendar, party_id=ids.parties[kept["party"]])
    begins = ids.now - timedelta(minutes=25)
    process, chair = process_of(deciding.KIND), ids.actor(DECIDER)
    raw = {name: told[name] for name in ("title", "title_en", "project", "venue", "members")}
    with acting_at(chair, begins - timedelta(days=1)):
        made = acts.open_record(process, actor=chair, raw={**raw, "starts_at": begins.isoformat()})
        acts.move(process, made.number, "announce", actor=chair, raw={}, version=None)
    with acting_at(chair, begins):
        acts.move(process, made.number, "begin", actor=chair, raw={}, version=None)
    for place, vote in enumerate(told["votes"], 1):
        voter = ids.actor(vote["by"])
        change = made.agenda[vote["line"]]["change"]  # type: ignore[attr-defined]  # a meeting
        with acting_at(voter, begins + timedelta(minutes=5 * place)):
            deciding.vote(made.number, actor=voter, change=change, verdict=vote["verdict"], remark=vote["remark"])
