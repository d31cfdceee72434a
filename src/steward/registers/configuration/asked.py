"""What an address of this chapter asks: an item within the reader's sight, a moment, a way (manual 8.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.refusal import Invalid, Unknown
from steward.people.models import ServiceProject
from steward.surface.spans import read_span

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.configuration.graph import Way
    from steward.registers.configuration.models import ConfigurationItem

WAYS = ("hit", "needed")


def item_numbered(process: Process, number: str, actor: Actor) -> ConfigurationItem:
    """The item, for the provider's people. Raises Unknown."""
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    return cast("ConfigurationItem", acts.fetch(process, number, actor))


def projects_of(actor: Actor) -> list[ServiceProject]:
    """The service projects whose items the actor may see: of a project, or of all of a customer."""
    return list(ServiceProject.objects.filter(policy.projects_visible_to(actor)).order_by("code"))


def project_named(code: str, actor: Actor) -> ServiceProject:
    """One of them. Raises Invalid."""
    found = next((each for each in projects_of(actor) if each.code == code.strip()), None)
    if found is None:
        raise Invalid({"project": [_("Choose the service project that this belongs to.")]})
    return found


def moment(text: str, actor: Actor, name: str = "at") -> datetime | None:
    """A moment of the actor's zone, or the beginning of a day; None where nothing is asked. Raises Invalid."""
    if not text.strip():
        return None
    span = read_span(f"{text.strip()[:40]}..", actor.zone)
    if span is None or span[0] is None:
        raise Invalid({name: [_("This is no date and time. Write it as 2026-03-31 14:05.")]})
    return span[0]


def way(text: str) -> Way:
    """Whom a failure hits, unless what is needed is asked. Raises Invalid."""
    if text and text not in WAYS:
        raise Invalid({"way": [_("Choose from: %(choices)s.") % {"choices": ", ".join(WAYS)}]})
    return cast("Way", text or "hit")


def project_chosen(code: str, actor: Actor) -> tuple[list[ServiceProject], ServiceProject | None]:
    """The projects of a reader of the provider's, and the one of a code, or the first. Raises Unknown or Invalid."""
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    projects = projects_of(actor)
    chosen = next((each for each in projects if code in (each.code, "")), None)
    if chosen is None and code:
        raise Invalid({"project": [_("Choose the service project that this belongs to.")]})
    return projects, chosen
