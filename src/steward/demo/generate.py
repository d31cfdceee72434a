"""A year of incidents of the demo company, the same for the same seed and moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from math import log
from random import Random
from typing import TYPE_CHECKING

from steward.demo.case import (
    Case,
    draw_case,
    draw_customer,
    draw_template,
    is_agreed_around_the_clock,
)
from steward.demo.company import OWN, company
from steward.demo.incident import CUSTOMER, EVERYBODY, INTERNAL, MONITOR, SUPPLIER, DemoIncident
from steward.demo.rhythm import ZONE, in_season, is_working_day, opening_times, weights
from steward.demo.story import Plan, Story
from steward.demo.texts import Template, storm_templates, tag_names
from steward.demo.updates import keep_posted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.calendars import Calendar

TOTAL = 1500
WEEK = timedelta(days=7)
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
# Shares of the targets used, log-normal: median, and a spread that breaches about one solution in fifteen.
USED_MEDIAN, USED_SPREAD = 0.38, 0.65
RESPONSE_MEDIAN, RESPONSE_SPREAD = 0.35, 0.5
SHORTEST = 12  # minutes from opening to solution


def generate(seed: int, now: datetime) -> list[DemoIncident]:
    """Make exactly TOTAL incidents of the year before now (aware), in the order of their opening."""
    now = now.astimezone(UTC).replace(microsecond=0)
    stories = [*_open_ones(seed, now)]
    storm = list(_storm(seed, now))
    draw = _dice(seed, "times")
    times = opening_times(draw, now, TOTAL - len(stories) - len(storm))
    stories += [_everyday(seed, index, opened_at, now) for index, opened_at in enumerate(times)]
    parent = storm[0]
    ordered = sorted([*stories, *storm], key=lambda story: story.case.opened_at)
    for story in ordered:
        keep_posted(story, _calendar(story.case.agreement.calendar), now)
    references = {id(story): f"D-{number:04}" for number, story in enumerate(ordered, start=1)}
    children = {id(story) for story in storm[1:]}
    return [
        _incident(story, references[id(story)], references[id(parent)] if id(story) in children else "")
        for story in ordered
    ]


def _dice(seed: int, *what: object) -> Random:
    """Make a source of chance of its own for each part, so that one can't shift another."""
    return Random(" ".join(map(str, (seed, *what))))  # noqa: S311  invents a company, guards nothing


@cache
def _calendar(code: str) -> Calendar:
    return company().calendars[code].calendar(EPOCH)


def _everyday(seed: int, index: int, opened_at: datetime, now: datetime) -> Story:
    """Tell a finished incident; what would end ahead of now happened some weeks earlier instead."""
    while True:
        random = _dice(seed, "incident", index)
        customer = draw_customer(random)
        day = opened_at.astimezone(ZONE).date()
        template = draw_template(random, day, lambda one, who=customer: who in one.customers)  # type: ignore[misc]  # mypy can't infer a lambda with a default
        case = draw_case(random, opened_at, template, customer)
        story = Story(random, case, _plan(random, case, now), _calendar(case.agreement.calendar)).tell()
        if story.entries[-1].occurred_at < now:
            return story
        opened_at -= WEEK


def _share_of(random: Random, minutes: int, median: float, spread: float) -> float:
    return minutes * random.lognormvariate(log(median), spread)


def _plan(random: Random, case: Case, now: datetime) -> Plan:
    target, shares, template = case.target(now), weights()["shares"], case.template
    waits = random.random() < shares["waiting"].get(template.wait, 0)
    wait = template.wait if waits else ""
    confirmation = random.choices(*zip(*weights()["confirmation"].items(), strict=True))[0]
    watched = case.channel == "monitoring" and random.random() < shares["confirmed_by_monitor"]
    return Plan(
        end="cancelled" if random.random() < shares["cancelled"] else "closed",
        minutes=max(SHORTEST, _share_of(random, target.resolution, USED_MEDIAN, USED_SPREAD)),
        response_minutes=_share_of(random, target.response, RESPONSE_MEDIAN, RESPONSE_SPREAD),
        wait=wait,
        wait_minutes=_pause(random, wait),
        reassigned=random.random() < shares["reassigned"],
        amended=random.random() < shares["amended"],
        reopened=random.random() < shares["reopened"],
        confirmation="monitor" if watched else confirmation,
    )


def _pause(random: Random, wait: str) -> int:
    return random.randint(600, 4300) if wait == "change" else random.randint(25, 1600)


def _open_ones(seed: int, now: datetime) -> Iterator[Story]:
    """Tell those that are open at now, as many in each state as the rhythm says."""
    for row in weights()["open"]:
        for stance in ("calm", "near", "breached"):
            for number in range(row[stance]):
                yield _open_one(_dice(seed, "open", row["state"], stance, number), row["state"], stance, now)


