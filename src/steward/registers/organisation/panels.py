"""What the page of an appointment shows beside its fields: each letter as a paper by itself (manual 0.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.registers.organisation.models import Appointment

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor

LETTERS = ("letter_zh", "letter_en")


def letters_on_paper(record: Record, _actor: Actor) -> SafeString | None:
    """Where each letter is printed without what else the record holds."""
    found: Any = record
    written = [(name, _label(name)) for name in LETTERS if getattr(found, name)]
    if not written:
        return None
    context = {"number": record.number, "letters": written}
    return mark_safe(render_to_string("organisation/letter.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _label(name: str) -> str:
    return str(Appointment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001  a column; Django's documented interface
