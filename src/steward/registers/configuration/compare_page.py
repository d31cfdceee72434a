"""Two sides side by side: what was added, removed, altered from one to the other (manual 8.1.2, 9.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import current_actor, now
from steward.registers.configuration import asked, queries
from steward.registers.configuration.comparing import KINDS, MOST
from steward.registers.configuration.models import Baseline
from steward.registers.configuration.sides import side
from steward.surface import times
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.configuration.comparing import Comparison

OFFERED = 60
ASKED = {
    "left": "Number of a baseline or of an item, or code of a service project",
    "left_at": "The moment of the left side; its own, or now, where nothing is said",
    "right": "As `left`; the left side itself where nothing is said",
    "right_at": "The moment of the right side; its own, or now, where nothing is said",
}


def asked_for(given: Mapping[str, str], actor: Actor) -> Comparison:
    """The comparison that an address asks for; for the provider's people.

    With a left side alone: what has become of it until now. Raises Unknown, Invalid or Refused.
    """
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    if not given.get("left", "").strip():
        raise Invalid({"left": [_("This is needed.")]})
    at = {name: asked.moment(given.get(name, ""), actor, name) for name in ("left_at", "right_at")}
    left = side(given["left"], at["left_at"], actor)
    word = given.get("right", "").strip()
    if not word:
        return queries.compare(left, left.moved_to(at["right_at"] or now()), actor)
    return queries.compare(left, side(word, at["right_at"], actor, "right"), actor)


def as_data(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON tells it."""
    items: list[dict[str, Any]] = [
        {"number": each.number, "title": each.title, "how": how, "fields": []}
        for how, things in (("added", found.added), ("removed", found.removed))
        for each in things
    ]
    items += [
        {"number": each.number, "title": each.title, "how": "altered",
         "fields": [{"field": fact.label, "left": fact.then, "right": fact.later} for fact in each.facts]}
        for each in found.altered
    ]  # fmt: skip
    relations = [
        {"source": tie.source, "relation": tie.relation, "target": tie.target, "how": how, "left": tie.was,
         "right": tie.becomes}
        for how, ties in (
            ("added", found.ties_added), ("removed", found.ties_removed), ("altered", found.ties_altered),
        )
        for tie in ties
    ]  # fmt: skip
    told = {"left": found.left.name, "left_at": found.left.at, "right": found.right.name, "right_at": found.right.at}
    return {**told, "counts": found.counts, "items": items, "relations": relations}


def compared(request: HttpRequest, process: Process) -> HttpResponse:
    """The chooser, and below it what differs."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    reasons: list[str] = []
    found = None
    if request.GET.get("left"):
        try:
            found = asked_for(request.GET, actor)
        except Refused as refused:
            reasons = list(map(str, refused.reasons))
    baselines = Baseline.objects.filter(policy.visible_to(actor)).order_by("-pk").values_list("number", "title")
    context = {
        "process": process,
        "typed": {name: request.GET.get(name, "")[:60] for name in ASKED},
        "offered": list(baselines[:OFFERED]),
        "reasons": reasons,
        "found": found,
        "most": MOST,
        "titles": [_told_side(side, actor) for side in (found.left, found.right)] if found else [],
        "counts": [(label, found.counts[kind]) for kind, label in _labels().items()] if found else [],
        "shell": shell(request),
    }
    return render(request, "configuration/compare.html", context, status=422 if reasons else 200)


def _told_side(side: Any, actor: Actor) -> str:
    return f"{side.name} · {times.full(side.at, actor.zone)}"


def _labels() -> dict[str, str]:
    words = (
        _("Items added"), _("Items gone"), _("Items altered"), _("Relations added"), _("Relations gone"),
        _("Relations altered"),
    )  # fmt: skip
    return dict(zip(KINDS, words, strict=True))
