"""The next free slot for a change: pure arithmetic over what meets its wish (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from steward.processes.change.conflicts import BINDING, conflicts_among, met_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from steward.processes.change.conflicts import Met, Wish

HORIZON = timedelta(days=60)


def next_free(met: Sequence[Met], start: datetime, length: timedelta, until: datetime) -> datetime | None:
    """The earliest begin, from `start` on, of a window of this length without a conflict that ends by `until`.

    A free slot begins at `start`, where something ends that was in the way, where a maintenance window begins, or
    where windows so far away no longer bind.
    """
    moments = {start, *(each.end for each in met), *(each.start for each in met if each.kind == "maintenance")}
    moments |= {each.end + BINDING for each in met if each.kind == "maintenance"}
    for begin in sorted(moment for moment in moments if start <= moment and moment + length <= until):
        if not conflicts_among(met, begin, begin + length):
            return begin
    return None


def looked_up(wish: Wish, now: datetime) -> tuple[list[Met], datetime | None]:
    """The conflicts of a wish, and a begin without any from its planned start (or now) on, within sixty days.

    One statement. The begin is None where there are no conflicts, or no slot is free.
    """
    start = max(wish.start, now)
    until = start + HORIZON
    met = met_by(replace(wish, end=max(until, wish.end)))
    found = conflicts_among(met, wish.start, wish.end)
    return found, next_free(met, start, wish.end - wish.start, until) if found else None
