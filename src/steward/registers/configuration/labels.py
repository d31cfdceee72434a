"""Labels to stick on things: number, name, class, and a code that opens the item's page on a phone (manual 8.1.9)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.db.models import Q
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steward.kernel import policy
from steward.kernel.refusal import Invalid, Unknown
from steward.people.bilingual import in_chinese
from steward.people.context import current_actor
from steward.registers.configuration.models import ConfigurationItem, Place
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from steward.kernel.process import Process
    from steward.people.actor import Actor

# Twenty sheets of twenty-four.
MOST = 480
LONGEST_ASKED = 8_000
SIZES = {
    "sheet": gettext_lazy("70 × 37 mm, 24 on a sheet of A4"), "single": gettext_lazy("50 × 30 mm, one by one"),
}  # fmt: skip
GONE = ("disposed", "cancelled")


def labelled(request: HttpRequest, process: Process) -> HttpResponse:
    """Labels of the items ticked in a list (`pick`), of those whose numbers are given, or of all in a place."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    given = request.GET
    size = given.get("size") or "sheet"
    if size not in SIZES:
        raise Invalid({"size": [_("Choose from: %(choices)s.") % {"choices": ", ".join(SIZES)}]})
    numbers = _numbers(" ".join([*given.getlist("pick"), given.get("numbers", "")])[:LONGEST_ASKED])
    code = given.get("place", "").strip()[:60]
    items = _items(numbers, code, actor)
    known = {item.number for item in items}
    context = {
        "process": process,
        "labels": [_label(item) for item in items],
        "unknown": [number for number in numbers if number not in known],
        "numbers": " ".join(numbers),
        "place": code,
        "size": size,
        "sizes": SIZES,
        "shell": shell(request),
    }
    return render(request, "configuration/labels.html", context)


def _numbers(text: str) -> list[str]:
    return list(dict.fromkeys(word.upper()[:60] for word in re.split(r"[\s,;，；、]+", text) if word))


def _items(numbers: list[str], code: str, actor: Actor) -> list[ConfigurationItem]:
    """Those that the reader sees, as they stand. Raises Invalid for a place that there is not, or for too many."""
    wanted = Q(number__in=numbers)
    if code:
        place = Place.objects.filter(code=code, party_id__any_of=actor.scope.parties).first()
        if place is None:
            raise Invalid({"place": [_("There is no place “%(code)s”.") % {"code": code}]})
        wanted |= (Q(place__path=place.path) | Q(place__path__startswith=f"{place.path}/")) & ~Q(state__in=GONE)
    elif not numbers:
        return []
    seen = ConfigurationItem.objects.filter(policy.visible_to(actor), wanted, kind="ci").select_related("ci_class")
    found = list(seen.order_by("place__path", "-rack_unit", "number")[: MOST + 1])
    if len(found) > MOST:
        text = _("More than %(most)d labels at once: choose a smaller place, or fewer items.")
        raise Invalid({"place": [text % {"most": MOST}]})
    return found


def _label(item: ConfigurationItem) -> dict[str, Any]:
    title, other = (item.title, item.title_en) if in_chinese() else (item.title_en, item.title)
    return {
        "number": item.number, "title": title or other, "class": item.ci_class.name, "code": code_of(item.number),
    }  # fmt: skip


def code_of(number: str) -> SafeString:
    """The code of the item's address, as a drawing for the page; it names the number and nothing else."""
    out = io.BytesIO()
    drawn = segno.make(f"{settings.ADDRESS}/ci/{number}/", error="m", micro=False)
    drawn.save(out, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(out.getvalue().decode())  # noqa: S308  drawn here, of squares alone  # nosec B308, B703
