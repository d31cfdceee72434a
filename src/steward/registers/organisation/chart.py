"""The organisation as it stands today: units as a tree with their posts, holders and letters (manual 1.1, 2.1.2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from steward.kernel import policy
from steward.people.models import Unit
from steward.registers.organisation.appointing.process import APPOINTMENT
from steward.registers.organisation.models import Appointment, Office, Position, Sort
from steward.registers.organisation.reading import covering, current_duties
from steward.registers.organisation.roles import MANAGEMENT, label_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from steward.people.actor import Actor
    from steward.people.models import Duty

OF_OWNERS = ("general_manager", "top_management")
# Who leads a group holds the role in whatever unit he is of.
LEADERS = ("technical_group_leader", "service_group_leader")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a post since a day, with the letter that says so."""

    name: str
    code: str
    since: date
    letter: str = ""
    authorised: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A role of management with whoever holds it; nobody where it is vacant."""

    role: str
    label: str
    holders: tuple[Holder, ...]

    @property
    def is_of_owners(self) -> bool:
        """Whether the company's owners appoint to it, so that no letter of ours is missed."""
        return self.role in OF_OWNERS


@dataclass(slots=True)
class Node:
    """A unit with its posts and what belongs to it."""

    unit: Unit
    people: int
    posts: list[Post] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)

    @property
    def office(self) -> Office | None:
        """Where it sits; None where nothing is kept of it."""
        return getattr(self.unit, "office", None)

    @property
    def departments(self) -> list[Node]:
        """What belongs to it at its own place."""
        return [each for each in self.below if not each.unit.is_branch]

    @property
    def branches(self) -> list[Node]:
        """What belongs to it elsewhere."""
        return [each for each in self.below if each.unit.is_branch]

    @property
    def in_all(self) -> int:
        """Its people with those of all that belongs to it."""
        return self.people + sum(each.in_all for each in self.below)


@dataclass(frozen=True, slots=True)
class Chart:
    """The tree from its roots, and every post of management."""

    roots: tuple[Node, ...]
    posts: tuple[Post, ...]
    # Whether duty statements say which posts there are; else every role of management stands here.
    is_stated: bool

    @property
    def vacant(self) -> list[Post]:
        """Posts that nobody holds today."""
        return [post for post in self.posts if not post.holders]


def drawn(actor: Actor, day: date) -> Chart:
    """The chart of a day, in four statements."""
    places = dict(Position.objects.filter(role__in=MANAGEMENT).values_list("role", "unit_id"))
    duties = list(current_duties(actor, day))
    posts = {post.role: post for post in _posts(places or dict.fromkeys(MANAGEMENT), duties, _letters(actor, day))}
    nodes = _nodes(actor)
    for role, post in posts.items():
        home = nodes.get(places.get(role) or 0)
        if home is not None:
            home.posts.append(post)
    for duty in duties:
        if duty.role in LEADERS and (home := nodes.get(duty.person.unit_id or 0)):
            home.leaders.append(duty.person.name)
    return Chart(_tree(nodes), tuple(posts.values()), bool(places))


def _letters(actor: Actor, day: date) -> dict[tuple[str, int, str], str]:
    """The numbers of the letters in force, by role, person and sort."""
    found = Appointment.objects.filter(policy.visible_to(actor, APPOINTMENT), covering(day), state="in_force")
    rows = found.filter(in_project=False).order_by("starts_on").values_list("role", "person_id", "sort", "number")
    return {(role, person, sort): number for role, person, sort, number in rows}


def _posts(places: Iterable[str], duties: list[Duty], letters: dict[tuple[str, int, str], str]) -> Iterable[Post]:
    """A post for each role that has a duty statement, or is held."""
    held: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.role in MANAGEMENT and duty.project_id is None:
            held[duty.role].append(duty)
    for role in (each for each in MANAGEMENT if each in places or each in held):
        yield Post(role, label_of(role), tuple(_holder(duty, letters) for duty in held[role]))


def _holder(duty: Duty, letters: dict[tuple[str, int, str], str]) -> Holder:
    found = {sort: letters.get((duty.role, duty.person_id, sort), "") for sort in Sort.values}
    return Holder(
        duty.person.name, duty.person.code, duty.starts_on, found[Sort.APPOINTMENT], found[Sort.AUTHORISATION]
    )


def _nodes(actor: Actor) -> dict[int, Node]:
    here = Q(person__left_on=None)
    units = Unit.objects.filter(party_id=actor.own_party_id or 0).annotate(people=Count("person", filter=here))
    return {unit.pk: Node(unit, unit.people) for unit in units.select_related("office").order_by("id")}


def _tree(nodes: dict[int, Node]) -> tuple[Node, ...]:
    """The nodes tied together; a unit whose superior is not ours, or that stands in a circle, is a root."""
    roots = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id or 0)
        if above is None or _leads_back(node, nodes):
            roots.append(node)
        else:
            above.below.append(node)
    return tuple(roots)


def _leads_back(node: Node, nodes: dict[int, Node]) -> bool:
    """Whether the way up comes back to the unit itself."""
    seen: set[int] = set()
    at = nodes.get(node.unit.parent_id or 0)
    while at is not None and at.unit.pk not in seen:
        if at is node:
            return True
        seen.add(at.unit.pk)
        at = nodes.get(at.unit.parent_id or 0)
    return False
