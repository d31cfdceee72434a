"""What an incident is about before anything happens to it: whose, which template, how bad."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from steward.demo.company import OWN, company
from steward.demo.incident import MONITOR
from steward.demo.rhythm import ZONE, in_season, weights
from steward.demo.texts import slots, templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from random import Random

    from steward.demo.company import Agreement, Party, Project, Target
    from steward.demo.texts import Template

# Impact and urgency that a severity leads to, the likelier ones several times.
GRADES = {
    "high": ((1, 1), (1, 2), (1, 2), (2, 1), (2, 1)),
    "mid": ((2, 2), (2, 2), (2, 1), (2, 3), (3, 1), (3, 2)),
    "low": ((3, 3), (3, 3), (3, 2), (3, 2), (2, 3)),
}
NIGHT_AGENT = "E1021"
DAY_BEGINS, DAY_ENDS = 8, 20  # local hours of the service desk's day shifts
DESK = "service-desk"


@dataclass(frozen=True, slots=True)
class Case:
    """An incident as it is reported."""

    template: Template
    party: Party
    project: Project
    agreement: Agreement
    slots: Mapping[str, str]
    impact: int
    urgency: int
    channel: str
    requester: str
    author: str
    opened_at: datetime

    @property
    def priority(self) -> int:
        """The project's matrix says it."""
        return self.project.priority(self.impact, self.urgency)

    def target(self, now: datetime) -> Target:
        """Give the targets of the agreement's edition on the day of opening."""
        age = (now - self.opened_at).days
        edition = [one for one in self.agreement.editions if one.from_days_ago >= age][-1]
        return edition.targets[self.priority]


def desk_agent(random: Random, at: datetime) -> str:
    """Who sits at the service desk at a time."""
    if not DAY_BEGINS <= at.astimezone(ZONE).hour < DAY_ENDS:
        return NIGHT_AGENT
    return random.choice([agent for agent in company().teams[DESK].members if agent != NIGHT_AGENT])


@cache
def requesters_of(party: str) -> tuple[str, ...]:
    """Who reports for a party; of our own those who are in no team."""
    in_teams = {member for team in company().teams.values() for member in team.members}
    return tuple(code for code in company().people_of(party) if code not in in_teams)


def _weight(template: Template, day: date) -> float:
    weight = float(weights()["severity"][template.severity])
    if template.season:
        on, off = weights()["season"][template.season]
        weight *= on if in_season(template.season, day) else off
    return weight


def draw_template(random: Random, day: date, fits: Callable[[Template], bool]) -> Template:
    """Choose a template by severity and season."""
    fitting = [template for template in templates() if fits(template)]
    return random.choices(fitting, [_weight(template, day) for template in fitting])[0]


def draw_customer(random: Random) -> str:
    """Choose who reports, by how much each customer does."""
    shares = weights()["customers"]
    chosen: str = random.choices(list(shares), list(shares.values()))[0]
    return chosen


def draw_case(
    random: Random,
    opened_at: datetime,
    template: Template,
    customer: str,
    grade: tuple[int, int] | None = None,
) -> Case:
    """Fill a template in for a customer."""
    party = company().parties[customer]
    agreement = company().agreement_for(customer, template.service) or company().internal
    shares = weights()["channels"]
    drawn = random.choices(list(shares), list(shares.values()))[0]
    channel = template.via if template.via and random.random() < weights()["shares"]["raised_by_monitor"] else drawn
    requester = random.choice(requesters_of(customer))
    # Our own staff have no portal; what they mail is written down by the desk.
    authors = {"monitoring": MONITOR} | ({} if customer == OWN else {"mail": requester, "portal": requester})
    channel = "phone" if customer == OWN and channel == "portal" else channel
    impact, urgency = grade or random.choice(GRADES[template.severity])
    return Case(
        template=template,
        party=party,
        project=company().project_of(customer),
        agreement=agreement,
        slots=slots(random, party, template.ci),
        impact=impact,
        urgency=urgency,
        channel=channel,
        requester=requester,
        author=authors.get(channel) or desk_agent(random, opened_at),
        opened_at=opened_at,
    )


def is_agreed_around_the_clock(case: Case) -> bool:
    """Say whether a customer's clock runs day and night, so that its deadline is plain arithmetic."""
    return case.party.code != OWN and case.agreement.calendar == "always"
