"""Opens incidents of our own company, spread over some hours that lie behind: their clocks are due.

Run as a program: `python -m tests.faults.opening COUNT FIRST LAST [--teams N] [--overtaken] [--forgetful]`; the
hours before now of the first and the last. The targets are 4 h for the response and 24 h for the resolution, around
the clock. Every Nth has a team, which is told. With `--overtaken` three of four that are older than the response's
target were worked on after it: a reply, a wait, a solution; with `--forgetful` these acts leave nothing due that they
overtook.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from datetime import datetime

    from steward.people.actor import Actor

TARGET = 4 * 3600


def main() -> None:
    """Open them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("first", type=float)
    parser.add_argument("last", type=float)
    parser.add_argument("--teams", type=int, default=1)
    parser.add_argument("--overtaken", action="store_true")
    parser.add_argument("--forgetful", action="store_true")
    chosen = parser.parse_args()
    django.setup()
    from steward.kernel import clockwork
    from steward.people.actor import actor_named
    from steward.people.context import acting, now

    if chosen.forgetful:
        clockwork._overtake = lambda standing, _at: clockwork.project(standing.run, standing.result)
    desk = actor_named("desk")
    assert desk is not None
    with acting(desk):
        moment = now().replace(microsecond=0)
        for number in range(chosen.count):
            ago = round(3600 * (chosen.first + (chosen.last - chosen.first) * number / max(1, chosen.count - 1)))
            made = opened(desk, moment, ago, {} if number % chosen.teams else {"team": "desk"})
            if chosen.overtaken and ago > TARGET + 600:
                overtaken(desk, moment, made, number // chosen.teams % 4)


def opened(desk: Actor, moment: datetime, ago: int, team: dict[str, str]) -> str:
    """Open one so many seconds ago; answer its number."""
    from steward.kernel import acts
    from steward.kernel.catalogue import process_of
    from steward.people.context import clock_set_to

    with clock_set_to(moment - timedelta(seconds=ago)):
        raw = {"title": f"积压 {ago}", "project": "own-ops", **team}
        return str(acts.open_record(process_of("incident"), actor=desk, raw=raw).number)


def overtaken(desk: Actor, moment: datetime, number: str, way: int) -> None:
    """Work on it five minutes ago: reply, take it and wait, take it and resolve it, or let it lie."""
    from steward.kernel import acts
    from steward.kernel.catalogue import process_of
    from steward.people.context import clock_set_to

    incident = process_of("incident")
    solution = {"resolution": "已恢复", "restored_at": (moment - timedelta(minutes=6)).isoformat()}
    moves = {1: (("start", {}), ("wait_for_user", {"waits_for": "日志"})), 2: (("start", {}), ("resolve", solution))}
    with clock_set_to(moment - timedelta(minutes=5)):
        if way == 0:
            acts.comment(incident, number, actor=desk, body="仍在排查", reach=1)
        for name, raw in moves.get(way, ()):
            acts.move(incident, number, name, actor=desk, raw=raw, version=None)


if __name__ == "__main__":
    main()
