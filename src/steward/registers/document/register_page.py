"""The register of documents as a tree: what is in force, what is being made, what is to be reviewed (manual 2.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.kernel.intake import clean_text
from steward.kernel.jobs import enqueue
from steward.kernel.refusal import Refused, Unknown
from steward.people.context import current_actor
from steward.people.roles import ROLES
from steward.registers.document import queries, workspace
from steward.registers.document.layers import CONTROLLERS, Layer
from steward.registers.document.models import department_choices
from steward.registers.document.process import EDITION
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from steward.people.actor import Actor
    from steward.registers.document.queries import Line

# Record types are many; they stand there when somebody asks for them.
_FIRST = (Layer.MANUAL, Layer.PROCEDURE, Layer.RULE)


def shown(request: HttpRequest) -> HttpResponse:
    """The tree; `?layer=`, `?department=` and `?late=1` narrow it. Raises Unknown for contacts."""
    actor = reader()
    today = today_of(actor)
    lines = queries.register(actor)
    layer, department = request.GET.get("layer", ""), request.GET.get("department", "")
    late = request.GET.get("late") == "1"
    used = {line.document.department for line in lines}
    asked = clean_text(request.GET.get("q", "")).strip()[:60]
    wanted = [line for line in lines if _is_wanted(line, layer, department) and (not late or line.is_late(today))]
    wanted = _with_words(wanted, asked) if asked else wanted
    own = workspace.of(department, lines, actor, today) if department else None
    context = {
        "lines": sorted(wanted, key=_by_number) if layer else wanted,
        "layers": [(key, str(label)) for key, label in Layer.choices],
        "departments": [(key, label) for key, label in department_choices() if key in used],
        "layer": layer,
        "department": department,
        "late": late,
        "asked": asked,
        "today": today,
        "counts": _counts([line for line in lines if own is None or line.document.department == department], today),
        "workspace": own,
        "most": workspace.MOST,
        "may_register": policy.why_not_hold((*CONTROLLERS, "administrator"), actor),
        "roles": ROLES,
        "codes": {line.document.pk: line.document.code for line in lines},
        "process": EDITION,
        "is_empty": not lines,
        "reasons": list(map(str, policy.why_not_hold(CONTROLLERS, actor))),
        "shell": shell(request),
    }
    return render(request, "document/register.html", context)


@takes()
def take_in(request: HttpRequest) -> HttpResponse:
    """Has the starter texts taken in by a job. Raises Refused for whoever keeps no documents."""
    reasons = policy.why_not_hold(CONTROLLERS, reader())
    if reasons:
        raise Refused(reasons)
    enqueue("steward.starters")
    messages.success(request, _("The starter texts are being taken in; in a minute they stand here as drafts."))
    return HttpResponseRedirect("/documents/", status=303)


def reader() -> Actor:
    """Whoever of our people reads. Raises Unknown for others."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    return actor


def _is_wanted(line: Line, layer: str, department: str) -> bool:
    own = line.document.layer
    return (own == layer if layer else own in _FIRST) and department in ("", line.document.department)


def _with_words(lines: list[Line], words: str) -> list[Line]:
    """Those that have the words in number, title or the text in force."""
    held = queries.containing(words)
    return [
        line
        for line in lines
        if line.document.pk in held
        or words.casefold() in f"{line.document.code} {line.document.name_zh} {line.document.name_en}".casefold()
    ]


def _by_number(line: Line) -> tuple[int, str]:
    """99 before 100."""
    return len(line.document.code), line.document.code


def _counts(lines: list[Line], today: date) -> dict[str, int]:
    texts = [line for line in lines if line.document.layer != Layer.RECORD_TYPE]
    return {
        "all": len(texts),
        "in_force": sum(line.in_force is not None for line in texts),
        "being_made": sum(line.being_made is not None for line in texts),
        "late": sum(line.is_late(today) for line in texts),
    }
