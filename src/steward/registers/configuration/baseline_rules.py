"""What must be true of a baseline, and what follows from it (manual 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.registers.configuration import comparing
from steward.registers.configuration.models import CiClass, Place
from steward.registers.configuration.sides import Side

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

_TREES: dict[str, type[CiClass | Place]] = {"class": CiClass, "place": Place}


def parts_that_there_are(attempt: Attempt) -> dict[str, Any]:
    """Classes and places that a baseline is narrowed to, with their codes as kept. Raises Invalid for unknown ones."""
    if "narrowed" not in attempt.values:
        return {}
    rows = attempt.values["narrowed"]
    faults = [
        _("There is no class or place “%(code)s”.") % {"code": row["code"]}
        for row in rows
        if not _TREES[row["part"]].objects.filter(code=row["code"]).exists()
    ]
    if faults:
        raise Invalid({"narrowed": faults})
    return {"class_ids": branches(rows, "class"), "place_ids": branches(rows, "place")}


def branches(rows: list[dict[str, Any]], part: str) -> list[int] | None:
    """Ids of the classes or places that are named and of all below them; None where none is named."""
    codes = [row["code"] for row in rows if row["part"] == part]
    if not codes:
        return None
    model = _TREES[part]
    inside = Q(pk__in=[])
    for path in model.objects.filter(code__in=codes).values_list("path", flat=True):
        inside |= Q(path=path) | Q(path__startswith=f"{path}/")
    return list(model.objects.filter(inside).order_by("pk").values_list("pk", flat=True))


def the_moment_is_named(attempt: Attempt) -> dict[str, Any]:
    """Where no moment is stated it is now."""
    return {} if attempt.value("moment") else {"moment": attempt.at}


def the_scope_stands(attempt: Attempt) -> dict[str, Any]:
    """The branches as they are now: classes and places that move later do not alter what is approved."""
    rows = attempt.value("narrowed")
    return {"class_ids": branches(rows, "class"), "place_ids": branches(rows, "place")}


def its_moment_is_past(attempt: Attempt) -> Text | None:
    """What a baseline tells of has been."""
    moment = attempt.values.get("moment")
    if moment is None or moment <= attempt.at:
        return None
    return _("The moment lies in the future. A baseline is of now or of a moment that has been.")


def it_holds_something(attempt: Attempt) -> Text | None:
    """A baseline of nothing measures nothing."""
    if comparing.count_items(_side(attempt)):
        return None
    return _("No configuration item is within this scope at that moment.")


def _side(attempt: Attempt) -> Side:
    names = ("service_id", "class_ids", "place_ids", "moment")
    service, classes, places, moment = (attempt.value(name) for name in names)
    return Side("", attempt.record.project_id, moment, service, classes, places)
