"""What is compared: a baseline, a project at a moment, an item at a moment (manual 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.refusal import Invalid
from steward.people.context import now
from steward.people.models import ServiceProject
from steward.registers.configuration.models import Baseline, ConfigurationItem

if TYPE_CHECKING:
    from datetime import datetime

    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Side:
    """Items of a project at a moment, narrowed where something is named; or one item alone."""

    name: str
    project_id: int
    at: datetime
    service_id: int | None = None
    class_ids: list[int] | None = None
    place_ids: list[int] | None = None
    item_id: int | None = None

    def moved_to(self, at: datetime) -> Side:
        """The same scope at another moment."""
        return replace(self, at=at)


def side(word: str, at: datetime | None, actor: Actor, field: str = "left") -> Side:
    """What a word names: the number of a baseline or of an item, or the code of a service project.

    `at` is the moment where the word does not say one itself; now where neither does. A baseline at another moment is
    its scope at that moment. Raises Invalid, under `field`, where the reader sees no such thing.
    """
    word = word.strip()[:60]
    found = _baseline(word, at, actor) or _item(word, at, actor) or _project(word, at, actor)
    if found is None:
        text = _("There is no baseline, configuration item or service project “%(word)s”.")
        raise Invalid({field: [text % {"word": word}]})
    return found


def _baseline(word: str, at: datetime | None, actor: Actor) -> Side | None:
    found = Baseline.objects.filter(policy.visible_to(actor), number=word.upper()).first()
    return of_baseline(found, at) if found else None


def of_baseline(found: Baseline, at: datetime | None = None) -> Side:
    """A baseline, or its scope at another moment."""
    moment = at or found.moment or now()
    return Side(
        found.number, found.project_id, moment, found.service_id, found.class_ids, found.place_ids
    )  # fmt: skip


def _item(word: str, at: datetime | None, actor: Actor) -> Side | None:
    found = ConfigurationItem.objects.filter(policy.visible_to(actor), number=word.upper()).first()
    return Side(found.number, found.project_id, at or now(), item_id=found.pk) if found else None


def _project(word: str, at: datetime | None, actor: Actor) -> Side | None:
    found = ServiceProject.objects.filter(code=word).first()
    if found is None or (found.pk not in actor.scope.projects and found.customer_id not in actor.scope.customers):
        return None
    return Side(found.code, found.pk, at or now())
