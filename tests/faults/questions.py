"""What is asked of the database when workers have worked: what must have come, what came, what waits."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.mailbox import Mailbox
    from tests.faults.serving import Installation

# Every level that has come, from the targets alone: 4 h and 24 h around the clock, from the opening on. Of a clock
# that ended meanwhile the breach alone is told.
EXPECTED = """select r.number, c.name, level, r.opened_at + share * hours * interval '1 hour'
    from kernel_record r join kernel_clockrun c on c.record_id = r.id
    join (values ('response', 4), ('resolution', 24)) target (name, hours) on target.name = c.name
    cross join (values ('50', 0.5), ('75', 0.75), ('90', 0.9), ('breach', 1)) levels (level, share)
    where r.title like '积压 %' and (level = 'breach' or c.result is null) order by 1, 2, 4"""
FIRED = """select r.number, c.name, e.level, e.due_at from kernel_escalation e
    join kernel_clockrun c on c.id = e.clock_id join kernel_record r on r.id = e.record_id order by 1, 2, 4, e.id"""
TOLD = """select r.number, e.changes #>> '{clock,1}', e.changes #>> '{level,1}', (e.changes #>> '{due,1}')::timestamptz
    from kernel_timelineentry e join kernel_record r on r.id = e.record_id
    where e.verb = 'clock' and e.changes ? 'level' order by 1, 2, 4, e.id"""
# Of a clock's levels that fired at once people are told the last; where there is a team, it is the desk.
WITH_TEAM = "select number from kernel_record where team_id is not null"
NOTICED = """select r.number, e.changes #>> '{clock,1}', e.changes #>> '{level,1}' from kernel_noticerow n
    join kernel_timelineentry e on e.id = n.entry_id join kernel_record r on r.id = e.record_id
    where e.verb = 'clock' order by 1, 2, n.id"""
UNFINISHED = "select id, task_name, status from procrastinate_jobs where task_name <> 'steward.rescue'"
UNMAILED = "select id from kernel_noticerow where mailed_at is null order by id"
DUE = "select id from kernel_clockrun where next_at <= now()"


def expected(installation: Installation, until: Any) -> list[tuple[Any, ...]]:
    """Every level that has come by a time."""
    return [row for row in installation.ask(EXPECTED) if row[-1] < until]


def last_levels(levels: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Of each clock's levels, in the order of their time, the last."""
    last = {(number, clock): level for number, clock, level, _due in levels}
    return [(*clock, level) for clock, level in last.items()]


def copies(mailbox: Mailbox) -> Counter[int]:
    """How many mails came of each notice; the Message-ID names it, and is the same in every copy."""
    counts: Counter[str] = Counter(mailbox.ids())
    found = Counter({int(re.match(r"<notice\.([0-9]+)\.", each)[1]): n for each, n in counts.items()})
    assert len(found) == len(counts), "copies of one notice under several Message-IDs"
    return found


def now(installation: Installation) -> Any:
    """The database's time."""
    return installation.ask("select clock_timestamp()")[0][0]


def assert_all_is_told_once(installation: Installation, mailbox: Mailbox) -> None:
    """Each level that has come has one escalation and one entry, each clock one notice, each notice its mail."""
    levels = expected(installation, now(installation))
    assert installation.ask(FIRED) == levels
    assert installation.ask(TOLD) == levels
    teams = {number for (number,) in installation.ask(WITH_TEAM)}
    assert installation.ask(NOTICED) == [told for told in last_levels(levels) if told[0] in teams]
    assert installation.ask(UNMAILED) == []
    assert installation.ask(UNFINISHED) == []
    assert sorted(copies(mailbox)) == [pk for (pk,) in installation.ask("select id from kernel_noticerow order by id")]
