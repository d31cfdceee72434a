"""The life of one incident, written entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from steward.demo.case import desk_agent
from steward.demo.company import OWN, company
from steward.demo.incident import EVERYBODY, INTERNAL, SUPPLIER, SYSTEM, DemoEntry
from steward.demo.rhythm import ZONE, weights
from steward.demo.texts import phrases

if TYPE_CHECKING:
    from random import Random

    from steward.demo.case import Case
    from steward.kernel.calendars import Calendar

URGENT = 2  # priorities up to this one are reported on while work goes on
TIMEOUT = timedelta(days=5)
MORNING, EVENING = 8, 19  # hours between which people are called back
WAIT_SHARE, SUPPLIER_DONE_SHARE = 0.45, 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen: the final state, service time in minutes, and the turns on the way."""

    end: str
    minutes: float
    response_minutes: float
    wait: str = ""  # user, supplier or change
    wait_minutes: int = 0  # of user and change; a supplier works within the service time
    reassigned: bool = False
    amended: bool = False
    reopened: bool = False
    confirmation: str = ""


class Story:
    """Writes the timeline; times are shares of the planned service time, counted in a calendar."""

    def __init__(self, random: Random, case: Case, plan: Plan, calendar: Calendar) -> None:
        """Begin with nothing written."""
        self.random, self.case, self.plan, self.calendar = random, case, plan, calendar
        self.entries: list[DemoEntry] = []
        self.state = ""
        self.team = self.owner = self.supplier = self.waits_for = ""
        self.resolution = self.closure_code = self.confirmation = self.cancel_reason = ""
        self.reopened = self.reassigned = 0
        self.restored_at: datetime | None = None
        self.resolved_at: datetime | None = None
        self.closed_at: datetime | None = None
        self._base, self._share = case.opened_at, 0.0
        self._said: set[str] = set()

    def tell(self) -> Story:
        """Write everything up to the planned state."""
        steps = (
            (self._open, "new"),
            (self._dismiss, "cancelled"),
            (self._assign, "assigned"),
            (self._start, "in_progress"),
            (self._wait, f"waiting_for_{self.plan.wait}"),
            (self._resume, ""),
            (self._resolve, "resolved"),
            (self._reopen, ""),
            (self._close, "closed"),
        )
        for step, reached in steps:
            step()
            if reached == self.plan.end:
                break
        return self

    def at(self, share: float) -> datetime:
        """Give the time at which a share of the service time has passed, never before the last entry."""
        seconds = round((share - self._share) * self.plan.minutes * 60)
        at = self.calendar.deadline(self._base, max(seconds, 0))
        return max(at, self.entries[-1].occurred_at) if self.entries else at

    def phrase(self, occasion: str) -> str:
        """Draw what is said on an occasion, filled in, in the customer's language."""
        language = self.case.template.language
        names = {
            "team": company().teams[self.team].name.in_language(language) if self.team else "",
            "engineer": company().persons[self.owner].name.in_language(language) if self.owner else "",
            "supplier": company().parties[self._called()].short.in_language(language),
        }
        unsaid = [text for text in phrases(language)[occasion] if text not in self._said]
        text = self.random.choice(unsaid or phrases(language)[occasion])
        self._said.add(text)
        return text.format(**{**self.case.slots, **names})

    def _called(self) -> str:
        """Which supplier the team calls."""
        team = self.team or company().services[self.case.template.service].team
        return company().teams[team].supplier

    def _say(self, actor: str, at: datetime, occasion: str, reach: int, minutes: int = 0) -> None:
        self.entries.append(DemoEntry("commented", actor, at, reach, body=self.phrase(occasion), minutes=minutes))

    def _move(
        self,
        move: str,
        to: str,
        actor: str,
        at: datetime,
        *,
        body: str = "",
        minutes: int = 0,
        changes: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        self.entries.append(DemoEntry("moved", actor, at, EVERYBODY, body, move, self.state, to, minutes, changes))
        self.state = to

    def _open(self) -> None:
        case = self.case
        body = case.template.body.format(**case.slots)
        self.entries.append(DemoEntry("opened", case.author, case.opened_at, EVERYBODY, body, to_state="new"))
        self.state = "new"

    def _dismiss(self) -> None:
        if self.plan.end != "cancelled":
            return
        at = self.at(0.3)
        self.cancel_reason = self.phrase("cancel")
        self._move("cancel", "cancelled", desk_agent(self.random, at), at, body=self.cancel_reason, minutes=5)
        self.closed_at = at

    def _response(self) -> float:
        return min(self.plan.response_minutes / self.plan.minutes, 0.3)

    def _assign(self) -> None:
        share = self._response()
        at = self.at(share)
        agent = desk_agent(self.random, at)
        self._hand_to("assign", company().services[self.case.template.service].team, agent, at)
        self._say(self.owner, self.at(share + 0.02), "acknowledge", EVERYBODY, self.random.randint(2, 6))
        if self.plan.amended:
            self._amend(agent, self.at(share + 0.03))
        if self.plan.reassigned:
            self._reassign(self.at(share + 0.08))

    def _hand_to(self, move: str, team: str, actor: str, at: datetime, body: str = "") -> None:
        members = [member for member in company().teams[team].members if member not in {self.owner, actor}]
        owner = self.random.choice(members)
        changes = (("team", self.team, team), ("owner", self.owner, owner))
        self.team, self.owner = team, owner
        told = tuple(change for change in changes if change[1] != change[2])
        self._move(move, "assigned", actor, at, body=body, minutes=2, changes=told)

    def _reassign(self, at: datetime) -> None:
        teams = [code for code in company().teams if code not in {self.team, "service-desk"}]
        actor, target = self.owner, self.random.choice(teams)
        self._hand_to("reassign", target, actor, at)
        self._say(actor, at, "reassign", INTERNAL)
        self.reassigned += 1

    def _amend(self, agent: str, at: datetime) -> None:
        """The desk first took it for less urgent than it is."""
        case = self.case
        before = min(case.urgency + 1, 3)
        pairs = (
            ("urgency", before, case.urgency),
            ("priority", case.project.priority(case.impact, before), case.priority),
        )
        changes = tuple((name, str(old), str(new)) for name, old, new in pairs if old != new)
        if changes:
            body = self.phrase("amend")
            self.entries.append(DemoEntry("amended", agent, at, EVERYBODY, body, changes=changes))

    def _start(self) -> None:
        begun = self._response() + 0.12
        self._move("start", "in_progress", self.owner, self.at(begun))
        for _ in range(self.random.choice((0, 1, 1, 2))):
            at = self.at(self.random.uniform(begun, WAIT_SHARE))
            self._say(self.owner, at, "note", INTERNAL, self.random.randint(5, 35))
        if self.case.priority <= URGENT:
            self._say(self.owner, self.at(WAIT_SHARE), "update", EVERYBODY, 3)

    def _wait(self) -> None:
        if not self.plan.wait:
            return
        at = self.at(WAIT_SHARE)
        language = self.case.template.language
        if self.plan.wait == "supplier":
            self.supplier = self._called()
            self.waits_for = company().parties[self.supplier].short.in_language(language)
            self._say(self.owner, at, "ask_supplier", SUPPLIER, 8)
        elif self.plan.wait == "user":
            self.waits_for = company().persons[self.case.requester].name.in_language(language)
            self._say(self.owner, at, "ask_user", EVERYBODY, 4)
        else:
            self.waits_for = self.phrase("wait_change")
        told = self.waits_for if self.plan.wait == "change" else ""
        self._move(f"wait_for_{self.plan.wait}", f"waiting_for_{self.plan.wait}", self.owner, at, body=told)

    def _resume(self) -> None:
        if not self.state.startswith("waiting"):
            return
        at = self.at(SUPPLIER_DONE_SHARE)
        if self.plan.wait == "supplier":
            contact = self.random.choice(company().people_of(self.supplier))
            self._say(contact, self.at(0.6), "supplier_answer", SUPPLIER)
        else:
            at = self.entries[-1].occurred_at + timedelta(minutes=self.plan.wait_minutes)
            self._base, self._share = at, WAIT_SHARE
        # Our own staff answer by telephone: those who work on nothing have no part in the timeline.
        if self.plan.wait == "user" and self.case.party.code != OWN:
            self._say(self.case.requester, at, "user_answer", EVERYBODY)
        self._move("resume", "in_progress", self.owner, at, body=self.phrase("resume"))
        self.waits_for = ""

    def _resolve(self, share: float = 1.0, prefix: str = "") -> None:
        at = self.at(share)
        before = self.resolution, self.closure_code
        self.resolution = prefix + self.case.template.resolution.format(**self.case.slots)
        self.closure_code = self._closure_code()
        last = self.entries[-1].occurred_at
        self.restored_at = max(last, at - timedelta(minutes=self.random.randint(1, 12)))
        self.resolved_at = at
        after = self.resolution, self.closure_code
        changes = tuple(
            (field, old, new)
            for field, old, new in zip(("resolution", "closure_code"), before, after, strict=True)
            if old != new
        )
        effort = self.random.randint(8, 70)
        self._move("resolve", "resolved", self.owner, at, body=self.resolution, minutes=effort, changes=changes)

    def _closure_code(self) -> str:
        shares = weights()["shares"]
        if self.plan.wait in {"supplier", "change"}:
            return self.plan.wait
        if self.case.template.service == "workplace" and self.random.random() < shares["guided"]:
            return "user_guidance"
        if self.case.channel == "monitoring" and self.random.random() < shares["recovered_by_itself"]:
            return "self_recovered"
        return self.random.choices(("solved", "workaround", "not_reproducible"), (0.76, 0.21, 0.03))[0]

    def _reopen(self) -> None:
        if not self.plan.reopened:
            return
        at = self.entries[-1].occurred_at + timedelta(minutes=self.random.randint(25, 900))
        self._move("reopen", "in_progress", desk_agent(self.random, at), at, body=self.phrase("reopen"))
        self.reopened += 1
        self._base, self._share = at, 1.0
        self._say(self.owner, self.at(1.15), "note", INTERNAL, self.random.randint(10, 40))
        self._resolve(1.3, self.phrase("again"))

    def _close(self) -> None:
        how = self.confirmation = self.plan.confirmation
        solved = self.entries[-1].occurred_at
        if how == "timeout":
            at, actor = solved + TIMEOUT, SYSTEM
        elif how == "monitor":
            at, actor = solved + timedelta(minutes=self.random.randint(20, 90)), SYSTEM
        else:
            at = _awake(solved + timedelta(minutes=self.random.randint(20, 1500)), self.random)
            agent = desk_agent(self.random, at)
            actor = agent if self.case.party.code == OWN else self.random.choice((self.case.requester, agent))
        changes = (("confirmation", "", how),)
        self._move("close", "closed", actor, at, body=self.phrase(f"confirm_{how}"), changes=changes)
        self.closed_at = at


def _awake(at: datetime, random: Random) -> datetime:
    """Nobody is called back at night: move to the next morning."""
    local = at.astimezone(ZONE)
    if MORNING <= local.hour < EVENING:
        return at
    day = local + timedelta(days=local.hour >= EVENING)
    return day.replace(hour=9, minute=random.randrange(60)).astimezone(at.tzinfo)
