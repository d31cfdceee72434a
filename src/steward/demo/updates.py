"""Keeps the customer posted: a public word in each interval that the agreement asks for (manual 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.demo.incident import EVERYBODY, DemoEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from steward.demo.story import Story
    from steward.kernel.calendars import Calendar

AT_WORK = {"assigned", "in_progress", "waiting_for_supplier"}
FORGETFUL = 0.08  # of the incidents are worked on in silence
EARLIEST, LATEST = 0.55, 0.93  # share of the interval after which the next word comes


def keep_posted(story: Story, calendar: Calendar, now: datetime) -> Story:
    """Write the words between those that the story holds already; `calendar` is the agreement's."""
    minutes = story.case.target(now).update
    if minutes and story.random.random() >= FORGETFUL:
        story.entries = list(_posted(story, calendar, minutes * 60, now))
    return story


def _posted(story: Story, calendar: Calendar, seconds: int, now: datetime) -> Iterator[DemoEntry]:
    owner, state, since = "", "", story.case.opened_at
    ends = [entry.occurred_at for entry in story.entries[1:]] + [now]
    for entry, end in zip(story.entries, ends, strict=True):
        yield entry
        owner = next((new for name, _old, new in entry.changes if name == "owner"), owner)
        paused = state and state not in {*AT_WORK, "new"}
        state = entry.to_state or state
        if paused or _is_word(story, entry):
            since = entry.occurred_at
        while state in AT_WORK:
            share = story.random.uniform(EARLIEST, LATEST)
            at = max(calendar.deadline(since, round(seconds * share)), entry.occurred_at)
            if at >= end:
                break
            since = at
            yield DemoEntry("commented", owner, since, EVERYBODY, body=story.phrase("update"), minutes=2)


def _is_word(story: Story, entry: DemoEntry) -> bool:
    """Whether the provider told the customer something."""
    return entry.verb == "commented" and entry.reach == EVERYBODY and entry.actor != story.case.requester
