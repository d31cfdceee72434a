"""What else the page of an incident shows (manual 7.2.1: what its source states of it)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from steward.kernel.stated_facts import statements_of
from steward.surface import times

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.kernel.stated_facts import Statement
    from steward.people.actor import Actor

LABELS = {
    "resolved_at": pgettext_lazy("stated", "Resolved at"),
    "closed_at": pgettext_lazy("stated", "Closed at"),
    "reopened": pgettext_lazy("stated", "Reopened"),
    "reassigned": pgettext_lazy("stated", "Reassigned"),
    "sla_met": pgettext_lazy("stated", "Service level"),
    "effort_hours": pgettext_lazy("stated", "Effort in hours"),
    "problem": pgettext_lazy("stated", "Problem"),
    "change": pgettext_lazy("stated", "Change request"),
    "caused_by": pgettext_lazy("stated", "Caused by"),
    "configuration_item": pgettext_lazy("stated", "Configuration item"),
    "supplier": pgettext_lazy("stated", "Supplier"),
    "location": pgettext_lazy("stated", "Location"),
    "symptom": pgettext_lazy("stated", "Symptom"),
    "resolver": pgettext_lazy("stated", "Resolved by"),
    "opened_by": pgettext_lazy("stated", "Opened by"),
}


def stated_by_its_source(record: Record, actor: Actor) -> SafeString | None:
    """What the source of an imported incident states, beside what we derive; for the provider alone."""
    statements = statements_of(record) if actor.is_provider else []
    if not statements:
        return None
    context = {
        "source": record.source,
        "lines": [_line(one, actor) for one in statements],
        "differing": sum(one.differs for one in statements),
    }
    return mark_safe(render_to_string("incident/stated.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _line(one: Statement, actor: Actor) -> dict[str, Any]:
    return {
        "label": LABELS.get(one.name) or one.name.replace("_", " ").capitalize(),
        "stated": _shown(one.name, one.stated, actor),
        "derived": _shown(one.name, one.derived, actor),
        "difference": _difference(one),
    }


def _shown(name: str, value: Any, actor: Actor) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return times.short(value, actor.zone)
    if isinstance(value, bool):
        if name == "sla_met":
            return pgettext("service level", "met") if value else pgettext("service level", "breached")
        return _("yes") if value else _("no")
    return str(value)


def _difference(one: Statement) -> str:
    """How far both are apart; '' where they agree or only one speaks."""
    if not one.differs:
        return ""
    if isinstance(one.stated, datetime):
        return times.span(int((one.stated - one.derived).total_seconds()))
    return str(abs(one.stated - one.derived))
