"""My duties: what I hold since when, what its statement asks, and that I have taken it on (manual 2.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.kernel.refusal import Refused, Stale
from steward.kernel.rows import write_row
from steward.people.bilingual import in_chinese
from steward.people.context import now
from steward.registers.organisation.models import Acknowledgement, Position
from steward.registers.organisation.reading import current_duties, reader
from steward.registers.organisation.roles import label_of
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Mine:
    """A role of the reader's with its statement, and since when its edition is taken on."""

    label: str
    held: tuple[str, ...]
    position: Position | None
    text: str
    reports_to: str
    taken_on: str


@takes("position", "edition")
def shown(request: HttpRequest) -> HttpResponse:
    """The reader's duties; sent, the edition named is taken on. Raises Unknown, Refused, Stale."""
    actor = reader()
    if request.method == "POST":
        return _take_on(request, actor)
    context = {"duties": _mine(actor, today_of(actor)), "name": actor.name, "shell": shell(request)}
    return render(request, "organisation/mine.html", context)


def _mine(actor: Actor, today: date) -> list[Mine]:
    """One for each role that is held, wherever it is held, in three statements."""
    held: dict[str, list[str]] = {}
    for duty in current_duties(actor, today).filter(person_id=actor.person_id or 0):
        where = f"{duty.project.name} · " if duty.project else ""
        held.setdefault(duty.role, []).append(where + _("since %(day)s") % {"day": duty.starts_on})
    positions = {each.role: each for each in Position.objects.filter(role__in=held)}
    made = Acknowledgement.objects.filter(position__in=positions.values(), person_id=actor.person_id or 0)
    taken = {(each.position_id, each.edition): times.short(each.made_at, actor.zone) for each in made}
    return [_told(role, tuple(where), positions.get(role), taken) for role, where in held.items()]


def _told(role: str, held: tuple[str, ...], position: Position | None, taken: dict[tuple[int, int], str]) -> Mine:
    label = label_of(role)
    if position is None:
        return Mine(label, held, None, "", "", "")
    text = position.duties_zh if in_chinese() else position.duties_en
    above = label_of(position.reports_to)
    return Mine(label, held, position, text, above, taken.get((position.pk, position.edition), ""))


def _take_on(request: HttpRequest, actor: Actor) -> HttpResponse:
    reasons = policy.why_not_write(actor)
    position = _asked(request, actor)
    if position is None:
        reasons.append(_("You hold no such role: only its holder takes a duty statement on."))
    if reasons or position is None:
        raise Refused(reasons)
    if request.POST.get("edition") != str(position.edition):
        raise Stale([_("The text has been changed since you opened it: read edition %(edition)d.") % {
            "edition": position.edition}], position.edition)  # fmt: skip
    known = Acknowledgement.objects.filter(position=position, person_id=actor.person_id or 0, edition=position.edition)
    if not known.exists():
        values = {"position": position, "person_id": actor.person_id, "edition": position.edition, "made_at": now()}
        write_row(Acknowledgement, None, values, "")
    messages.success(request, _("Your duties as “%(role)s” are taken on.") % {"role": position})
    return HttpResponseRedirect("/organisation/mine/", status=303)


def _asked(request: HttpRequest, actor: Actor) -> Position | None:
    """The statement named, of a role that the reader holds himself today."""
    given = request.POST.get("position", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10) or actor.person_id is None:  # noqa: PLR2004  digits of an id
        return None
    position = Position.objects.filter(pk=int(given)).first()
    mine = current_duties(actor, today_of(actor)).filter(person_id=actor.person_id)
    return position if position and mine.filter(role=position.role).exists() else None