def _open_one(random: Random, state: str, stance: str, now: datetime) -> Story:
    """Draw until the case suits: near and breached ones need a clock that runs day and night."""
    _, _, wait = state.rpartition("waiting_for_")
    wait = wait if state.startswith("waiting") else ""
    day = now.astimezone(ZONE).date()

    def fits(template: Template) -> bool:
        seasonable = not template.season or in_season(template.season, day)
        return seasonable and customer in template.customers and wait in {"", template.wait}

    while True:
        customer = draw_customer(random)
        case = draw_case(random, now, draw_template(random, day, fits), customer)
        if stance == "calm" or is_agreed_around_the_clock(case):
            break
    return _tell_open(random, case, state, stance, now)


def _tell_open(random: Random, case: Case, state: str, stance: str, now: datetime) -> Story:
    """Place the opening so that the clock stands as wanted at now."""
    target = case.target(now)
    used = {"calm": (0.1, 0.6), "near": (0.86, 0.97), "breached": (1.08, 1.7)}[stance]
    minutes = random.uniform(*used) * (target.response if state == "new" else target.resolution)
    idle = 0.0
    if state in {"waiting_for_user", "waiting_for_change"}:
        minutes, idle = minutes / 2, random.uniform(60, 3600)
    elif state == "resolved":
        minutes, idle = max(minutes, SHORTEST), random.uniform(30, 6000)
    _, _, wait = state.rpartition("waiting_for_")
    plan = Plan(
        end=state,
        minutes=minutes,
        response_minutes=_share_of(random, target.response, RESPONSE_MEDIAN, RESPONSE_SPREAD),
        wait=wait if state.startswith("waiting") else "",
        reassigned=random.random() < weights()["shares"]["reassigned"],
    )
    opened_at = now - timedelta(seconds=round((minutes + idle) * 60))
    return Story(random, replace(case, opened_at=opened_at), plan, _calendar("always")).tell()


def _storm(seed: int, now: datetime) -> Iterator[Story]:
    """Tell the day a data-centre switch failed: the provider's parent first, then what customers reported."""
    storm, (parent, children) = weights()["storm"], storm_templates()
    random = _dice(seed, "storm")
    began = _storm_begins(now)
    solved_after = storm["minutes_to_resolve"]
    case = draw_case(random, began, parent, OWN, (1, 1))
    case = replace(case, channel="monitoring", author=MONITOR)
    yield _told(random, case, solved_after, "monitor", wait="supplier")
    for _ in range(storm["children"]):
        after = random.triangular(1, 150, 18)
        customer = random.choice([code for code in weights()["customers"] if code != OWN])
        template = random.choice([one for one in children if customer in one.customers])
        child = draw_case(random, began + timedelta(seconds=round(after * 60)), template, customer)
        yield _told(random, child, solved_after - after + random.uniform(3, 25), "user")


def _storm_begins(now: datetime) -> datetime:
    storm = weights()["storm"]
    day = now.astimezone(ZONE) - timedelta(days=storm["days_ago"])
    while not is_working_day(day.date()):
        day -= timedelta(days=1)
    return day.replace(hour=storm["hour"], minute=storm["minute"], second=12).astimezone(UTC)


def _told(random: Random, case: Case, minutes: float, confirmation: str, wait: str = "") -> Story:
    plan = Plan("closed", minutes, random.uniform(2, 14), wait=wait, confirmation=confirmation)
    return Story(random, case, plan, _calendar("always")).tell()


def _tags(story: Story, parent: str) -> tuple[str, ...]:
    case, names = story.case, tag_names()
    is_storm = parent or case.template == storm_templates()[0]
    reasons = ("storm" if is_storm else "", case.template.season, case.template.severity, story.plan.wait)
    return tuple(names[reason] for reason in reasons if reason in names)


def _audience(story: Story) -> int:
    if story.case.party.code == OWN:
        return SUPPLIER if story.supplier else INTERNAL
    return EVERYBODY if story.supplier else CUSTOMER


def _incident(story: Story, reference: str, parent: str) -> DemoIncident:
    case, template = story.case, story.case.template
    return DemoIncident(
        reference=reference,
        parent=parent,
        title=template.title.format(**case.slots),
        description=template.body.format(**case.slots),
        language=template.language,
        customer=case.party.code,
        project=case.project.code,
        supplier=story.supplier,
        service=template.service,
        category=template.category,
        configuration_item=case.slots["ci"],
        site=case.slots["site"],
        channel=case.channel,
        template=template.id,
        requester=case.requester,
        author=case.author,
        owner=story.owner,
        team=story.team,
        audience=_audience(story),
        state=story.state,
        impact=case.impact,
        urgency=case.urgency,
        priority=case.priority,
        opened_at=case.opened_at,
        restored_at=story.restored_at,
        resolved_at=story.resolved_at,
        closed_at=story.closed_at,
        resolution=story.resolution,
        closure_code=story.closure_code,
        confirmation=story.confirmation,
        waits_for=story.waits_for,
        cancel_reason=story.cancel_reason,
        reopened=story.reopened,
        reassigned=story.reassigned,
        tags=_tags(story, parent),
        entries=tuple(story.entries),
    )
