"""What the page of an edition shows beside its fields: the text, and where it is written and read (manual 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.registers.document import queries
from steward.registers.document.text.sections import sections_of
from steward.registers.document.text.shown import shown
from steward.surface.printing.frame import company_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor


def text(record: Record, actor: Actor) -> SafeString | None:
    """The sections in the reader's language, and the ways to read and write them."""
    found: Any = record
    known = queries.known_to_rows(found.pk, found.number, found.sections, company_of(actor))
    context = {
        "record": record,
        "sections": [(each, shown(each.text, known)) for each in sections_of(found.sections)],
        "may_write": not policy.why_not_amend(process_of("edition"), record, actor, ("sections",)),
        "code": found.document.code,
    }
    return mark_safe(render_to_string("document/panel.html", context))  # noqa: S308  the template escapes  # nosec B308, B703
